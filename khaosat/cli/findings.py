"""`findings look`: the detectors over a closed week, now."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from khaosat.errors import Failure
from khaosat.jobs import looking
from khaosat.services import looks
from khaosat.services.acts import Actor

DAY = click.DateTime(["%Y-%m-%d"])


findings = AppGroup("findings", help="Look for stuffed answers; the worker does so whenever a week has closed.")


@findings.command("look")
@click.option("--week", type=DAY, metavar="MONDAY", help="Its Monday; by default the newest week that has closed.")
def look(week: datetime | None) -> None:
    """Look at every officer's answers of the year that ends with that week; its undecided findings are replaced."""
    now: datetime = current_app.extensions["clock"].now()
    monday = week.date() if week else looks.newest_closed_week(now)
    engine = current_app.extensions["engine"]
    try:
        found = looking.look(engine, week=monday, at=now, by=Actor(None, "findings look"))
    except Failure as failure:
        details = ", ".join(f"{name}={value}" for name, value in failure.details.items())
        raise click.ClickException(f"{failure.code}: {details}") from failure
    click.echo(f"week of {found.week}: {found.officers} officers, {found.findings} new findings")
    for test, number in found.ran.items():
        click.echo(
            f"  {test}: {f'run for {number} officers' if number else 'not run, nothing to hold answers against'}"
        )


COMMANDS: list[click.Command] = [findings]
