"""Words of how placards stand."""

from collections.abc import Callable

from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def health(name: str) -> str:
    """Return what a verdict is called."""
    return {
        "healthy": _("bình thường"),
        "silent": _("im lặng"),
        "strange": _("tăng lạ thường"),
        "too_new": _("chưa đủ để nói"),
    }[name]


def advice(name: str, scans: int | None) -> str:
    """Return what to do about it; '' where nothing is to be done."""
    if name == "silent":
        if scans == 0:
            return _("Không thấy lượt quét nào. Xin xem bảng còn treo không, có bị che hay bong không, có sạch không.")
        return _("Có người quét mà ít ai chấm. Xin quét thử và chấm thử một lượt xem trang có mở được không.")
    if name == "strange":
        return _("Nhiều phiếu hơn hẳn mọi khi. Có thể vừa có đợt đông người; Sở Nội vụ sẽ xem lại.")
    return ""
