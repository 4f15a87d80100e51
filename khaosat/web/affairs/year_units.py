"""The units of a year: layers that can be told apart, held answers in or out, beside them points by a ruleset."""

from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup

from khaosat.policy import Permission
from khaosat.rules.ruleset import QualityClass
from khaosat.services.calendar import last_closed
from khaosat.services.unit_funnel import Peers
from khaosat.services.unit_standing import UnitStand, UnitYear, unit_year
from khaosat.web import guard, texts_rules, texts_standing, texts_unit_classes
from khaosat.web.affairs import pages
from khaosat.web.affairs.funnel_page import place_words
from khaosat.web.affairs.units import HELD_TOO, PEERS
from khaosat.web.pictures import Row, rows_of
from khaosat.web.texts_charts import words

LONGEST = 200


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit; `otherwise` are the layers were held answers treated the other way, where that differs.

    `span` are its days where it was not there all year; `ruled` what the ruleset makes of its components.
    """

    stand: UnitStand
    picture: Markup
    place: str
    otherwise: str
    span: str
    ruled: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """Everything `affairs/year_units.html` shows; `groups` by layers, the best first, withheld figures last.

    `classes` with how many units have each, and how many have none; `may_import` whether the reader brings in more.
    """

    found: UnitYear
    scale: Markup
    groups: tuple[tuple[str, tuple[UnitRow, ...]], ...]
    moved: int
    held: int
    classes: tuple[tuple[QualityClass, int], ...]
    without_class: int
    may_import: bool


@pages.get("/thi-dua/<int:year>/don-vi", needs=Permission.AFFAIRS_UNITS)
def year_units(year: int) -> str:
    """Show the units of one kind in layers."""
    found = unit_year(
        guard.session(),
        year,
        peers=PEERS.get(request.args.get("cap", "xa"), Peers.COMMUNES),
        closed_until=last_closed(guard.now()),
        with_held=request.args.get("giu") == HELD_TOO,
        ruleset=request.args.get("quy-tac", "")[:LONGEST],
    )
    if found is None:
        return render_template("affairs/year_units_none.html", year=year)
    return render_template("affairs/year_units.html", page=_page(found), peers=PEERS, rule_words=texts_rules)


def _page(found: UnitYear) -> UnitsPage:
    funnel = found.funnel
    reference = (funnel.target, words("common")) if funnel.target is not None else None
    rules = found.rules
    named = [Row(one.found.unit.name, one.found.figure) for one in found.units]
    scale, pictures = rows_of("don-vi", named, title=words("satisfied"), reference=reference)
    rows = [
        UnitRow(
            one,
            picture,
            place_words(one.found.place),
            _otherwise(one),
            texts_unit_classes.span(one),
            texts_unit_classes.ruled(rules, one.ruled, last=funnel.last) if rules and one.ruled else "",
        )
        for one, picture in zip(found.units, pictures, strict=True)
    ]
    groups: dict[tuple[int, int] | None, list[UnitRow]] = {}
    for row in rows:
        groups.setdefault(row.stand.layers, []).append(row)
    order = sorted(groups, key=lambda key: (key is None, key or (0, 0)))
    return UnitsPage(
        found=found,
        scale=scale,
        groups=tuple((texts_standing.layers(key, found.number), tuple(groups[key])) for key in order),
        moved=sum(bool(row.otherwise) for row in rows),
        held=sum(one.found.held for one in found.units),
        classes=texts_unit_classes.numbers(rules, found.units) if rules else (),
        without_class=texts_unit_classes.without_class(found.units),
        may_import=Permission.APPRAISAL_IMPORT in guard.person().permissions,
    )


def _otherwise(one: UnitStand) -> str:
    return texts_standing.layers(one.with_held, 0) if one.with_held != one.layers else ""
