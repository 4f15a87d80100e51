"""Words of held answers: what held them, and how often that is wrong."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.held_effects import HeldEffect, Side
from khaosat.web.filters import day, number
from khaosat.web.texts_league import state_name
from khaosat.web.texts_results import DASH

_: Callable[..., str] = gettext  # the library has no types


def reasons() -> dict[str, str]:
    """Return what held an answer, by the reason's code."""
    return {
        "cross_site": _("Gửi từ một trang khác"),
        "repeated": _("Lặp lại quá thường với nơi này"),
        "offline_late": _("Máy tại chỗ gửi sau hơn 7 ngày"),
        "offline_day": _("Máy tại chỗ không chắc là ngày nào"),
        "kiosk_revoked": _("Máy tại chỗ đã bị thu hồi"),
        "kiosk_fast": _("Bấm quá nhanh sau lần trước"),
        "pattern": _("Nằm trong một dấu hiệu bất thường đang đề nghị loại"),
    }


def tests() -> dict[str, str]:
    """Return how each reason is found, and how often it is wrong."""
    return {
        "cross_site": _("Trình duyệt báo phiếu đến từ trang khác trang của ta. Người dùng bình thường không bị."),
        "repeated": _(
            "Cùng mạng, cùng loại máy, cùng ngôn ngữ trả lời nhiều hơn mức gặp được khi một phần năm số người đến "
            "trông giống nhau; giữ nhầm khoảng 1 trên 1.000 phiếu, nhiều hơn ở nơi mới mở (mô phỏng)."
        ),
        "offline_late": _("Máy mất mạng lâu; ngày ghi có thể lệch. Không phải dấu hiệu gian lận."),
        "offline_day": _("Máy khởi động lại khi chưa có mạng nên không rõ ngày. Không phải dấu hiệu gian lận."),
        "kiosk_revoked": _("Phiếu bấm trước hoặc sau khi thu hồi, máy không phân biệt được."),
        "pattern": _(
            "Có người đề nghị loại cả nhóm phiếu của một dấu hiệu; 14 ngày không ai xác nhận thì phiếu lại được tính. "
            "Từng phiếu vẫn có thể quyết riêng tại đây."
        ),
        "kiosk_fast": _("Bấm trong 5 giây sau lần trước: thường là trẻ em nghịch, có khi là hai người liền nhau."),
    }


def states() -> dict[str, str]:
    """Return where a held answer may stand."""
    return {
        "waiting": _("chờ quyết"),
        "exclusion_proposed": _("đã đề nghị loại, chờ người thứ hai"),
        "kept": _("đã quyết cho tính"),
        "excluded": _("đã quyết loại"),
    }


def effect(found: HeldEffect) -> str:
    """Return what counting everything held about an officer would do to their line in the league."""
    before, after = found.without, found.with_held
    said = {"last": day(found.last), "number": number(after.n - before.n)}
    if after.state == "too_few":
        return _(
            "Bảng xếp hạng đến %(last)s: tính cả %(number)s phiếu đang giữ về công chức được nêu vẫn chưa đủ phiếu.",
            **said,
        )
    return _(
        "Bảng xếp hạng đến %(last)s, nếu tính cả %(number)s phiếu đang giữ về công chức được nêu: %(before)s thành "
        "%(after)s.",
        before=_line(before),
        after=_line(after),
        **said,
    )


def _line(side: Side) -> str:
    if side.state == "too_few":
        return state_name(side.state)
    between = f"{number(side.low, 2)}{DASH}{number(side.high, 2)}"
    return f"{number(side.mean, 2)} ({between}), {state_name(side.state)}"


def done() -> dict[str, str]:
    """Return the sentence of each act upon doubtful answers."""
    return {
        "holds:keep": _("Đã ghi: phiếu sẽ được tính."),
        "holds:exclude": _("Đã ghi đề nghị loại; cần một người khác xác nhận."),
        "holds:confirm": _("Đã xác nhận: phiếu sẽ không được tính."),
        "findings:keep": _("Đã ghi: các phiếu này vẫn được tính."),
        "findings:exclude": _("Đã ghi đề nghị loại: từ đêm nay các phiếu được tạm giữ; cần một người khác xác nhận."),
        "findings:confirm": _("Đã xác nhận: từ đêm nay các phiếu này không được tính."),
    }
