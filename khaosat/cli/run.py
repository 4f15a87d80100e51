"""Commands of the group run."""

import click

COMMANDS: list[click.Command] = []
