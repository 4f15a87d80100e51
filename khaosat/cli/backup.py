"""`backup FILE` and `restore FILE`: the whole database in one portable file; the keys are kept apart."""

from pathlib import Path

import click
from flask import current_app

from config import Settings
from khaosat import dump
from khaosat.errors import Failure
from khaosat.services.upkeep import note_backup


def _progress(table: str, rows: int) -> None:
    if rows:
        click.echo(f"  {table}: {rows}")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write everything but the keys into FILE (the folder `keys` beside the database is yours to keep apart)."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; a backup overwrites nothing")
    settings: Settings = current_app.config["SETTINGS"]
    now = current_app.extensions["clock"].now()
    rows = dump.write(current_app.extensions["engine"], file, at=now, progress=_progress)
    note_backup(settings.instance, at=now)
    click.echo(f"{file}: {rows} rows")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Fill an empty, migrated database from FILE and compare every table with it."""
    try:
        rows = dump.restore(current_app.extensions["engine"], file, progress=_progress)
    except Failure as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo(f"{rows} rows, every table equal to the file")


COMMANDS: list[click.Command] = [backup, restore]
