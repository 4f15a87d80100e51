"""`import`: a file into the catalogue, or what it would do."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from khaosat.access import Everything, Scope, open_session
from khaosat.errors import ImportFailure
from khaosat.policy import Realm
from khaosat.services import importing
from khaosat.services.acts import Actor
from khaosat.web import texts_imports

BY = Actor(None, "command import")
KEPT = frozenset({Realm.CATALOGUE, Realm.DOSSIERS, Realm.CLOSINGS})
SCOPE = Scope(
    reads=Everything("import by command"),
    writes=Everything("import by command"),
    realms=KEPT,
    changes=KEPT | {Realm.AUDIT},
)
MOST_NAMED = 50  # lines of what is new; changes and problems are always named in full


@click.command("import")
@click.argument("kind", type=click.Choice(importing.KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@with_appcontext
def import_file(kind: str, file: Path, *, dry_run: bool) -> None:
    """Import FILE (.csv in UTF-8, .xlsx), all of it or nothing; the same file a second time changes nothing."""
    scope = SCOPE.reading() if dry_run else SCOPE
    try:
        with open_session(current_app.extensions["engine"], scope) as session:
            report = importing.run(
                session,
                kind=kind,
                content=file.read_bytes(),
                filename=file.name,
                dry_run=dry_run,
                by=BY,
                at=current_app.extensions["clock"].now(),
            )
    except ImportFailure as failure:
        _refuse(failure.details["problems"], file)
    if report.problems:
        _refuse(report.problems, file)
    for subject in report.created[:MOST_NAMED]:
        click.echo(f"new: {subject}")
    if len(report.created) > MOST_NAMED:
        click.echo(f"new: … and {len(report.created) - MOST_NAMED} more")
    for change in report.changed:
        click.echo(f"changed: {change.subject} {change.column}: {change.before!r} → {change.after!r}")
    would = "would be " if dry_run else ""
    click.echo(
        f"{file.name}: {len(report.created)} {would}new, {len(report.changed)} values {would}changed, "
        f"{report.unchanged} rows as they were"
    )


def _refuse(problems: object, file: Path) -> None:
    assert isinstance(problems, tuple)  # noqa: S101  ImportFailure's own promise
    for problem in problems:
        place = f"{file.name}:{problem.line}" if problem.line else file.name
        column = f" {problem.column}:" if problem.column else ""
        value = f" ({problem.value!r})" if problem.value else ""
        click.echo(f"{place}:{column} {texts_imports.reason(problem.reason)} [{problem.reason}]{value}", err=True)
    raise click.ClickException(f"{len(problems)} problems, nothing was imported")


COMMANDS: list[click.Command] = [import_file]
