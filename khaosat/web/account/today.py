"""The first page after signing in: what needs this person today."""

from dataclasses import dataclass

from flask import render_template, url_for

from khaosat.access import Everything, Scope, open_session
from khaosat.policy import Permission, Reach, Realm
from khaosat.services.results import readable_tops
from khaosat.services.todo import Means, Task, todo
from khaosat.web import guard, navigation, texts_todo
from khaosat.web.account import pages

WIDE = Scope(
    reads=Everything("how often placards are scanned and answered, for their own unit by the step"),
    realms=frozenset({Realm.TALLIES, Realm.SCANS, Realm.DOSSIERS, Realm.APPRAISALS}),
    files=frozenset({Reach.ALL}),
)
DOORS = {
    "cases": "unit.cases", "placards": "unit.placard_states", "releases": "unit.home", "own_release": "officer.home",
    "complaints": "affairs.complaints", "verdicts": "affairs.complaints",
    "findings": "affairs.findings", "findings_overdue": "affairs.findings", "finding_exclusions": "affairs.findings",
    "holds": "affairs.held", "exclusions": "affairs.held", "grants": "affairs.grants", "tokens": "affairs.grants",
    "floods": "affairs.held", "all_placards": "affairs.placards", "sealed_again": "affairs.seals",
    "dossiers": "admin.imports", "locked": "admin.home", "without_role": "admin.home",
    "without_placard": "admin.home", "ending_tokens": "admin.tokens",
}  # fmt: skip  # a table


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and where it is done: `address` is empty where it is done outside."""

    sentence: str
    address: str
    words: str
    urgent: bool


@pages.get("/hom-nay", needs=Permission.ACCOUNT_SELF)
def today() -> str:
    """Show what needs the person today."""
    person, now = guard.person(), guard.now()
    seals = Scope.seal_reader()
    with open_session(guard.engine(), WIDE) as wide, open_session(guard.engine(), seals) as sealed:
        means = Means(wide, sealed, guard.settings().instance)
        found = todo(guard.session(), person=person, means=means, now=now)
    lines = [
        Line(texts_todo.sentence(one), _address(one), texts_todo.link_words(one.kind), one.urgent) for one in found
    ]
    return render_template("account/today.html", lines=lines, me=person, day=now.date(), doors_open=navigation.doors())


def _address(task: Task) -> str:
    if task.year is not None:
        return _appraisal(task.kind.removeprefix("appraisal_"), task.year)
    if task.kind not in {"comments", "measures"}:
        return url_for(DOORS[task.kind]) if task.kind in DOORS else ""
    tops = readable_tops(guard.session(), today=guard.now().date())
    if not tops:
        return ""
    if task.kind == "measures":
        return url_for("unit.measures", unit_key=tops[0].key)
    return url_for("unit.comments", unit_key=tops[0].key, xem="chua", ky="4-thang")


def _appraisal(kind: str, year: int) -> str:
    if kind == "told":
        return url_for("officer.own_appraisal", year=year)
    if kind == "open":
        return url_for("appraisal.years_of_appraisal")
    return (
        url_for("appraisal.signing", year=year) if kind == "sign" else url_for("appraisal.desk", year=year, viec=kind)
    )
