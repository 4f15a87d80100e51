"""Words of an appraisal's desk and forms: what to do, what a move means, why somebody has to look."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.appraisal_desk import Line
from khaosat.services.appraisal_flow import Move, Standing
from khaosat.web import texts_moves
from khaosat.web.filters import number

_: Callable[..., str] = gettext  # the library has no types


def to_do(move: Move) -> str:
    """Return what a move is called as something to do."""
    return {
        Move.PROPOSE: _("Đề nghị xếp loại"),
        Move.VERIFY: _("Thẩm định"),
        Move.RETURN: _("Trả lại"),
        Move.DECIDE: _("Quyết định xếp loại"),
        Move.SEND_BACK: _("Gửi lại thẩm định"),
        Move.COSIGN: _("Đồng ký mức thấp hơn"),
        Move.REFUSE: _("Không đồng ký"),
        Move.TAKE_BACK: _("Rút quyết định"),
        Move.TELL: _("Thông báo"),
        Move.DECIDE_APPEAL: _("Giải quyết kiến nghị"),
    }[move]


def hint(move: Move | None) -> str:
    """Return what a move means for others."""
    return {
        Move.PROPOSE: _("Mức đề nghị có thể khác mức gợi ý, khi đó phải nêu lý do."),
        Move.VERIFY: _("Xem đề nghị có đúng căn cứ và đúng quy tắc không; mức vẫn do người có thẩm quyền."),
        Move.RETURN: _("Trưởng đơn vị đọc được lý do và đề nghị lại."),
        Move.DECIDE: _("Khác đề nghị phải nêu lý do. Thấp hơn gợi ý hoặc một lần đề nghị phải có người thứ hai ký."),
        Move.COSIGN: _("Chữ ký thứ hai của người chưa tham gia hồ sơ: có đúng là phải xếp thấp hơn không?"),
        Move.TELL: _("Từ ngày thông báo, công chức đọc được mức, lý do và phiếu căn cứ, và có thời hạn để kiến nghị."),
        Move.DECIDE_APPEAL: _("Giữ nguyên hoặc nâng mức; kiến nghị không bao giờ làm xấu đi."),
        Move.TAKE_BACK: _("Hồ sơ trở về chờ quyết định."),
    }.get(move, "") if move else ""  # fmt: skip  # a table


def press(move: Move) -> str:
    """Return what the button says."""
    return {
        Move.PROPOSE: _("Gửi đề nghị"),
        Move.VERIFY: _("Đồng ý, chuyển người có thẩm quyền"),
        Move.RETURN: _("Trả lại trưởng đơn vị"),
        Move.DECIDE: _("Ghi quyết định"),
        Move.SEND_BACK: _("Gửi lại Sở Nội vụ"),
        Move.COSIGN: _("Đồng ký"),
        Move.REFUSE: _("Không đồng ký"),
        Move.TAKE_BACK: _("Rút quyết định"),
        Move.TELL: _("Thông báo cho công chức"),
        Move.DECIDE_APPEAL: _("Ghi kết quả giải quyết"),
    }[move]


def press_many(move: Move) -> str:
    """Return what the button for many says."""
    return {
        Move.PROPOSE: _("Đề nghị đúng như gợi ý"),
        Move.VERIFY: _("Thẩm định những hồ sơ đã chọn"),
        Move.DECIDE: _("Quyết định đúng như đề nghị"),
        Move.TELL: _("Thông báo cho những người đã chọn"),
    }[move]


def alike(move: Move, files: int) -> str:
    """Return the title of those that may go together."""
    said = number(files)
    return {
        Move.PROPOSE: _("Có thể đề nghị đúng như gợi ý (%(number)s)", number=said),
        Move.VERIFY: _("Đề nghị đúng như gợi ý, không có gì khác (%(number)s)", number=said),
        Move.DECIDE: _("Đề nghị đúng như gợi ý, đã thẩm định (%(number)s)", number=said),
        Move.TELL: _("Đã quyết định, chờ thông báo (%(number)s)", number=said),
    }[move]


def reason_label(move: Move) -> str:
    """Return what the field of the reason is called."""
    return _("Lý do, nhận xét") if move in {Move.PROPOSE, Move.DECIDE} else _("Lý do")


def reason_hint(move: Move) -> str:
    """Return when a reason is wanted and who reads it."""
    if move is Move.PROPOSE:
        return _("Bắt buộc khi khác gợi ý, hoặc khi quy tắc yêu cầu. Công chức đọc được sau khi có thông báo.")
    if move is Move.DECIDE:
        return _(
            "Bắt buộc khi khác mức gợi ý, khác đề nghị hoặc khi xếp thấp hơn. Công chức đọc được sau khi có thông báo."
        )
    return _("Bắt buộc. Công chức đọc được sau khi có thông báo.")


def why_not(code: str) -> str:
    """Return why this person may not make a move that is their role's."""
    return texts_moves.problems({}).get(("appraisal", code), "")


def why_look(move: Move, line: Line) -> str:
    """Return why a file is looked at by itself."""
    standing = line.standing
    told = {"reason": line.back or line.last or ""}
    if line.back or move in {Move.COSIGN, Move.DECIDE_APPEAL}:
        return {
            Move.COSIGN: _("Quyết định mức thấp hơn: %(reason)s", **told),
            Move.DECIDE_APPEAL: _("Công chức kiến nghị: %(reason)s", **told),
        }.get(move) or _("Bị trả lại: %(reason)s", **told)
    named = standing.suggested if move is Move.PROPOSE else standing.proposed
    if named is not None and named in standing.ranks and standing.lowers(named):
        return _("Thấp hơn một mức đã gợi ý hoặc đề nghị")
    if standing.suggested is None:
        return _("Bộ quy tắc không gợi ý mức nào")
    if named != standing.suggested:
        return _("Đề nghị khác gợi ý")
    return _("Khảo sát thấp hơn mức chung: phải có lý do")


def shown_class(move: Move | None) -> str:
    """Return the head of the column of the class a queue is about."""
    if move in {Move.COSIGN, Move.TELL, Move.DECIDE_APPEAL}:
        return _("Mức quyết định")
    return _("Mức đề nghị")


def class_of(move: Move, standing: Standing) -> str | None:
    """Return the class a queue is about: what was decided (on an appeal, if so), else proposed."""
    if move in {Move.COSIGN, Move.TELL, Move.DECIDE_APPEAL}:
        heard = standing.last(Move.DECIDE_APPEAL)
        return heard.quality_class if heard else standing.decided
    return standing.proposed
