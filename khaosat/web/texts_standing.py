"""Words of a year's league under a ruleset: what it makes of the survey, ceilings, how many answers would tell."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext

from khaosat import stats
from khaosat.rules.evaluation import LEFT_OUT_NONE, LEFT_OUT_TOO_FEW, LEFT_OUT_UNVERIFIED, survey_most
from khaosat.rules.ruleset import Ruleset
from khaosat.services.simulating import Share
from khaosat.services.standing_places import Basis, Level
from khaosat.services.standing_rules import Ruled
from khaosat.services.standing_view import Spell, Stand
from khaosat.web import texts_rules
from khaosat.web.filters import day, number, percent
from khaosat.web.texts_league import MANY, chance

if TYPE_CHECKING:
    from khaosat.stats.awards import Rate

_: Callable[..., str] = gettext  # the library has no types
DECIMALS = 2  # of survey points


def level_name(level: Level) -> str:
    """Return within what a ceiling's share is taken."""
    return {
        Level.PROVINCE: _("toàn tỉnh"),
        Level.GROUP: _("từng nhóm nhiệm vụ, toàn tỉnh"),
        Level.UNIT: _("từng đơn vị và nhóm nhiệm vụ"),
    }[level]


def basis_sentence(basis: Basis) -> str:
    """Return of whom the share is taken, and who is held against it."""
    return {
        Basis.SURVEY: _(
            "Chưa có thành phần khác nên bộ này chưa xếp mức cho ai: số suất tạm tính trên số người được so sánh, "
            "đặt cạnh số người mà khảo sát đề nghị."
        ),
        Basis.SUGGESTED: _(
            "Số suất tính trên số người được gợi ý các mức làm gốc, đặt cạnh số người được gợi ý mức này."
        ),
    }[basis]


def rule_sentence(rules: Ruleset) -> str:
    """Return what the ruleset takes from the survey."""
    most = survey_most(rules)
    if most > 0:
        return _(
            "Khảo sát góp tối đa %(most)s điểm: %(most)s × (trung bình − 1) / 4, kèm khoảng 95 %%. "
            "Quá ít phiếu hoặc phiếu không xác thực thì bỏ phần này, không bao giờ tính là 0 điểm.",
            most=texts_rules.figure(most),
        )
    if rules.survey is not None:
        return _("Bộ này có chỗ cho khảo sát nhưng chưa quy định bao nhiêu điểm: đang là 0, nên khảo sát không làm đổi mức của ai.")  # fmt: skip  # noqa: E501  one sentence
    if rules.asks:
        return _("Khảo sát không góp điểm: nó chỉ ủng hộ một mức, hoặc đòi nêu lý do trước khi xếp.")
    return _("Bộ này không lấy gì từ kết quả khảo sát; các khoảng điểm dưới đây chỉ để biết.")


def ruled_words(rules: Ruleset, ruled: Ruled) -> list[str]:
    """Return what the ruleset makes of one officer's evidence, a short sentence each; none where it says nothing."""
    found = []
    if ruled.points is not None:
        value, low, high = (number(float(end), DECIMALS) for end in ruled.points)
        found.append(_("%(value)s điểm khảo sát (%(low)s–%(high)s)", value=value, low=low, high=high))
    if ruled.left_out:
        found.append(left_out(ruled.left_out))
    if ruled.asks and ruled.asks.supports:
        found.append(_("ủng hộ mức %(name)s", name=texts_rules.quality_class(rules, ruled.asks.supports)))
    if ruled.asks and ruled.asks.asks_reason_from:
        name = texts_rules.quality_class(rules, ruled.asks.asks_reason_from)
        found.append(_("cần nêu lý do trước khi xếp %(name)s trở lên", name=name))
    if ruled.suggestion:
        found.append(_suggested(rules, ruled))
    if ruled.missing:
        found.append(_("chưa xếp được: thành phần “%(key)s” thiếu hoặc không hợp với bộ này", key=_component(rules, ruled.missing)))  # fmt: skip  # noqa: E501  one sentence
    return found


