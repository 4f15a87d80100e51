"""`retention`: forget what is kept too long, or say what that would be."""

import click
from flask import current_app

from khaosat.access import Scope, open_session
from khaosat.services import retention as keeping
from khaosat.services.acts import Actor


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be forgotten.")
def retention(*, dry_run: bool) -> None:
    """Forget comments older than 24 months and sign-ins that ended 12 months ago; the worker does so every night."""
    engine, now = current_app.extensions["engine"], current_app.extensions["clock"].now()
    scope = Scope.system("retention")
    with open_session(engine, scope.reading() if dry_run else scope) as session:
        if dry_run:
            found = keeping.due(session, now=now)
        else:
            found = keeping.forget(session, by=Actor(None, "command retention"), at=now)
    would = "would be " if dry_run else ""
    click.echo(f"{found.comments} comments before {found.comments_before} {would}forgotten")
    click.echo(f"{found.sign_ins} sign-ins that ended before {found.sign_ins_before} {would}forgotten")


COMMANDS: list[click.Command] = [retention]
