"""Commands of the group demo."""

import click

COMMANDS: list[click.Command] = []
