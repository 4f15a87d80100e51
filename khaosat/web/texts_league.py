"""Words of the league of officers: states, evidence, what case mix adjusts for, why somebody stands where they do."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import gettext

from khaosat.web.filters import number, percent
from khaosat.web.texts_levels import in_language

_: Callable[..., str] = gettext  # the library has no types
MANY: Final = 20_000  # from so many answers on the number itself says nothing
ALMOST_NEVER: Final = 0.01
Names = Mapping[int, Mapping[str, Any]]


def state_name(state: str) -> str:
    """Return a state in words that say nothing bad unless something is."""
    return {
        "proposed": _("đề nghị"),
        "undecided": _("chưa phân định"),
        "not_proposed": _("trong nhóm chung"),
        "below": _("thấp hơn mức chung"),
        "too_few": _("chưa đủ phiếu"),
    }[state]


def state_meaning(state: str) -> str:
    """Return what a state says, and what it does not say."""
    return {
        "proposed": _("Có căn cứ để đề nghị, trong trần và trong giới hạn đề nghị nhầm."),
        "undecided": _("Chưa tách được khỏi những người ở ranh giới; hội đồng xem xét và ghi lý do."),
        "not_proposed": _("Không nói điều gì xấu: phiếu chỉ chưa cho thấy thuộc nhóm đứng đầu."),
        "below": _("Có căn cứ rõ là dưới mức chung; cần tìm hiểu nguyên nhân, không tự thành kết luận."),
        "too_few": _("Ít phiếu là trung tính: chưa nói được gì, cả tốt lẫn xấu."),
    }[state]


def evidence_name(evidence: str) -> str:
    """Return whether the answers that count carried a receipt slip."""
    return _("xác thực") if evidence == "verified" else _("không xác thực")


def chance(p: float) -> str:
    """Return a probability as a share of a hundred; never quite sure, never quite excluded."""
    if p < ALMOST_NEVER:
        return "< " + percent(ALMOST_NEVER, 0)
    return percent(p, 0) if p <= 1 - ALMOST_NEVER else "> " + percent(1 - ALMOST_NEVER, 0)


def base_name(base: str) -> str:
    """Return of whom a ceiling's share is taken."""
    return _("người có phiếu xác thực") if base == "eligible" else _("người được so sánh")


def certainty_name(certainty: str) -> str:
    """Return how sure we are of a rule taken from the law."""
    return {
        "A": _("đã đối chiếu văn bản"),
        "B": _("nhiều nguồn thống nhất, chưa đối chiếu văn bản"),
        "C": _("chưa kiểm chứng"),
    }[certainty]


def stratum_name(stratum: str) -> str:
    """Return what is adjusted for."""
    return {"field": _("lĩnh vực"), "kind": _("đối tượng"), "mode": _("hình thức")}[stratum]


def stratum_level(stratum: str, level: str, fields: Names) -> str:
    """Return what a level of the case mix is called; '' is unknown."""
    if not level:
        return _("không rõ")
    if stratum == "field":
        return in_language(dict(fields[int(level)])) if int(level) in fields else level
    return {
        "person": _("Cá nhân"),
        "business": _("Tổ chức, doanh nghiệp"),
        "placard": _("Quét mã trên bảng"),
        "kiosk": _("Máy tính bảng tại chỗ"),
        "link": _("Qua liên kết"),
        "paper": _("Phiếu giấy"),
        "assisted": _("Được hỗ trợ ghi"),
        "recheck": _("Phúc tra"),
    }.get(level, level)


def reason_sentence(working: Mapping[str, Any]) -> str:
    """Return why an officer is in their state."""
    shares = {"p": chance(working["p_top"]), "top": number(working["top"]), "peers": number(working["peers"])}
    return {
        "few_ratings": _(
            "Mới có %(n)s phiếu được tính, cần ít nhất %(minimum)s.",
            n=number(working["n"]),
            minimum=number(working["minimum"]),
        ),
        "chosen": _("Khả năng thuộc %(top)s người đứng đầu là %(p)s: đủ cao để đề nghị trong giới hạn.", **shares),
        "below_mean": _("Khả năng thấp hơn mức chung là %(p)s.", p=chance(working["p_below"])),
        "no_difference": _("Điểm của mọi người chỉ khác nhau như ngẫu nhiên, nên không tách được ai."),
        "not_eligible": _("Phiếu không xác thực không đưa đến đề nghị được, dù điểm thế nào."),
        "at_border": _(
            "Khả năng thuộc %(top)s người đứng đầu là %(p)s: không thấp, nhưng chưa đủ để đề nghị.", **shares
        ),
        "unlikely": _("Khả năng thuộc %(top)s người đứng đầu là %(p)s, dưới 5 %%.", **shares),
    }[working["reason"]]


def telling_sentence(working: Mapping[str, Any]) -> str:
    """Return how many more answers would tell; empty where more would not change the state."""
    needed, n = working["telling"]["needed"], working["n"]
    if working["state"] == "too_few":
        return _("Cần thêm %(more)s phiếu nữa để có nhận định.", more=number(needed - n))
    if working["state"] != "undecided":
        return ""
    if needed is None or needed > MANY:
        return _("Điểm nằm sát ranh giới đến mức số phiếu thực tế nào cũng khó phân định.")
    if needed == n:
        return _("Số phiếu đã đủ để tách khỏi một người ở đúng ranh giới; còn lại là giới hạn chung của cả nhóm.")
    return _(
        "Nếu điểm giữ như hiện nay, cần khoảng %(needed)s phiếu (thêm %(more)s) để tách khỏi người ở đúng ranh giới.",
        needed=number(needed),
        more=number(needed - n),
    )


WORDS: Final[dict[str, Callable[..., str]]] = {
    "state": state_name,
    "meaning": state_meaning,
    "evidence": evidence_name,
    "chance": chance,
    "base": base_name,
    "certainty": certainty_name,
    "stratum": stratum_name,
    "level": stratum_level,
    "reason": reason_sentence,
    "telling": telling_sentence,
    "in_language": in_language,
}


def problems(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    """Return why a league that was asked for is not computed."""
    return {
        ("tu", "unreadable"): _("Xin chọn ngày đầu."),
        ("den", "unreadable"): _("Xin chọn ngày cuối."),
        ("den", "before_from"): _("Ngày cuối phải từ ngày đầu trở đi."),
        ("den", "day_open"): _("Ngày cuối chưa khoá sổ."),
        ("den", "too_long"): _("Không quá %(most)s ngày.", most=details.get("most", "")),
    }
