"""Words of a signed year: its versions, and what a check of it found."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def acts() -> dict[str, str]:
    """Return what the acts are called in the trail."""
    return {
        "appraisals:correct": _("Đính chính kỳ đánh giá đã ký"),
        "appraisals:export": _("Lấy nguyên văn bản đã ký"),
        "appraisals:check": _("Kiểm tra kỳ đánh giá đã ký"),
    }


def done() -> dict[str, str]:
    """Return what a person reads after an act."""
    return {
        "appraisals:correct": _("Đã lập bản đính chính mới; các bản trước giữ nguyên."),
    }


def problems(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    """Return why an act was refused."""
    year = details.get("year", "")
    return {
        ("appraisal_year", "unsigned"): _("Kỳ đánh giá năm %(year)s chưa ký.", year=year),
        ("class", "same"): _("Công chức đã ở mức này."),
    }


def about(what: str) -> str:
    """Return where a difference lies."""
    return {
        "snapshot": _("Bản chụp khi ký"),
        "audit": _("Nhật ký: mã kiểm tra của các bản"),
        "seal": _("Niêm phong phiếu"),
        "year": _("Kỳ đánh giá"),
        "rules": _("Bộ quy tắc"),
        "file": _("Hồ sơ"),
        "league": _("Lần tính khoảng thứ hạng"),
        "ceiling": _("Mức trần"),
    }[what]
