"""`report`: a unit's interim or final report as a document, with progress; the same as the page makes."""

from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import ZONE
from khaosat.access import Everything, Scope, open_session
from khaosat.documents import official_docx
from khaosat.errors import Failure
from khaosat.policy import Realm
from khaosat.services import measures, taking
from khaosat.services.acts import Actor
from khaosat.services.periods import between, parse
from khaosat.web.report_content import report as content_of
from khaosat.web.result_files import every_table

BOOKS = frozenset({Realm.RELEASES, Realm.DOSSIERS, Realm.MEASURES})


@click.command()
@click.argument("unit_key")
@click.option("--period", required=True, metavar="KEY", help="As in addresses: quy-3-2026, nam-2026, 2026-01_2026-06.")
@click.option("--final", is_flag=True, help="A final report (tổng kết); by default an interim one (sơ kết).")
@click.option("--to", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The DOCX to write.")
@with_appcontext
def report(unit_key: str, period: str, *, final: bool, file: Path) -> None:
    """Write the report of a unit (QT is the province) to a file; the trail says that it was taken."""
    now: datetime = current_app.extensions["clock"].now()
    today, by = now.astimezone(ZONE).date(), Actor(None, "report")
    scope = Scope(reads=Everything("the report command"), realms=BOOKS, changes=frozenset({Realm.AUDIT}))
    try:
        asked = parse(period, today=today)
        months = between(asked.start, asked.end)
        with open_session(current_app.extensions["engine"], scope) as session:
            shown, splits = every_table(session, unit_key=unit_key, period=months)
            found = measures.measures_of(session, unit_key=unit_key, period=months, today=today)
            demo = current_app.config["SETTINGS"].demo
            content = content_of(shown, splits, found, final=final, today=today, demo=demo)
            kind = f"{'tong-ket' if final else 'so-ket'}.docx"
            taking.note_taken(session, subject=f"unit:{unit_key}", period=months.key, kind=kind, by=by, at=now)
    except Failure as failure:
        details = ", ".join(f"{name}={value}" for name, value in failure.details.items())
        raise click.ClickException(f"{failure.code}: {details}") from failure
    file.write_bytes(official_docx(content, tell=lambda done, of: click.echo(f"pictures: {done} of {of}")))
    click.echo(f"{file}: {file.stat().st_size} bytes")


COMMANDS: list[click.Command] = [report]
