"""Commands of the group worker."""

import click

COMMANDS: list[click.Command] = []
