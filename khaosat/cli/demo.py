"""Commands of the demonstration; in demo mode (DEMO=1) only."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
import structlog
from flask import current_app
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy import Engine

import config
from khaosat import schema
from khaosat.access import Scope, open_session
from khaosat.errors import Failure
from khaosat.services import demo_people


class DemoGroup(AppGroup):
    """Commands that refuse where the program does not run as a demo."""

    def invoke(self, ctx: click.Context) -> object:
        """Look whether this is a demo, then run the command."""
        with ctx.ensure_object(ScriptInfo).load_app().app_context():
            if not _settings().demo:
                raise click.ClickException("this is not a demo: start it with DEMO=1")
            quiet_journal()
            return super().invoke(ctx)


demo = DemoGroup("demo", help="The demo province: load it, move its clock, sign in to it. Needs DEMO=1.")


@demo.command()
def load() -> None:
    """Load the demo province unless it stands already."""
    from khaosat.demo import appraisal, filling, loading  # noqa: PLC0415  numpy only where the generator runs
    from khaosat.jobs import league  # noqa: PLC0415  the same

    with failures():
        schema.upgrade(_engine())
        kept = loading.load(filling.demo_of(_engine(), _settings(), say=click.echo))
        league.due(_engine(), now=_now())
        appraisal.prepare(_engine(), now=_now(), say=click.echo)
    click.echo(f"the demo stands; its first day was {kept.today.isoformat()}")


@demo.command()
@click.argument("days", type=int, required=False)
@click.option("--release", is_flag=True, help="Until what is said today at the printed office has been released.")
def forward(days: int | None, *, release: bool) -> None:
    """Move the demo's clock by DAYS: citizens answer meanwhile, days close, results are released."""
    from khaosat.demo import forward as moving  # noqa: PLC0415  numpy only where the generator runs

    if (days is None) != release:
        raise click.UsageError("say how many DAYS, or --release")
    with failures():
        passed = (
            moving.forward_to_release(_engine(), _settings(), say=click.echo)
            if days is None
            else moving.forward(_engine(), _settings(), days=days, say=click.echo)
        )
    click.echo(
        f"{passed.days} days passed: {passed.answers} answers, {passed.settled} days settled, {passed.blocks} blocks "
        f"released; it is now {passed.now:%Y-%m-%d %H:%M}"
    )
    if passed.released is not None:
        click.echo(f"the printed office is released up to {passed.released.isoformat()}")


@demo.command()
@click.argument("name")
def totp(name: str) -> None:
    """Print the second factor's code of NAME."""
    ring = config.key_ring(_settings().keys, "totp")
    with failures(), open_session(_engine(), Scope.sign_in_desk().reading()) as session:
        code = demo_people.demo_code(session, name=name, ring=ring, at=_now())
    click.echo(code or f"{name} needs no second factor")


@demo.command()
@click.argument("names", nargs=-1)
def passwords(names: tuple[str, ...]) -> None:
    """Make new passwords, for NAMES or for everybody of the cast."""
    from khaosat.demo import closing  # noqa: PLC0415  the generator's data only for the demo

    with failures():
        click.echo("\n".join(closing.new_passwords(_engine(), _settings(), names=names)))


@demo.command()
def where() -> None:
    """Print where to click and whom to sign in as, with new passwords."""
    from khaosat.demo import closing  # noqa: PLC0415  the generator's data only for the demo

    with failures():
        click.echo(closing.block(_engine(), _settings()))


def quiet_journal() -> None:
    """Keep the log's lines out of what a person reads here; warnings come through."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


@contextmanager
def failures() -> Iterator[None]:
    """Turn a failure of the product into one line and exit code 1."""
    try:
        yield
    except Failure as failure:
        details = ", ".join(f"{name}={value}" for name, value in failure.details.items())
        raise click.ClickException(f"{failure.code}: {details}") from failure


def _settings() -> config.Settings:
    settings: config.Settings = current_app.config["SETTINGS"]
    return settings


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine


def _now() -> datetime:
    clock: config.Clock = current_app.extensions["clock"]
    return clock.now()


COMMANDS: list[click.Command] = [demo]
