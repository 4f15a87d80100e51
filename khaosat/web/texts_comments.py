"""Words of the comments' page."""

from collections.abc import Callable

from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def topics() -> dict[str, str]:
    """Return what a comment may speak of, by the factor's letter."""
    return {
        "A": _("Tiếp cận dịch vụ"),
        "B": _("Thủ tục hành chính"),
        "C": _("Công chức"),
        "D": _("Kết quả dịch vụ"),
        "E": _("Tiếp nhận góp ý, phản ánh"),
    }


def marked(*, done: bool) -> str:
    """Return what was just done to a comment."""
    return _("Đã đánh dấu là đã xử lý.") if done else _("Đã bỏ dấu đã xử lý.")
