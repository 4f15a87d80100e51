"""What the pages of findings show: the picture of one, and the officer's line with and without its answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Bar, BarWords, Caption
from khaosat.services.findings import Finding, Shown
from khaosat.web import texts_findings
from khaosat.web.filters import day, number
from khaosat.web.pictures import Pair, both
from khaosat.web.texts_league import state_name
from khaosat.web.texts_results import DASH

QUARTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Side:
    """The officer's line in the league, with or without the answers."""

    words: str
    n: str
    mean: str
    between: str
    state: str


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Everything `affairs/finding.html` shows; `sides` are empty and `days` None where the effect is not known."""

    shown: Shown
    picture: Pair
    caption: str
    sides: tuple[Side, ...]
    days: tuple[date, date] | None
    tests: tuple[tuple[str, str], ...]


def page_of(shown: Shown) -> FindingPage:
    """Return the page of a finding."""
    finding = shown.line.finding
    title, desc = _said(finding)
    names = texts_findings.detectors()
    tests = tuple((names[test], texts_findings.chance(p)) for test, p in sorted(finding.tests.items(), key=_by_chance))
    days = None
    if finding.effect is not None:
        days = date.fromisoformat(finding.effect["first"]), date.fromisoformat(finding.effect["last"])
    return FindingPage(shown, _drawn(finding, title, desc), title, _sides(finding), days, tests)


def _by_chance(test: tuple[str, float]) -> float:
    return test[1]


def _said(finding: Finding) -> tuple[str, str]:
    picture = finding.picture
    if picture["by"] == "slot":
        title = texts_findings.by_slot(date.fromisoformat(picture["day"]))
    else:
        title = texts_findings.by_week()
    usual = texts_findings.usual_day(picture["usual"])
    return title, " ".join([usual, *(bar.text + "." for bar in _bars(finding) if bar.total or bar.held_against)])


def _bars(finding: Finding) -> list[Bar]:
    by_slot = finding.picture["by"] == "slot"
    return [_bar(*row, by_slot=by_slot) for row in finding.picture["bars"]]


def _bar(place: Any, total: int, part: int, dossiers: int | None, *, by_slot: bool) -> Bar:  # noqa: ANN401  a slot or a day
    when = f"{place // QUARTERS}:{place % QUARTERS * 15:02d}" if by_slot else day(date.fromisoformat(place))
    said = texts_findings.bar(when, total, part, dossiers)
    label = when if not by_slot or place % QUARTERS == 0 else ""
    return Bar(label, said, total, part, dossiers)


def _drawn(finding: Finding, title: str, desc: str) -> Pair:
    shown = _bars(finding)
    most = max([1, *(max(bar.total, bar.held_against or 0) for bar in shown)])
    names = BarWords(*texts_findings.marks())
    axis = documents.rounded_axis([0, most], number, count=4)

    def draw(prefix: str, width: float) -> Markup:
        caption = Caption(prefix, title, desc, texts_findings.nothing_drawn())
        return documents.bars(shown, names, caption, axis=axis, width=width)

    return both(draw, "dau-hieu")


def _sides(finding: Finding) -> tuple[Side, ...]:
    if finding.effect is None:
        return ()
    return tuple(_side(words, finding.effect[name]) for name, words in texts_findings.sides().items())


def _side(words: str, line: dict[str, Any]) -> Side:
    between = f"{number(line['low'], 2)}{DASH}{number(line['high'], 2)}"
    if line["state"] == "too_few":
        return Side(words, number(line["n"]), "", "", state_name("too_few"))
    return Side(words, number(line["n"]), number(line["mean"], 2), between, state_name(line["state"]))
