"""Words of accounts and placards: what roles are called, why an act was refused, what people are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from khaosat.errors import Failure, LockedFailure, PlacardRevokedFailure, SignInFailure
from khaosat.policy import Role
from khaosat.web import (
    texts_appraisal_year,
    texts_complaints,
    texts_league,
    texts_moves,
    texts_unit_classes,
    texts_year_check,
)

_: Callable[..., str] = gettext  # the library has no types


@dataclass(frozen=True)
class Problem:
    """Why a form came back: a sentence, and the field it belongs to ('' = the whole form)."""

    field: str
    sentence: str


def role(name: Role | str) -> str:
    """Return what a role is called."""
    known = {
        Role.OFFICER: _("Công chức"),
        Role.UNIT_HEAD: _("Trưởng đơn vị"),
        Role.AFFAIRS: _("Sở Nội vụ"),
        Role.DECIDER: _("Người có thẩm quyền quyết định"),
        Role.APPEAL: _("Người giải quyết khiếu nại"),
        Role.INSPECTOR: _("Thanh tra"),
        Role.ADMINISTRATOR: _("Quản trị viên"),
        Role.COLLECTOR: _("Điều tra viên"),
    }
    return known[Role(name)]


def problem(failure: Failure) -> Problem:
    """Return a failure's sentence for the form that caused it."""
    if isinstance(failure, SignInFailure):
        return Problem("", sign_in_refused() if failure.details.get("what") != "code" else code_refused())
    if isinstance(failure, LockedFailure):
        return Problem("", _("Tài khoản tạm khoá vì thử sai nhiều lần. Xin chờ ít phút rồi thử lại."))
    if isinstance(failure, PlacardRevokedFailure):
        return Problem("", _("Bảng này đã được gỡ từ trước."))
    field = str(failure.details.get("field", ""))
    key = (field or str(failure.details.get("what", "")), str(failure.details.get("reason", "")))
    return Problem(
        field,
        _reasons(failure.details).get(key, _("Chưa làm được. Xin xem lại những ô đã điền.")),
    )


def sign_in_refused() -> str:
    """Return the one answer to whoever may not come in: unknown, mistaken, locked and disabled alike."""
    return _(
        "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khoá vì thử sai nhiều lần. "
        "Xin kiểm tra lại; nếu vẫn không được, xin chờ ít phút hoặc nhờ quản trị viên."
    )


def code_refused() -> str:
    """Return the answer to a code that does not fit."""
    return _("Mã không đúng hoặc đã dùng rồi. Xin chờ ứng dụng hiện mã mới rồi nhập lại.")


def told(subject: str, details: Mapping[str, object]) -> str:
    """Return the sentence of an announcement."""
    words = {
        "who": details.get("display_name", ""),
        "name": details.get("name", ""),
        "by": details.get("by", ""),
        "roles": ", ".join(role(str(name)) for name in _listed(details.get("roles"))),
    }
    if subject == "password_reset":
        return _("Mật khẩu của %(who)s (%(name)s; %(roles)s) đã được %(by)s đặt lại.", **words)
    return _("Mã xác thực thứ hai của %(who)s (%(name)s; %(roles)s) đã được %(by)s đặt lại.", **words)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _of_held() -> dict[tuple[str, str], str]:
    return {
        ("", "own_proposal"): _("Đề nghị loại phải do người khác xác nhận."),
        ("", "replied"): _("Lời nhắn này đã được trả lời rồi."),
        ("", "decided"): _("Phiếu này đã có người quyết rồi."),
        ("", "no_answers"): _("Dấu hiệu này nói về cả kỳ, không chỉ ra phiếu nào: không có gì để loại."),
    }


