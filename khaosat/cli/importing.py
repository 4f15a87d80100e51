"""Commands of the group importing."""

import click

COMMANDS: list[click.Command] = []
