"""`league compute`: the league of officers over the days one likes; `league simulate`: a ruleset tried on a year."""

from datetime import datetime
from decimal import Decimal
from typing import TextIO

import click
from flask import current_app
from flask.cli import AppGroup

from khaosat.access import Scope, ScopedSession, open_session
from khaosat.cli.simulated import simulated
from khaosat.errors import Failure
from khaosat.jobs import league as jobs
from khaosat.rules.ruleset import Ruleset
from khaosat.services import leagues, rulesets, simulating
from khaosat.services.acts import Actor

DAY = click.DateTime(["%Y-%m-%d"])


league = AppGroup(
    "league",
    help="Compute the league of officers, as the worker does when a month has closed; try a ruleset on a year.",
)


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
            current_app.extensions["engine"], first=since, last=until, at=now, by=Actor(None, "league compute"),
            tell=lambda step, done, of: click.echo(f"{step} {done}/{of}"),
        )  # fmt: skip  # how it is asked
    except Failure as failure:
        details = ", ".join(f"{name}={value}" for name, value in failure.details.items())
        raise click.ClickException(f"{failure.code}: {details}") from failure
    click.echo(f"{since.isoformat()} to {until.isoformat()}: {len(made)} leagues ({', '.join(map(str, made))})")


@league.command()
@click.argument("year", type=int)
@click.option("--rules", "named", metavar="KEY:VERSION", help="A ruleset that is loaded.")
@click.option("--file", "file", type=click.File(encoding="utf-8"), help="A text that is not: nothing of it is kept.")
@click.option("--against", default="", metavar="KEY:VERSION", help="By default the year's own ruleset.")
@click.option("--assume", type=click.FloatRange(0, 100), help="Percent of every component that was not brought in.")
def simulate(year: int, named: str | None, file: TextIO | None, against: str, assume: float | None) -> None:
    """Try a ruleset on a year that has been: classes before and after, false awards and penalties; keeps nothing."""
    if (named is None) == (file is None):
        raise click.UsageError("give one of --rules and --file")
    assumed = None if assume is None else Decimal(str(assume))
    try:
        with open_session(current_app.extensions["engine"], Scope.system("a ruleset is tried").reading()) as session:
            after = rulesets.tried(file.read()) if file else _named(session, str(named))
            found = simulating.simulate(session, year, after=after, against=against, assumed=assumed)
    except Failure as failure:
        details = ", ".join(f"{name}={value}" for name, value in failure.details.items())
        raise click.ClickException(f"{failure.code}: {details}") from failure
    if found is None:
        raise click.ClickException(f"no league ends in {year}")
    for line in simulated(found):
        click.echo(line)


def _named(session: ScopedSession, named: str) -> Ruleset:
    key, _, version = named.partition(":")
    return rulesets.ruleset(session, key=key, version=version).rules


COMMANDS: list[click.Command] = [league]
