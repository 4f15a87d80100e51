"""`appraisal`: a year of appraisal by command, each step in the name of an account; and checking a signed year."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import Failure
from khaosat.policy import Permission
from khaosat.services import (
    appraisal_components,
    appraisal_desk,
    appraisal_moves,
    appraisal_signing,
    unit_components,
    year_check,
    year_snapshots,
)
from khaosat.services import appraisal_years as years
from khaosat.services.acts import Actor
from khaosat.services.appraisal_flow import Move
from khaosat.services.appraisal_moves import Wish
from khaosat.services.calendar import last_closed
from khaosat.services.importing.report import Report
from khaosat.services.named_person import Acting, acting

FILE = click.Path(dir_okay=False, path_type=Path)
AS = click.option("--as", "name", required=True, metavar="NAME", help="The account that does it; its roles decide.")
P = Permission
MOVES: dict[Move, Callable[..., None]] = {
    Move.PROPOSE: appraisal_moves.propose, Move.VERIFY: appraisal_moves.verify, Move.RETURN: appraisal_moves.send_home,
    Move.DECIDE: appraisal_moves.decide, Move.SEND_BACK: appraisal_moves.send_back, Move.COSIGN: appraisal_moves.cosign,
    Move.REFUSE: appraisal_moves.refuse, Move.TAKE_BACK: appraisal_moves.take_back, Move.TELL: appraisal_moves.tell,
    Move.APPEAL: appraisal_moves.appeal, Move.WITHDRAW: appraisal_moves.withdraw,
    Move.DECIDE_APPEAL: appraisal_moves.decide_appeal,
}  # fmt: skip  # a table


appraisal = AppGroup("appraisal", help="Run a year of appraisal, sign it, check what was signed.")


@appraisal.command("open")
@click.argument("year", type=int)
@click.option("--rules", "key", required=True, metavar="KEY", help="The ruleset, in force on the year's last day.")
@click.option("--version", default="1", show_default=True, help="Its version.")
@AS
def open_year(year: int, key: str, version: str, name: str) -> None:
    """Open YEAR under a ruleset: a file for every officer posted in it, with what the survey says."""
    with _acting(name, P.APPRAISAL_OPEN) as (session, who):
        number = years.open_year(session, year=year, key=key, version=version, by=who.by, at=_now())
    click.echo(f"{year}: {number} files under {key} {version}")


@appraisal.command("import")
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@AS
def import_components(year: int, file: Path, name: str, *, dry_run: bool) -> None:
    """Import the components of YEAR from FILE (.csv in UTF-8, .xlsx), all of it or nothing."""
    content = file.read_bytes()
    with _acting(name, P.APPRAISAL_IMPORT) as (session, who):
        report = appraisal_components.look(session, year=year, content=content)
        if not report.problems and not dry_run:
            report = appraisal_components.take(
                session, year=year, content=content, filename=file.name, by=who.by, at=_now()
            )
    _tell(report, file.name, dry_run=dry_run)


@appraisal.command("import-units")
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rules", "key", default="", metavar="KEY", help="The ruleset for units; without it the one in force.")
@click.option("--version", default="1", show_default=True, help="Its version.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@AS
def import_units(year: int, file: Path, key: str, version: str, name: str, *, dry_run: bool) -> None:
    """Import components of the units of YEAR from FILE (.csv in UTF-8, .xlsx), all of it or nothing."""
    content = file.read_bytes()
    wanted = unit_components.Wanted(year, f"{key}:{version}" if key else "", last_closed(_now()))
    with _acting(name, P.APPRAISAL_IMPORT) as (session, who):
        report = unit_components.look(session, wanted, content=content)
        if not report.problems and not dry_run:
            report = unit_components.take(session, wanted, content=content, filename=file.name, by=who.by, at=_now())
    _tell(report, file.name, dry_run=dry_run)


@appraisal.command()
@click.argument("move", type=click.Choice([move.value for move in MOVES]))
@click.argument("year", type=int)
@click.argument("officers", nargs=-1, metavar="[OFFICER]...")
@click.option(
    "--all", "every", is_flag=True, help="Every file that waits for this person and in which nothing differs."
)
@click.option("--class", "quality_class", metavar="KEY", help="The class, where the move names one.")
@click.option("--reason", default="", help="The reason, where one is asked for.")
@AS
def move(
    move: str, year: int, officers: tuple[str, ...], quality_class: str | None, reason: str, name: str, *, every: bool
) -> None:
    """MOVE files of YEAR on: those of the officers named by key, or --all; all of them or none.

    --all follows the suggestion (propose), the proposal (verify, decide), the decision (tell), as the page of what
    waits does for those it may take together.
    """
    chosen = Move(move)
    with _acting(name, _needs(chosen)) as (session, who):
        wishes = _waiting(session, who, year, chosen) if every else []
        for officer in officers:
            way = appraisal_desk.way(session, who.asker, year=year, officer_key=officer)
            wishes.append(Wish(way.file.id, quality_class, reason, way.seen))
        if wishes:
            MOVES[chosen](session, wishes=wishes, who=who.asker.who, by=who.by, at=_now())
    click.echo(f"{year}: {move}, {len(wishes)} files")


@appraisal.command()
@click.argument("year", type=int)
@AS
def sign(year: int, name: str) -> None:
    """Sign YEAR, for good: every file must be final. Prints the digest of what was signed: keep it elsewhere."""
    with _acting(name, P.APPRAISAL_SIGN) as (session, who), _keeper() as wide:
        digest = appraisal_signing.sign(session, wide=wide, year=year, keys=_keys(), by=who.by, at=_now())
    click.echo(f"{year}: signed, SHA-256 {digest.hex()}")


@appraisal.command()
@click.argument("year", type=int)
@click.argument("officer")
@click.option("--class", "quality_class", required=True, metavar="KEY", help="The better class.")
@click.option("--reason", required=True, help="Why; seen by everybody who sees the year.")
@AS
def correct(year: int, officer: str, quality_class: str, reason: str, name: str) -> None:
    """Correct the class of OFFICER in the signed YEAR: a new version beside those before, never a worse class."""
    with _acting(name, P.APPRAISAL_SIGN) as (session, who), _keeper() as wide:
        given: dict[str, Any] = {"keys": _keys(), "by": who.by, "at": _now()}
        version = year_snapshots.correct(
            session, wide=wide, year=year, corrections={officer: quality_class}, reason=reason, **given
        )
    click.echo(f"{year}: version {version}")


@appraisal.command()
@click.argument("year", type=int)
def verify(year: int) -> None:
    """Work the signed YEAR out again and name every difference: officer, field, before, now. Ends with 1 if any."""
    with _keeper() as wide:
        found = year_check.check(wide, year=year, keys=_keys())
    with _notes() as notes:
        year_check.note_checked(notes, found=found, by=Actor(None, "appraisal verify"), at=_now())
    for one in found.differences:
        click.echo(f"{one.about} {one.officer or '-'} {one.field or '-'}: {one.before!r} → {one.now!r}", err=True)
    if found.signed_code != found.code:
        click.echo(f"signed with {found.signed_code or 'nothing known'}, checked with {found.code}")
    if found.differences:
        raise click.ClickException(f"{year}: {len(found.differences)} differences to version {found.version}")
    click.echo(
        f"{year}: version {found.version} agrees: {found.files} files, {found.lines} lines of leagues, {found.seals} "
        f"seals; SHA-256 {found.digest}"
    )


@appraisal.command()
@click.argument("year", type=int)
@click.option("--number", default=1, show_default=True, help="The version.")
@click.option("--to", "file", required=True, type=FILE, help="The JSON to write.")
def export(year: int, number: int, file: Path) -> None:
    """Write a version of the signed YEAR byte for byte: its SHA-256 is the digest that was signed."""
    with _keeper() as wide:
        text = year_snapshots.body_text(wide, year=year, version=number)
    with _notes() as notes:
        by = Actor(None, "appraisal export")
        year_snapshots.note_exported(notes, year=year, version=number, text=text, by=by, at=_now())
    file.write_bytes(text.encode("utf-8"))
    click.echo(f"{file}: {file.stat().st_size} bytes")


def _tell(report: Report, name: str, *, dry_run: bool) -> None:
    """Say what an import did, or would do; a file with problems ends the command."""
    for problem in report.problems:
        click.echo(f"{name}:{problem.line} {problem.column}: {problem.reason} ({problem.value})", err=True)
    if report.problems:
        raise click.ClickException(f"{len(report.problems)} problems, nothing was imported")
    would = "would be " if dry_run else ""
    click.echo(f"{name}: {len(report.changed)} values {would}changed, {report.unchanged} rows as they were")


def _needs(move: Move) -> Permission:
    needs = appraisal_desk.needed(move).needs
    assert needs is not None  # noqa: S101  of the moves a person makes
    return needs


def _waiting(session: ScopedSession, who: Acting, year: int, move: Move) -> list[Wish]:
    """What the page of what waits would take together, all its pages."""
    found, page, pages = [], 1, 1
    while page <= pages:
        desk = appraisal_desk.desk(session, who.asker, year=year, queue=move, page=page)
        if desk.queue is not move:
            return []
        found += [Wish(line.filed.file.id, line.chosen, seen=line.seen) for line in desk.lines if line.at_once]
        page, pages = page + 1, desk.pages
    return found


@contextmanager
def _acting(name: str, needs: Permission) -> Iterator[tuple[ScopedSession, Acting]]:
    engine = current_app.extensions["engine"]
    with _failures():
        with open_session(engine, Scope.sign_in_desk().reading()) as desk:
            who = acting(desk, name=name, needs=needs, now=_now())
        with open_session(engine, who.scope) as session:
            yield session, who


@contextmanager
def _keeper() -> Iterator[ScopedSession]:
    with _failures(), open_session(current_app.extensions["engine"], Scope.year_keeper()) as wide:
        yield wide


@contextmanager
def _notes() -> Iterator[ScopedSession]:
    """A session for the event of what only reads: whoever runs it is on the machine, the trail names the command."""
    with _failures(), open_session(current_app.extensions["engine"], Scope.note_taker()) as session:
        yield session


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except Failure as failure:
        details = ", ".join(f"{name}={value}" for name, value in failure.details.items())
        raise click.ClickException(f"{failure.code}: {details}") from failure


def _keys() -> Path:
    keys: Path = current_app.config["SETTINGS"].keys
    return keys


def _now() -> datetime:
    return current_app.extensions["clock"].now()  # type: ignore[no-any-return]  # a config.Clock


COMMANDS: list[click.Command] = [appraisal]
