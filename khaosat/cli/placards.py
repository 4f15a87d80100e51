"""Commands for placards: print, issue, revoke, replace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from khaosat.access import Everything, Scope, ScopedSession, open_session
from khaosat.errors import Failure
from khaosat.policy import Realm
from khaosat.services import placards as keeping
from khaosat.services.acts import Actor

BY = Actor(None, "command placards")
SCOPE = Scope(writes=Everything("placards by command"), changes=frozenset({Realm.CATALOGUE, Realm.AUDIT}))


placards = AppGroup("placards", help="Print, issue, revoke and replace placards.")


@placards.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--office", "office_key", metavar="KEY", help="Of this office alone.")
def pdf(file: Path, office_key: str | None) -> None:
    """Write FILE, a PDF with one A4 poster for each placard that hangs."""
    from khaosat.documents.placard_pack import posters  # noqa: PLC0415  typst only where posters are printed
    from khaosat.documents.placards import posters_pdf  # noqa: PLC0415  the same

    settings = current_app.config["SETTINGS"]
    with _session(SCOPE) as session:
        lines = keeping.hanging(session, day=_now().date(), office_key=office_key)
    if not lines:
        raise click.ClickException("no placard hangs anywhere: issue one first")
    click.echo(f"Printing {len(lines)} posters …")
    file.write_bytes(posters_pdf(posters(lines, public_url=settings.public_url, demo=settings.demo)))
    click.echo(f"{file}: {file.stat().st_size // 1024} KiB")


@placards.command()
@click.argument("office_key", metavar="OFFICE")
@click.option("--counter", metavar="NUMBER", help="For this counter of the office.")
def issue(office_key: str, counter: str | None) -> None:
    """Issue a placard for OFFICE and print its code."""
    with _session(SCOPE) as session:
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
