"""How much room words take, and where they fit without covering one another."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from khaosat.documents.charts.palette import SMALL, TEXT

# Widths in em of the widest common interface fonts: a picture is laid out without the reader's font, and
# room too much is better than a word cut off.
_NARROW, _WIDE = "fijlrtI.,:;'’|!()[]/ ·", "mwMWOQ%@—…"
_EM_NARROW, _EM_WIDE, _EM_CAPITAL, _EM_OTHER = 0.38, 0.93, 0.7, 0.62


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = TEXT) -> float:
    """About how wide ``text`` is at font size ``size``, in the same unit; tone marks take no room."""
    letters = [c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)]
    return size * sum(_em(letter) for letter in letters)


def widest(texts: Iterable[str], size: float = TEXT) -> float:
    """The width of the widest of ``texts``, 0 for none."""
    return max((text_width(text, size) for text in texts), default=0.0)


def wrapped(text: str, room: float, size: float = TEXT) -> list[str]:
    """``text`` in lines that fit into ``room``; a word that is wider alone keeps its own line."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def readable(ticks: Sequence[tuple[float, str]], gap: float = 10) -> list[tuple[float, str]]:
    """Of (x, name) centred in the small size, those that do not touch, kept from the last backwards."""
    kept: list[tuple[float, str]] = []
    edge = float("inf")
    for x, name in sorted(ticks, reverse=True):
        half = text_width(name, SMALL) / 2
        if x + half <= edge:
            kept.append((x, name))
            edge = x - half - gap
    return kept[::-1]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that a label takes or must stay within."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """True where the two share some area."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, x: float, y: float) -> bool:
        """True where the point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def near(self, x: float, y: float, reach: float = 4) -> bool:
        """True where a mark around the point would touch it."""
        return self.left - reach < x < self.right + reach and self.top - reach < y < self.bottom + reach

    def within(self, other: "Box") -> bool:
        """True where no part lies outside ``other``."""
        return other.holds(self.left, self.top) and other.holds(self.right, self.bottom)


Placed = tuple[float, float, str]
"""x, y and the words there."""


def place_labels(
    wanted: Iterable[Placed], crowd: Sequence[tuple[float, float]], area: Box, taken: Iterable[Box] = ()
) -> list[Placed]:
    """Baseline starts for small labels of points, the first wanted the first served.

    Each label goes where it covers the fewest points of ``crowd``, one at most. Where it would leave
    ``area``, cover more or lie on ``taken`` or another label, it is left out: two names in one place are none.
    """
    full = list(taken)
    placed: list[Placed] = []
    for x, y, text in wanted:
        around = _around(x, y, text_width(text, SMALL))
        free = [box for box in around if box.within(area) and not any(box.meets(other) for other in full)]
        close = [point for point in crowd if abs(point[1] - y) < 3 * SMALL]
        covered = [(sum(box.near(*point) for point in close), order) for order, box in enumerate(free)]
        if covered and min(covered)[0] <= 1:
            best = free[min(covered)[1]]
            full.append(best)
            placed.append((best.left, best.bottom - SMALL * 0.25, text))
    return placed


def _around(x: float, y: float, width: float) -> list[Box]:
    """The boxes a label of a point may take, the best liked first."""
    gap, half = 8.0, SMALL * 0.62
    rows = (y - half, y - 2 * half - 4, y + 4)
    columns = ((x + gap, x - gap - width), (x + 4, x - 4 - width), (x + 4, x - 4 - width))
    corners = [(left, top) for top, lefts in zip(rows, columns, strict=True) for left in lefts]
    return [Box(left, top, left + width, top + 2 * half) for left, top in corners]


def _em(letter: str) -> float:
    if letter in _NARROW:
        return _EM_NARROW
    if letter in _WIDE:
        return _EM_WIDE
    return _EM_CAPITAL if letter.isupper() else _EM_OTHER
