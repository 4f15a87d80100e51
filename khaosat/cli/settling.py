"""Commands of the group settling."""

import click

COMMANDS: list[click.Command] = []
