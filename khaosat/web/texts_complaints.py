"""Words of complaints about officers."""

from collections.abc import Callable

from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def about() -> dict[str, str]:
    """Return what a complaint may be about."""
    return {
        "harassment": _("sách nhiễu, gây khó khăn"),
        "money": _("đòi tiền, quà"),
        "papers": _("đòi giấy tờ ngoài quy định"),
        "attitude": _("thái độ"),
        "delay": _("chậm trễ, hứa hẹn"),
        "other": _("việc khác"),
    }


def sources() -> dict[str, str]:
    """Return where a complaint may come from."""
    return {
        "case": _("lời nhắn trên hệ thống này"),
        "letter": _("đơn, thư"),
        "hotline": _("đường dây nóng"),
        "inspection": _("kiểm tra, thanh tra"),
        "other": _("nguồn khác"),
    }


def states() -> dict[str, str]:
    """Return where a complaint stands."""
    return {
        "received": _("mới tiếp nhận, chưa xác minh"),
        "true_proposed": _("một người cho là đúng, chờ người thứ hai"),
        "false_proposed": _("một người cho là không đúng, chờ người thứ hai"),
        "verified_true": _("đã xác minh: đúng"),
        "verified_false": _("đã xác minh: không đúng"),
    }


def done() -> dict[str, str]:
    """Return the sentence of each act."""
    return {
        "complaints:enter": _("Đã ghi vào sổ. Chưa xác minh thì chưa tính vào đâu."),
        "complaints:propose": _("Đã ghi kết quả xác minh; cần một người khác xác nhận."),
        "complaints:confirm": _("Đã xác nhận kết quả xác minh."),
        "complaints:reopen": _("Đã mở lại; cho đến khi xác minh lại thì không tính vào đâu."),
    }


def acts() -> dict[str, str]:
    """Return what each act is called in the trail."""
    return {
        "complaints:enter": _("Ghi một phản ánh về công chức"),
        "complaints:propose": _("Ghi kết quả xác minh phản ánh"),
        "complaints:confirm": _("Xác nhận kết quả xác minh phản ánh"),
        "complaints:reopen": _("Mở lại một phản ánh"),
    }


def problems() -> dict[tuple[str, str], str]:
    """Return what may stand in the way, by field and reason."""
    return {
        ("", "own_complaint"): _("Phản ánh về chính mình phải do người khác ghi và xác minh."),
        ("", "own_verdict"): _("Kết quả xác minh phải do một người khác xác nhận."),
        ("", "complaint_decided"): _("Phản ánh này đã có người xử lý rồi; xin xem lại trạng thái."),
        ("day", "future"): _("Ngày xảy ra không thể ở tương lai."),
        ("day", "missing"): _("Xin ghi ngày xảy ra việc được phản ánh."),
        ("about", "unknown"): _("Xin chọn phản ánh về việc gì."),
        ("source", "unknown"): _("Xin chọn nguồn phản ánh."),
        ("summary", "missing"): _("Xin ghi ngắn gọn nội dung."),
    }
