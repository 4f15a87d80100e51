"""Commands of the group backup."""

import click

COMMANDS: list[click.Command] = []
