"""Words of units under a ruleset: what was brought in about them, and what it makes of that."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from flask_babel import gettext

from khaosat.rules.evaluation import Suggestion
from khaosat.rules.ruleset import QualityClass, Ruleset
from khaosat.services.dated_tree import UnitLabel
from khaosat.services.unit_rules import UnitRuled
from khaosat.services.unit_standing import UnitStand
from khaosat.web import texts_appraisal_year, texts_rules
from khaosat.web.filters import day

_: Callable[..., str] = gettext  # the library has no types


def acts() -> dict[str, str]:
    """Return what the acts are called in the trail."""
    return {"unit_components:import": _("Nhập thành phần của đơn vị")}


def problems() -> dict[tuple[str, str], str]:
    """Return why an act was refused."""
    return {("unit_components", "there"): _("Vừa có người nhập cho cùng các đơn vị này; xin xem lại rồi nhập.")}


def row_reason(code: str) -> str:
    """Return why a row cannot be taken."""
    if code == "unknown_unit":
        return _("không có đơn vị nào mang mã này được so sánh trong năm")
    return texts_appraisal_year.row_reason(code)


def component(rules: Ruleset, key: str) -> str:
    """Return what a column is called."""
    return next(
        (texts_rules.said(one.name) for one in rules.components if one.key == key), unit_column() if key else ""
    )


def unit_column() -> str:
    """Return the heading of the column that names the unit."""
    return _("Mã đơn vị")


def name_column() -> str:
    """Return the heading of a column nobody reads back."""
    return _("Tên đơn vị")


def unit_name(label: UnitLabel) -> str:
    """Return a unit's name, a commune's with what lies over it: names occur twice."""
    return f"{label.name} ({label.parent_name})" if label.level == "commune" and label.parent_name else label.name


def sheet(year: int) -> str:
    """Return the name of the sheet to be filled in."""
    return _("Đơn vị %(year)s", year=year)


def span(one: UnitStand) -> str:
    """Return from when until when a unit that was not there all year was; empty for the others."""
    if one.began and one.ended:
        return _("từ %(first)s đến hết %(last)s", first=day(one.began), last=day(one.ended))
    if one.began:
        return _("từ %(first)s", first=day(one.began))
    return _("kết thúc %(day)s", day=day(one.ended)) if one.ended else ""


def ruled(rules: Ruleset, found: UnitRuled, *, last: date) -> str:
    """Return what the ruleset makes of a unit: points and class, or what is missing for them; never both.

    `last` is the last day of the year's days: a unit gone before may have been there while the ruleset was in force.
    """
    if found.suggestion is not None:
        said = [_given(rules, found.suggestion, found.in_force)]
        if found.in_force and not rules.is_in_force(last):
            said.append(_("bộ quy tắc còn hiệu lực khi đơn vị kết thúc"))
        if found.just_below:
            name = texts_rules.quality_class(rules, found.just_below)
            said.append(_("chỉ kém ngưỡng %(name)s do làm tròn: xin xem lại các con số đã nhập", name=name))
        return "; ".join(said)
    if found.unfit is not None:
        return _("chưa xếp được: “%(name)s” không hợp với bộ này", name=component(rules, found.unfit))
    if len(found.missing) == len(rules.components):
        return _("chưa nhập thành phần nào")
    return _("chưa có: %(names)s", names="; ".join(component(rules, key) for key in found.missing))


def _given(rules: Ruleset, found: Suggestion, in_force: bool) -> str:  # noqa: FBT001  said in words
    name = texts_rules.quality_class(rules, found.quality_class)
    points = _("%(points)s điểm", points=texts_rules.figure(found.points)) + ": " if found.points is not None else ""
    left_out = f" ({texts_rules.left_out(found.left_out)})" if found.left_out else ""
    if not in_force:
        name = _("ứng với %(name)s, chỉ để so sánh", name=name)
    return f"{points}{name}{left_out}"


def numbers(rules: Ruleset, units: tuple[UnitStand, ...]) -> tuple[tuple[QualityClass, int], ...]:
    """Return the classes, the best first, and how many units have each; those without a class are in none."""
    found = Counter(one.ruled.suggestion.quality_class for one in units if one.ruled and one.ruled.suggestion)
    return tuple((one, found[one.key]) for one in rules.classes)


def without_class(units: tuple[UnitStand, ...]) -> int:
    """Return for how many units a component is missing or unfit."""
    return sum(one.ruled is None or one.ruled.suggestion is None for one in units)
