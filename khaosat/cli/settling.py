"""Commands that settle closed days, check and export the seals, and rebuild the tallies."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import current_app

from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import Failure
from khaosat.jobs import nightly
from khaosat.services import sealing, settling

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
def settle() -> None:
    """Settle, seal and release what is due: what the worker does every night. Running it twice adds nothing."""
    with _failures():
        done = nightly.run(current_app.extensions["engine"], now=_now(), settings=current_app.config["SETTINGS"])
    click.echo(f"{len(done.days)} days settled, {done.blocks} blocks released, {done.kept} new seals in {done.file}")


@click.group()
def seal() -> None:
    """Check the sealed days, or write the file an inspector keeps."""


@seal.command()
@click.option("--against", type=FILE, metavar="FILE", help="Also compare with a file kept elsewhere.")
def verify(against: Path | None) -> None:
    """Compute every sealed day anew from its answers and compare; names each day that differs."""
    with _session(Scope.system("seal verify").reading()) as session:
        found = sealing.verify(session, keys=_keys(), against=against)
    for day in found.waiting:
        click.echo(f"{day}: marked to be sealed again, its seal does not fit yet")
    for day, revision in found.revised:
        click.echo(f"{day}: sealed {revision} times; a withdrawal, a late answer or a decision must explain it")
    for difference in found.differences:
        click.echo(f"{difference.day}: {difference.code} (entry {difference.sequence or 'none'})", err=True)
    if found.differences:
        raise click.ClickException(f"{len(found.differences)} differences, the first on {found.differences[0].day}")
    kept = f", and with {against}" if against else ""
    click.echo(f"{found.entries} seals over {found.answers} answers agree with the answers{kept}")


@seal.command()
@click.argument("file", type=FILE)
def export(file: Path) -> None:
    """Write the sealed list to FILE, or continue FILE; keep a copy where this machine cannot reach it."""
    with _session(Scope.system("seal export").reading()) as session:
        new = sealing.keep(session, keys=_keys(), file=file)
    click.echo(f"{file}: {new} new seals")


@click.group()
def tallies() -> None:
    """Check and rebuild the tallies."""


@tallies.command()
@click.option("--dry-run", is_flag=True, help="Only say which days differ.")
def rebuild(*, dry_run: bool) -> None:
    """Count all settled days anew from the answers; puts right the days that differ and names them."""
    scope = Scope.system("tallies rebuild")
    with _session(scope.reading() if dry_run else scope) as session:
        wrong = settling.different_tallies(session) if dry_run else settling.rebuild(session)
    for day in wrong:
        click.echo(f"{day}: differed")
    click.echo(f"{len(wrong)} days differed from their answers")


@contextmanager
def _session(scope: Scope) -> Iterator[ScopedSession]:
    with _failures(), open_session(current_app.extensions["engine"], scope) as session:
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


COMMANDS: list[click.Command] = [settle, seal, tallies]
