"""Commands of the group placards."""

import click

COMMANDS: list[click.Command] = []