def left_out(reason: str) -> str:
    """Return in short why the survey's points are left out; what becomes of them the rule's sentence says."""
    return {
        LEFT_OUT_TOO_FEW: _("quá ít phiếu: bỏ phần khảo sát"),
        LEFT_OUT_UNVERIFIED: _("không xác thực: bỏ phần khảo sát"),
        LEFT_OUT_NONE: _("không có phiếu: bỏ phần khảo sát"),
    }[reason]


def more_answers(stand: Stand) -> str:
    """Return how many more answers would tell this officer; empty where more would not change what is said."""
    line, needed = stand.line, stand.needed
    if line.state == "too_few" and needed is not None:
        return _("thêm %(more)s để có nhận định", more=number(needed - line.n))
    if line.state != "undecided":
        return ""
    if needed is None or needed > MANY:
        return _("sát ranh giới: khó phân định bằng phiếu")
    if needed <= line.n:
        return _("đã đủ phiếu; vướng giới hạn chung")
    return _("thêm khoảng %(more)s", more=number(needed - line.n))


def spell_words(spell: Spell, unit: str) -> str:
    """Return where somebody served until when, or from when."""
    if spell.until is None:
        return _("%(unit)s từ %(since)s", unit=unit, since=day(spell.since))
    return _("%(unit)s đến trước %(until)s", unit=unit, until=day(spell.until))


def _suggested(rules: Ruleset, ruled: Ruled) -> str:
    assert ruled.suggestion is not None  # noqa: S101  the caller looked
    given = ruled.suggestion
    name = texts_rules.quality_class(rules, given.quality_class)
    points = f" ({number(float(given.points), DECIMALS)})" if isinstance(given.points, Decimal) else ""
    ends = [texts_rules.quality_class(rules, end) for end in (given.low_class, given.high_class)]
    if ends[0] == ends[1]:
        return _("gợi ý: %(name)s%(points)s", name=name, points=points)
    return _("gợi ý: %(name)s%(points)s; khoảng khảo sát để ngỏ từ %(low)s đến %(high)s", name=name, points=points,
             low=ends[0], high=ends[1])  # fmt: skip  # one sentence


def _component(rules: Ruleset, key: str) -> str:
    return next((texts_rules.said(one.name) for one in rules.components if one.key == key), key)


def component(rules: Ruleset, key: str) -> str:
    """Return what a component is called; one the ruleset does not know by its key."""
    return _component(rules, key)


def draws() -> str:
    """Return how many times the true scores are drawn."""
    return number(stats.awards.DRAWS)


def rate(one: "Rate") -> str:
    """Return a share of persons with the simulation's own error and the number of persons it means."""
    if one.value is None:
        return _("không có ai để tính")
    if one.wrong == 0:
        return _("không lần rút nào")
    return _(
        "%(share)s (± %(error)s), khoảng %(wrong)s người (90 %%: %(low)s–%(high)s)",
        share=chance(one.value),
        error=percent(one.error),
        wrong=number(one.wrong, 1),
        low=number(one.wrong_low),
        high=number(one.wrong_high),
    )


def supported(share: Share) -> str:
    """Return whom a survey state supports, and how often wrongly."""
    if share.wrong is None:
        return _("Khảo sát không ủng hộ mức nào cho ai.")
    return _(
        "Khảo sát ủng hộ %(number)s người; dự kiến %(share)s trong số đó thật ra không thuộc nhóm đứng đầu.",
        number=number(share.number),
        share=chance(share.wrong),
    )


def asked(share: Share) -> str:
    """Return of whom a reason is asked, and how often without cause."""
    if share.wrong is None:
        return _("Khảo sát không đòi nêu lý do với ai.")
    return _(
        "Khảo sát đòi nêu lý do với %(number)s người; dự kiến %(share)s trong số đó thật ra không dưới mức chung.",
        number=number(share.number),
        share=chance(share.wrong),
    )


def layers(found: tuple[int, int] | None, number: int) -> str:
    """Return in which layers a unit may stand; `number` of layers in all, 0 where that needs no word."""
    if found is None:
        return _("chưa đủ phiếu để nêu")
    first, last = found
    if number == 1:
        return _("chưa tách được nhóm nào: mọi đơn vị")
    if first == last:
        return _("nhóm %(first)s", first=first)
    return _("chưa tách được giữa nhóm %(first)s và nhóm %(last)s", first=first, last=last)
