"""Words of an appraisal's way: its states, what was done, why not, what a person reads after an act."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

from khaosat.services.appraisal_flow import Move, State

_: Callable[..., str] = gettext  # the library has no types


def state(name: State | str) -> str:
    """Return where a file stands, as staff reads it."""
    return {
        State.DRAFTED: _("chờ trưởng đơn vị đề nghị"),
        State.PROPOSED: _("đã đề nghị, chờ Sở Nội vụ thẩm định"),
        State.RETURNED: _("Sở Nội vụ trả lại, chờ trưởng đơn vị đề nghị lại"),
        State.VERIFIED: _("đã thẩm định, chờ quyết định"),
        State.PENDING_SECOND: _("quyết định mức thấp hơn, chờ người thứ hai ký"),
        State.DECIDED: _("đã quyết định, chờ thông báo"),
        State.TOLD: _("đã thông báo, trong thời hạn kiến nghị"),
        State.APPEALED: _("có kiến nghị, chờ giải quyết"),
        State.APPEAL_DECIDED: _("đã giải quyết kiến nghị, chờ thông báo"),
        State.FINAL: _("chính thức"),
    }[State(name)]


def state_for_officer(name: State | str) -> str:
    """Return where the own file stands, without what is not decided yet."""
    known = State(name)
    if known in {State.DRAFTED, State.RETURNED, State.PROPOSED, State.VERIFIED, State.PENDING_SECOND, State.DECIDED}:
        return _("Đang được xem xét. Chưa có mức nào được quyết định và thông báo.")
    return {
        State.TOLD: _("Đã thông báo. Ông/Bà có thể kiến nghị trong thời hạn dưới đây."),
        State.APPEALED: _("Kiến nghị của Ông/Bà đang chờ giải quyết."),
        State.APPEAL_DECIDED: _("Kiến nghị đã được giải quyết; kết quả sắp được thông báo."),
        State.FINAL: _("Chính thức."),
    }[known]


def move(name: Move | str) -> str:
    """Return what was done, as the file's history tells it."""
    return {
        Move.PROPOSE: _("Đề nghị"),
        Move.VERIFY: _("Thẩm định: đồng ý chuyển"),
        Move.RETURN: _("Trả lại trưởng đơn vị"),
        Move.DECIDE: _("Quyết định"),
        Move.SEND_BACK: _("Gửi lại để thẩm định thêm"),
        Move.COSIGN: _("Người thứ hai đồng ký"),
        Move.REFUSE: _("Người thứ hai không đồng ký"),
        Move.TAKE_BACK: _("Rút lại quyết định"),
        Move.TELL: _("Thông báo cho công chức"),
        Move.APPEAL: _("Công chức kiến nghị"),
        Move.WITHDRAW: _("Công chức rút kiến nghị"),
        Move.DECIDE_APPEAL: _("Giải quyết kiến nghị"),
        Move.LAPSE: _("Hết thời hạn kiến nghị"),
    }[Move(name)]


def acts() -> dict[str, str]:
    """Return what the acts are called in the trail."""
    return {
        "appraisals:propose": _("Đề nghị xếp loại"),
        "appraisals:verify": _("Thẩm định đề nghị xếp loại"),
        "appraisals:return": _("Trả lại đề nghị xếp loại"),
        "appraisals:decide": _("Quyết định xếp loại"),
        "appraisals:send_back": _("Gửi lại hồ sơ để thẩm định thêm"),
        "appraisals:cosign": _("Đồng ký xếp loại thấp hơn"),
        "appraisals:refuse": _("Không đồng ký xếp loại thấp hơn"),
        "appraisals:take_back": _("Rút lại quyết định xếp loại"),
        "appraisals:tell": _("Thông báo xếp loại cho công chức"),
        "appraisals:appeal": _("Kiến nghị về xếp loại"),
        "appraisals:withdraw": _("Rút kiến nghị về xếp loại"),
        "appraisals:decide_appeal": _("Giải quyết kiến nghị về xếp loại"),
        "appraisals:sign": _("Ký kết thúc kỳ đánh giá năm"),
    }


def done(act: str, number: int = 1) -> str:
    """Return what a person reads after an act upon so many files."""
    return {
        "propose": _("Đã gửi đề nghị đến Sở Nội vụ: %(number)s hồ sơ.", number=number),
        "verify": _("Đã thẩm định: %(number)s hồ sơ chuyển người có thẩm quyền.", number=number),
        "return": _("Đã trả lại trưởng đơn vị, kèm lý do."),
        "decide": _("Đã ghi quyết định: %(number)s hồ sơ. Mức thấp hơn còn chờ người thứ hai ký.", number=number),
        "send_back": _("Đã gửi lại Sở Nội vụ, kèm lý do."),
        "cosign": _("Đã đồng ký; quyết định có hiệu lực khi thông báo cho công chức."),
        "refuse": _("Đã ghi là không đồng ký; người có thẩm quyền quyết định lại."),
        "take_back": _("Đã rút lại quyết định; hồ sơ chờ quyết định lại."),
        "tell": _("Đã thông báo: %(number)s công chức đọc được ở trang Của tôi.", number=number),
        "appeal": _("Đã gửi kiến nghị. Người giải quyết không phải là ai đã tham gia hồ sơ của Ông/Bà."),
        "withdraw": _("Đã rút kiến nghị. Trong thời hạn Ông/Bà vẫn có thể kiến nghị lại."),
        "decide_appeal": _("Đã giải quyết kiến nghị; Sở Nội vụ thông báo cho công chức."),
        "sign": _("Đã ký. Kỳ đánh giá này không ai sửa được nữa."),
    }[act]


def problems(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    """Return why an act was refused."""
    most, number = details.get("most", ""), details.get("number", "")
    return {
        ("appraisal", "moved_on"): _("Hồ sơ vừa có người khác xử lý. Chưa ghi gì; xin xem lại rồi làm tiếp."),
        ("appraisal", "signed"): _("Kỳ đánh giá này đã ký, không đổi được nữa."),
        ("appraisal", "not_permitted"): _("Việc này không thuộc vai trò của Ông/Bà."),
        ("appraisal", "own_appraisal"): own(),
        ("appraisal", "not_own_appraisal"): _("Chỉ chính công chức mới kiến nghị được."),
        ("appraisal", "took_part"): took_part(),
        ("appraisal", "incomplete"): _("Chưa đủ điểm thành phần nên chưa có gợi ý; xin chờ Sở Nội vụ nhập đủ."),
        ("appraisal", "term_over"): _("Thời hạn kiến nghị đã hết."),
        ("appraisal", "term_open"): _("Thời hạn kiến nghị chưa hết."),
        ("class", "unknown"): _("Xin chọn một mức."),
        ("class", "lower"): _("Giải quyết kiến nghị không bao giờ làm xấu đi: xin giữ nguyên hoặc nâng mức."),
        ("reason", "too_long"): _("Lý do dài quá %(most)s ký tự; xin ghi gọn hơn.", most=most),
        ("files", "none"): _("Xin chọn ít nhất một hồ sơ."),
        ("files", "too_many"): _("Mỗi lần không quá %(most)s hồ sơ.", most=most),
        ("appraisal_year", "unfinished"): _("Còn %(number)s hồ sơ chưa chính thức nên chưa ký được.", number=number),
    }


def took_part() -> str:
    """Return why somebody who judged a file does not judge it again."""
    return _("Ông/Bà đã tham gia hồ sơ này nên phải do người khác làm bước này.")


def own() -> str:
    """Return why nobody moves their own file."""
    return _("Không ai xử lý hồ sơ của chính mình: xin để người khác làm.")
