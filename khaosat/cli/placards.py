"""Commands for placards: print them and receipt slips, issue, revoke, replace."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from khaosat.access import Everything, Scope, ScopedSession, open_session
from khaosat.errors import Failure
from khaosat.jobs import printing as jobs
from khaosat.policy import Realm
from khaosat.services import placards as keeping
from khaosat.services import printing, visiting
from khaosat.services.acts import Actor
from khaosat.services.printing import FORMS, MOST_SHEETS, SHEETS, Choice

BY = Actor(None, "command placards")
FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
SCOPE = Scope(writes=Everything("placards by command"), changes=frozenset({Realm.CATALOGUE, Realm.AUDIT}))


placards = AppGroup("placards", help="Print, issue, revoke and replace placards; print receipt slips.")


@placards.command()
@click.argument("file", type=FILE)
@click.option("--office", "office_key", metavar="KEY", help="Of this office alone.")
def pdf(file: Path, office_key: str | None) -> None:
    """Write FILE, a PDF with one A4 poster for each placard that hangs."""
    choice = Choice(codes=_codes_of((office_key,)) if office_key else None, kinds=("a4",))
    _write_pack(file, choice, "no placard hangs anywhere: issue one first")


@placards.command()
@click.argument("file", type=FILE)
@click.option("--office", "office_keys", metavar="KEY", multiple=True, help="Of this office; may be given often.")
@click.option("--search", default="", metavar="WORDS", help="Of units, offices and codes in which these words stand.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(SHEETS), help="This sheet; may be given often. [all]")
@click.option("--form", type=click.Choice(FORMS), default="pdf", show_default=True, help="svg and png come in a ZIP.")
def pack(file: Path, office_keys: tuple[str, ...], search: str, kinds: tuple[str, ...], form: str) -> None:
    """Write FILE with everything to hang and set up: A4 poster, A5 card, desk card of each placard.

    Every code is read again from the finished sheets and compared with the database before FILE is written.
    """
    codes = _codes_of(office_keys) if office_keys else None
    _write_pack(file, Choice(search=search, codes=codes, kinds=kinds or SHEETS, form=form), "no such placard hangs")


@placards.command()
@click.argument("file", type=FILE)
@click.argument("office_key", metavar="OFFICE")
@click.argument("field_key", metavar="FIELD")
@click.option("--sheets", type=click.IntRange(1, MOST_SHEETS), default=1, show_default=True, help="Twelve slips each.")
def slips(file: Path, office_key: str, field_key: str, sheets: int) -> None:
    """Write FILE, a PDF of receipt slips with fresh codes for OFFICE and FIELD.

    Whoever holds a slip makes a rating count as verified: keep FILE like a stamp. How many were printed stays in the
    audit trail, what they say stands on paper alone.
    """
    with _session(SCOPE) as session:
        wanted = printing.ask_slips(session, printing.Slips(office_key, field_key, sheets), by=BY, at=_now())
    with _told() as (tell, how):
        file.write_bytes(jobs.slips_file(wanted, **how, tell=tell))
    click.echo(f"{file}: {sheets * printing.SLIPS_A_SHEET} slips")


@placards.command()
@click.argument("file", type=FILE)
@click.option("--office", "office_keys", metavar="KEY", multiple=True, help="Of this office; may be given often. [all]")
def paper(file: Path, office_keys: tuple[str, ...]) -> None:
    """Write FILE, a PDF with the questionnaire on paper, a page for each placard that hangs."""
    from khaosat.documents import placard_pack  # noqa: PLC0415  typst only where something is printed

    settings = current_app.config["SETTINGS"]
    with _session(SCOPE.reading()) as session:
        every = keeping.hanging(session, day=_now().date())
        lines = [line for line in every if not office_keys or line.office_key in office_keys]
        asked = visiting.survey(session, today=_now().date()).questionnaire
        served = {line.office_id: visiting.fields_of_office(session, office_id=line.office_id) for line in lines}
    if not lines:
        raise click.ClickException("no such placard hangs")
    made = placard_pack.paper(
        lines, public_url=settings.public_url, demo=settings.demo, questionnaire=asked, fields=served
    )
    file.write_bytes(made)
    click.echo(f"{file}: {len(lines)} pages")


@placards.command()
@click.argument("office_key", metavar="OFFICE")
@click.option("--counter", metavar="NUMBER", help="For this counter of the office.")
@click.option("--counters", "each", is_flag=True, help="For each of its counters that has none.")
def issue(office_key: str, counter: str | None, *, each: bool) -> None:
    """Issue a placard for OFFICE and print its code; with --counters one a line."""
    with _session(SCOPE) as session:
        if each:
            click.echo("\n".join(keeping.issue_for_counters(session, office_key=office_key, by=BY, at=_now())))
            return
        click.echo(keeping.issue(session, office_key=office_key, counter_number=counter, by=BY, at=_now()))


@placards.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why; stays in the audit trail.")
def revoke(code: str, reason: str) -> None:
    """Take the placard CODE down for good."""
    with _session(SCOPE) as session:
        keeping.revoke(session, code=code, reason=reason, by=BY, at=_now())
    click.echo(f"{code}: revoked")


@placards.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why; stays in the audit trail.")
def replace(code: str, reason: str) -> None:
    """Take the placard CODE down and print the code of the one that follows it."""
    with _session(SCOPE) as session:
        click.echo(keeping.replace(session, code=code, reason=reason, by=BY, at=_now()))


def _codes_of(office_keys: tuple[str, ...]) -> frozenset[str]:
    """Return the codes that hang in these offices; each of them must have one."""
    with _session(SCOPE) as session:
        hang = [keeping.hanging(session, day=_now().date(), office_key=key) for key in office_keys]
    return frozenset(line.code for lines in hang for line in lines)


def _write_pack(file: Path, choice: Choice, nothing: str) -> None:
    with _session(SCOPE) as session:
        if not printing.chosen(session, choice, at=_now()):
            raise click.ClickException(nothing)
        wanted = printing.ask_pack(session, choice, by=BY, at=_now())
    with _told() as (tell, how):
        content = jobs.pack_file(wanted, **how, tell=tell)
    file.write_bytes(content)
    click.echo(f"{file}: {len(wanted.codes)} placards, {len(content) // 1024} KiB")


@contextmanager
def _told() -> Iterator[tuple[jobs.Told, dict[str, Any]]]:
    """Yield what shows how many pages have been read again, and what a job stands on; a failure becomes a sentence."""
    how = {"engine": current_app.extensions["engine"], "clock": current_app.extensions["clock"]}
    how["settings"] = current_app.config["SETTINGS"]
    with click.progressbar(length=0, label="reading codes again", show_pos=True, file=sys.stderr) as bar:

        def tell(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        try:
            yield tell, how
        except (Failure, ValueError) as failure:
            raise click.ClickException(str(failure)) from failure


@contextmanager
def _session(scope: Scope) -> Iterator[ScopedSession]:
    try:
        with open_session(current_app.extensions["engine"], scope) as session:
            yield session
    except Failure as failure:
        raise click.ClickException(f"{failure.code}: {dict(failure.details)}") from failure


def _now() -> datetime:
    return current_app.extensions["clock"].now()  # type: ignore[no-any-return]  # a config.Clock


COMMANDS: list[click.Command] = [placards]
