"""The commands: `flask --app wsgi …`; each group a file, each command with --help."""

from importlib import import_module

from flask import Flask

GROUPS = ("accounts", "backup", "demo", "importing", "placards", "run", "settling", "worker")


def register(app: Flask) -> None:
    """Add every group's commands to the program."""
    for group in GROUPS:
        for command in import_module(f"khaosat.cli.{group}").COMMANDS:
            app.cli.add_command(command)
