"""Commands of the group accounts."""

import click

COMMANDS: list[click.Command] = []
