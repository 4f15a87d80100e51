"""`worker`: the process that settles, seals and releases; one beside the web."""

import click
from flask import current_app

from khaosat.jobs import worker as jobs


@click.command("worker")
def worker() -> None:
    """Run the worker until it is asked to end."""
    jobs.run(
        engine=current_app.extensions["engine"],
        clock=current_app.extensions["clock"],
        settings=current_app.config["SETTINGS"],
    )


COMMANDS: list[click.Command] = [worker]