def _of_rules(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    place, why = details.get("place", ""), details.get("why", "")
    return {
        ("ruleset", "unfit"): _("Bộ quy tắc không nhận được, tại “%(place)s”: %(why)s.", place=place, why=why),
        ("ruleset", "too_long"): _("Tệp quá lớn để là một bộ quy tắc."),
        ("ruleset", "no_officers"): _("Bộ này không xếp mức cho công chức nên không thử được ở đây."),
        ("ruleset", "there"): _("Phiên bản này đã có. Bộ đã có không bị sửa: xin đặt phiên bản khác."),
    }


def _of_measures(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    most = details.get("most", "")
    return {
        ("text", "missing"): _("Xin ghi nội dung giải pháp."),
        ("text", "too_long"): _("Xin ghi gọn hơn, không quá %(most)s ký tự.", most=most),
        ("outcome", "missing"): _("Xin ghi kết quả đạt được."),
        ("outcome", "too_long"): _("Xin ghi gọn hơn, không quá %(most)s ký tự.", most=most),
        ("due", "out_of_range"): _("Hạn hoàn thành phải từ đầu kỳ trở đi, không quá 5 năm."),
        ("done_on", "out_of_range"): _("Ngày xong phải từ đầu kỳ đến hôm nay."),
        ("measure", "over"): _("Giải pháp này đã xong hoặc đã chuyển kỳ, không sửa được nữa."),
        ("ky", "unreadable"): _("Xin chọn kỳ của giải pháp."),
    }


def _of_tokens(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    return {
        ("power", "unknown"): _("Xin chọn mã dùng để làm gì."),
        ("last_day", "unreadable"): _("Xin ghi ngày, ví dụ 1/12/2026."),
        ("last_day", "out_of_range"): _("Ngày cuối từ hôm nay đến %(most)s ngày nữa.", most=details.get("most", "")),
        ("token", "own"): _("Mã truy cập phải do người khác xác nhận."),
        ("token", "decided"): _("Mã này đã có người quyết rồi."),
        ("token", "revoked"): _("Mã này đã được thu hồi từ trước."),
    }


def _reasons(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    return (
        _of_measures(details)
        | _of_rules(details)
        | texts_appraisal_year.problems(details)
        | _of_tokens(details)
        | _reasons_of_people(details)
        | _reasons_of_the_catalogue(details)
        | _reasons_of_desks()
        | _of_held()
        | texts_moves.problems(details)
        | texts_league.problems(details)
        | texts_year_check.problems(details)
        | texts_complaints.problems()
        | texts_unit_classes.problems()
    )


def _reasons_of_people(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    return {
        ("name", "not_a_name"): _("Tên đăng nhập có 2–40 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch nối."),
        ("name", "taken"): _("Tên đăng nhập này đã có người dùng."),
        ("display_name", "length"): _("Xin ghi họ tên, không quá %(most)s ký tự.", most=details.get("most", "")),
        ("officer", "unknown"): _("Không có công chức nào mang mã này."),
        ("unit", "missing"): _("Vai trò này gắn với một đơn vị: xin chọn đơn vị."),
        ("unit", "out_of_place"): _("Vai trò này không gắn với đơn vị nào: xin để trống ô đơn vị."),
        ("unit", "unknown"): _("Không có đơn vị này."),
        ("role", "unknown"): _("Xin chọn một vai trò."),
        ("reason", "missing"): _("Xin ghi lý do; lý do được lưu trong nhật ký."),
        ("old", "does_not_fit"): _("Mật khẩu hiện tại không đúng."),
        ("code", "does_not_fit"): _("Mã không khớp. Xin nhập sáu chữ số ứng dụng đang hiện."),
        ("password", "too_short"): _("Mật khẩu mới cần ít nhất %(least)s ký tự.", least=details.get("least", "")),
        ("password", "too_long"): _("Mật khẩu mới dài quá %(most)s ký tự.", most=details.get("most", "")),
        ("password", "too_easy"): _("Mật khẩu mới dễ đoán quá: xin dùng nhiều ký tự khác nhau, không chứa tên mình."),
        ("password", "same"): _("Mật khẩu mới phải khác mật khẩu hiện tại."),
        ("again", "differs"): _("Hai lần nhập mật khẩu mới không giống nhau."),
        ("grant", "own"): _("Không ai tự trao, tự xác nhận hay tự thu hồi quyền của chính mình."),
        ("grant", "other_side"): _("Người quản trị không được xem kết quả, và ngược lại: không chung một người."),
        ("grant", "granted"): _("Người này đã có vai trò đó rồi."),
        ("grant", "confirmed"): _("Quyền này đã được xác nhận từ trước."),
        ("account", "own"): _("Việc này với tài khoản của mình thì phải nhờ một quản trị viên khác."),
        ("account", "disabled"): _("Tài khoản này đã ngừng từ trước."),
        ("account", "enabled"): _("Tài khoản này đang dùng được."),
        ("second_factor", "none"): _("Tài khoản này chưa cài mã xác thực thứ hai."),
        ("second_factor", "confirm_first"): _("Xin nhập mã xác thực hiện có trước khi đổi sang máy khác."),
    }  # fmt: skip  # one reason, one sentence


def _reasons_of_the_catalogue(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    return {
        ("counter", "unknown"): _("Bộ phận này không có quầy mang số đó."),
        ("day", "unreadable"): _("Xin ghi ngày, ví dụ 1/12/2026."),
        ("day", "past"): _("Chỉ đổi được từ hôm nay trở đi: phiếu của ngày đã qua giữ cách tính cũ."),
        ("slips", "same"): _("Từ ngày đó đã đúng như vậy rồi."),
        ("demo", "not_loaded"): _("Dữ liệu minh hoạ chưa được nạp."),
        ("demo", "days"): _("Mỗi lần chỉ đi được từ 1 đến 400 ngày."),
        ("counters", "none_left"): _("Quầy nào cũng có bảng mã rồi, hoặc bộ phận chưa có quầy."),
        ("kinds", "none"): _("Xin chọn ít nhất một loại tờ."),
        ("placards", "none"): _("Xin chọn ít nhất một bảng mã."),
        ("field", "unknown"): _("Bộ phận này không làm lĩnh vực đó."),
        ("sheets", "out_of_range"): _("Mỗi lần in từ 1 đến %(most)s tờ.", most=details.get("most", "")),
        ("office", "closed"): _("Bộ phận này đã ngừng hoạt động."),
    }  # fmt: skip  # one reason, one sentence


def _reasons_of_desks() -> dict[tuple[str, str], str]:
    return {
        ("hours", "unreadable"): _("Xin ghi giờ, ví dụ 07:00."),
        ("hours", "out_of_order"): _("Giờ đóng phải sau giờ mở."),
        ("hours", "no_day"): _("Xin chọn ít nhất một ngày."),
        ("kiosk", "revoked"): _("Máy này đã được thu hồi từ trước."),
        ("form", "own"): _("Người phục vụ ở bộ phận này không nhập phiếu về bộ phận này. Xin giao cho người khác."),
        ("form", "spent"): _("Phiếu này đã được ghi từ trước; không ghi lần hai."),
        ("form", "withdrawn"): _("Phiếu này đã xoá."),
    }
