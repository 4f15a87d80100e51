"""The commands: `flask --app wsgi …`; each group a file, each command with --help.

A group's file is loaded when one of its commands is asked for: what serves citizens never pays for it.
"""

from importlib import import_module

import click
from flask.cli import AppGroup

FILES = {
    "accounts": "accounts",
    "appraisal": "appraisal",
    "backup": "backup",
    "demo": "demo",
    "findings": "findings",
    "import": "importing",
    "league": "league",
    "placards": "placards",
    "report": "reports",
    "restore": "backup",
    "retention": "retention",
    "run-all": "run",
    "seal": "settling",
    "settle": "settling",
    "tallies": "settling",
    "web": "run",
    "worker": "worker",
}  # command → file


class Commands(AppGroup):
    """The program's commands, found by name in `FILES`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command's name."""
        return sorted({*FILES, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, loading its file."""
        if cmd_name not in FILES:
            return super().get_command(ctx, cmd_name)
        commands: list[click.Command] = import_module(f"khaosat.cli.{FILES[cmd_name]}").COMMANDS
        return next((command for command in commands if command.name == cmd_name), None)
