"""Sentences of what needs somebody today."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.appraisal_desk import QUEUES
from khaosat.services.todo import Task
from khaosat.web.filters import day, number

APPRAISAL = tuple(f"appraisal_{move}" for move in QUEUES)
_: Callable[..., str] = gettext  # the library has no types


def sentence(task: Task) -> str:
    """Return what waits, with its number and its day."""
    said = {"number": number(task.number), "day": day(task.day) if task.day else ""}
    if task.kind == "backup":
        return _("Lần sao lưu gần nhất là ngày %(day)s.", **said) if task.day else _("Chưa sao lưu lần nào.")
    if task.kind == "dossiers" and task.day:
        month = f"{task.day.month}/{task.day.year}"
        return _("%(number)s bộ phận chưa có số hồ sơ tháng %(month)s.", number=said["number"], month=month)
    if task.year is not None:
        return _of_appraisal({**said, "year": str(task.year)})[task.kind]
    return (_of_units(said) | _of_affairs(said) | _of_administrators(said))[task.kind]


def _of_units(said: dict[str, str]) -> dict[str, str]:
    return {
        "cases": _("%(number)s lời nhắn chờ trả lời, cũ nhất từ ngày %(day)s.", **said),
        "comments": _("%(number)s ý kiến chưa đánh dấu đã xử lý.", **said),
        "measures": _("%(number)s giải pháp cải tiến đến hạn, sớm nhất ngày %(day)s.", **said),
        "placards": _("%(number)s bảng mã im lặng hoặc tăng lạ thường.", **said),
        "releases": _("%(number)s đợt kết quả mới công bố, số liệu đến ngày %(day)s.", **said),
        "own_release": _("Có kết quả mới về ông/bà, số liệu đến ngày %(day)s.", **said),
    }


def _of_affairs(said: dict[str, str]) -> dict[str, str]:
    return {
        "holds": _("%(number)s phiếu tạm giữ chờ quyết định, cũ nhất của ngày %(day)s.", **said),
        "findings": _("%(number)s dấu hiệu bất thường chờ xem, cũ nhất của tuần từ %(day)s.", **said),
        "findings_overdue": _(
            "%(number)s dấu hiệu bất thường đã quá hạn xem xét, cũ nhất của tuần từ %(day)s.", **said
        ),
        "finding_exclusions": _("%(number)s đề nghị loại cả nhóm phiếu chờ người thứ hai xác nhận.", **said),
        "complaints": _("%(number)s phản ánh về công chức chưa xác minh, cũ nhất của ngày %(day)s.", **said),
        "verdicts": _("%(number)s kết quả xác minh phản ánh chờ người thứ hai.", **said),
        "exclusions": _("%(number)s đề nghị loại phiếu chờ người thứ hai xác nhận.", **said),
        "grants": _("%(number)s quyền xem kết quả chờ xác nhận.", **said),
        "tokens": _("%(number)s mã truy cập của phần mềm chờ xác nhận.", **said),
        "floods": _("%(number)s lần đông bất thường trong bảy ngày qua.", **said),
        "all_placards": _("%(number)s bảng mã im lặng hoặc tăng lạ thường trong toàn tỉnh.", **said),
        "sealed_again": _("%(number)s ngày được niêm phong lại trong bảy ngày qua.", **said),
    }


def _of_administrators(said: dict[str, str]) -> dict[str, str]:
    return {
        "nights": _("%(number)s ngày đã khoá sổ mà chưa được tính và niêm phong: xem tiến trình worker.", **said),
        "locked": _("%(number)s tài khoản đang tạm khoá vì nhập sai nhiều lần.", **said),
        "without_role": _("%(number)s tài khoản chưa có vai trò.", **said),
        "without_placard": _("%(number)s bộ phận chưa treo bảng mã.", **said),
        "ending_tokens": _("%(number)s mã truy cập sắp hết hạn, sớm nhất ngày %(day)s.", **said),
    }


def _of_appraisal(said: dict[str, str]) -> dict[str, str]:
    return {
        "appraisal_propose": _("Đánh giá năm %(year)s: %(number)s công chức chờ ông/bà đề nghị xếp loại.", **said),
        "appraisal_verify": _("Đánh giá năm %(year)s: %(number)s đề nghị chờ thẩm định.", **said),
        "appraisal_cosign": _("Đánh giá năm %(year)s: %(number)s mức thấp hơn chờ người thứ hai ký.", **said),
        "appraisal_decide": _("Đánh giá năm %(year)s: %(number)s hồ sơ chờ quyết định.", **said),
        "appraisal_tell": _("Đánh giá năm %(year)s: %(number)s công chức chờ được thông báo.", **said),
        "appraisal_decide_appeal": _("Đánh giá năm %(year)s: %(number)s kiến nghị chờ giải quyết.", **said),
        "appraisal_sign": _("Đánh giá năm %(year)s: mọi hồ sơ đã chính thức, có thể ký kết thúc.", **said),
        "appraisal_open": _("Năm %(year)s đã hết: có thể mở kỳ đánh giá, chưa ai mở.", **said),
        "appraisal_told": _("Đã có xếp loại của ông/bà năm %(year)s; kiến nghị được đến hết ngày %(day)s.", **said),
    }


def link_words(kind: str) -> str:
    """Return what the link says."""
    known = {
        "cases": _("Trả lời"), "comments": _("Xem ý kiến"), "measures": _("Xem giải pháp"), "placards": _("Xem bảng"),
        "releases": _("Xem kết quả"), "own_release": _("Xem kết quả"), "holds": _("Quyết định"),
        "complaints": _("Xác minh"), "verdicts": _("Xác nhận"),
        "findings": _("Xem"), "findings_overdue": _("Xem"), "finding_exclusions": _("Xác nhận"),
        "exclusions": _("Xác nhận"), "grants": _("Xác nhận"), "tokens": _("Xác nhận"), "floods": _("Xem"),
        "all_placards": _("Xem bảng"), "sealed_again": _("Xem niêm phong"), "dossiers": _("Nhập dữ liệu"),
        "locked": _("Xem tài khoản"), "without_role": _("Xem tài khoản"), "without_placard": _("Xem bộ phận"),
        "ending_tokens": _("Xem mã"),
        "appraisal_sign": _("Ký"), "appraisal_open": _("Mở kỳ"), "appraisal_told": _("Xem"),
        **dict.fromkeys(APPRAISAL, _("Mở")),
    }  # fmt: skip  # a table
    return known.get(kind, "")
