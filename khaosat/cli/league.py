"""`league compute`: the league of officers, now and over the days one likes."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from khaosat.errors import Failure
from khaosat.jobs import league as jobs
from khaosat.services import leagues
from khaosat.services.acts import Actor

DAY = click.DateTime(["%Y-%m-%d"])


league = AppGroup("league", help="Compute the league of officers; the worker does so whenever a month has closed.")


@league.command()
@click.option("--from", "first", type=DAY, metavar="DAY", help="First day; by default a year before the last.")
@click.option("--to", "last", type=DAY, metavar="DAY", help="Last day, closed; by default the last closed month's end.")
def compute(first: datetime | None, last: datetime | None) -> None:
    """Compute the league of every duty group over these days and keep it beside those computed before."""
    now: datetime = current_app.extensions["clock"].now()
    until = last.date() if last else leagues.closed_year(now).last
    since = first.date() if first else leagues.year_until(until).first
    try:
        made = jobs.compute(
            current_app.extensions["engine"], first=since, last=until, at=now, by=Actor(None, "league compute")
        )
    except Failure as failure:
        details = ", ".join(f"{name}={value}" for name, value in failure.details.items())
        raise click.ClickException(f"{failure.code}: {details}") from failure
    click.echo(f"{since.isoformat()} to {until.isoformat()}: {len(made)} leagues ({', '.join(map(str, made))})")


COMMANDS: list[click.Command] = [league]
