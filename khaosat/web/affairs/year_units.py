"""The units of a year: layers that can be told apart, held answers in or out, what a unit's ruleset asks besides."""

from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup

from khaosat.policy import Permission
from khaosat.services.calendar import last_closed
from khaosat.services.unit_funnel import Peers
from khaosat.services.unit_standing import UnitStand, UnitYear, unit_year
from khaosat.web import guard, texts_rules, texts_standing
from khaosat.web.affairs import pages
from khaosat.web.affairs.funnel_page import place_words
from khaosat.web.affairs.units import HELD_TOO, PEERS
from khaosat.web.pictures import Row, rows_of
from khaosat.web.texts_charts import words

LONGEST = 200


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit; `otherwise` are the layers were held answers treated the other way, where that differs."""

    stand: UnitStand
    picture: Markup
    place: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """Everything `affairs/year_units.html` shows; `groups` by layers, the best first, withheld figures last."""

    found: UnitYear
    scale: Markup
    groups: tuple[tuple[str, tuple[UnitRow, ...]], ...]
    moved: int
    held: int


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
    named = [Row(one.found.unit.name, one.found.figure) for one in found.units]
    scale, pictures = rows_of("don-vi", named, title=words("satisfied"), reference=reference)
    rows = [
        UnitRow(one, picture, place_words(one.found.place), _otherwise(one))
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
    )


def _otherwise(one: UnitStand) -> str:
    return texts_standing.layers(one.with_held, 0) if one.with_held != one.layers else ""
