"""What a comment speaks of: the factors whose words it holds, decided by its text alone."""

import tomllib
from functools import cache
from pathlib import Path

from khaosat.services.searching import folded

FACTORS = ("A", "B", "C", "D", "E")


def topics(text: str) -> tuple[str, ...]:
    """Return the letters of the factors a comment speaks of, as far as its words tell; often none."""
    there = f" {_words(text)} "
    return tuple(factor for factor in FACTORS if any(f" {phrase} " in there for phrase in _phrases()[factor]))


def _words(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded(text)).split())


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return {factor: tuple(map(_words, phrases)) for factor, phrases in tomllib.load(file).items()}
