"""Words of rulesets: how sure a figure is, what a class needs, when a rule is in force."""

from collections.abc import Callable
from decimal import Decimal

from flask_babel import gettext

from khaosat.rules.evaluation import LEFT_OUT_NONE, LEFT_OUT_TOO_FEW, LEFT_OUT_UNVERIFIED
from khaosat.rules.ruleset import ASSUMPTION, AT_LEAST, IS, POINTS, PRESS, VERIFIED, WORDS, Need, Parameter, Ruleset
from khaosat.web.filters import day, number
from khaosat.web.languages import SOURCE, language

_: Callable[..., str] = gettext  # the library has no types


def said(words: WORDS) -> str:
    """Return the rule's own words in the page's language, else in Vietnamese."""
    return words.get(language()) or words[SOURCE]


def figure(value: Decimal) -> str:
    """Return a figure of a rule with the digits it has, none more."""
    exponent = value.normalize().as_tuple().exponent
    return number(float(value), max(0, -exponent) if isinstance(exponent, int) else 0)


def certainty(name: str) -> str:
    """Return how sure we are of a figure."""
    return {
        VERIFIED: _("đã đọc trong văn bản"),
        PRESS: _("theo báo chí, cần đối chiếu văn bản"),
        ASSUMPTION: _("giả định của chúng tôi, cần đối chiếu văn bản"),
    }[name]


def subject(name: str) -> str:
    """Return whom a ruleset classes."""
    return {"officer": _("công chức"), "unit": _("đơn vị")}[name]


def in_force(rules: Ruleset) -> str:
    """Return the days a rule is in force."""
    if rules.until is None:
        return _("từ %(first)s", first=day(rules.since))
    return _("từ %(first)s đến %(last)s", first=day(rules.since), last=day(rules.until))


def parameter(one: Parameter) -> str:
    """Return a parameter's value; one that nobody has laid down says so."""
    if one.value == 0 and one.certainty == ASSUMPTION:
        return _("chưa quy định (0)")
    return figure(one.value)


def need(rules: Ruleset, one: Need) -> str:
    """Return what a class needs of one value."""
    name = _("Tổng điểm") if one.value == POINTS else _component(rules, one.value)
    if one.test == IS:
        return f"{name}: {_('có') if one.bound else _('không')}"
    return f"{name} {'≥' if one.test == AT_LEAST else '≤'} {figure(Decimal(one.bound))}"


def given(value: Decimal | bool) -> str:  # noqa: FBT001  a component's value is a figure or a yes
    """Return a component's value."""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return figure(value)


def quality_class(rules: Ruleset, key: str | None) -> str:
    """Return what a class is called."""
    return said(rules.quality_class(key).name) if key else _("không xếp")


def ceiling_base(rules: Ruleset, base: tuple[str, ...]) -> str:
    """Return of whom a ceiling's share is taken."""
    return ", ".join(quality_class(rules, key) for key in base) or _("mọi người được xếp loại")


def left_out(reason: str) -> str:
    """Return why the survey's points were left out."""
    return {
        LEFT_OUT_TOO_FEW: _("quá ít phiếu: phần khảo sát không tính, phần còn lại quy về đủ điểm"),
        LEFT_OUT_UNVERIFIED: _("phiếu không xác thực: phần khảo sát không tính, phần còn lại quy về đủ điểm"),
        LEFT_OUT_NONE: _("không có phiếu: phần khảo sát không tính, phần còn lại quy về đủ điểm"),
    }[reason]


def _component(rules: Ruleset, key: str) -> str:
    return next(said(one.name) for one in rules.components if one.key == key)
