"""Published tables and looks over shared finest cells, and the mask that says what of them is shown."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from khaosat.stats import arguments
from khaosat.stats.errors import InconsistentError, MissingError, OutOfRangeError, UnknownNameError, WrongShapeError
from khaosat.stats.rowspace import whole_matrix
from khaosat.stats.scale import CATEGORIES, Whole


class Show(IntEnum):
    """How much of a figure is shown."""

    NOTHING = 0
    BAND = 1
    """Only whether < 50, 50–79 or >= 80 % are satisfied."""
    FULL = 2


@dataclass(frozen=True, eq=False)
class Table:
    """Figures published together over finest cells.

    ``figures`` (m, c): how often each finest cell enters each figure (0, 1; −1 for a
    correction); ``counts`` (c, categories): the answers of each finest cell, or (c,) where
    only persons are counted; ``cells``: the names of the finest cells. Cells of one name in
    several tables are the same persons; so looks on several days share their cells.
    ``grid``: the shape in which masks of this table come. Make one with ``of`` or ``crossed``.
    """

    name: str
    figures: Whole
    counts: Whole
    cells: tuple[Hashable, ...]
    grid: tuple[int, ...]

    @classmethod
    def of(
        cls, name: str, figures: ArrayLike, counts: ArrayLike, *, cells: Iterable[Hashable] | None = None
    ) -> "Table":
        """A table from its matrix of figures; ``cells`` default to (name, 0), (name, 1), ….

        Raises WrongShapeError, NegativeError, NotWholeError, InconsistentError.
        """
        matrix, answers = whole_matrix(figures, where="figures"), arguments.whole(counts, where="counts")
        answers = answers[:, None] if answers.ndim == 1 else answers
        names = tuple(cells) if cells is not None else tuple((name, j) for j in range(matrix.shape[1]))
        if answers.ndim != 2 or not len(answers) == len(names) == matrix.shape[1]:  # noqa: PLR2004  a matrix
            raise WrongShapeError(
                f"{matrix.shape[1]} columns of figures, counts {answers.shape}, {len(names)} cells",
                where=name,
            )
        if len(set(names)) != len(names):
            raise InconsistentError("a cell is named twice", where=name)
        return cls(name, matrix, answers, names, (matrix.shape[0],))

    @classmethod
    def crossed(cls, name: str, counts: ArrayLike, *, cells: Iterable[Hashable] | None = None) -> "Table":
        """A cross table with all its margins; ``counts`` (d1, …, dk, 5) are the inner cells.

        Figures and masks have the grid (d1 + 1, …, dk + 1): the last place of an axis is its sum.
        ``cells`` (row by row) default to (name, i1, …, ik).
        """
        inner = arguments.whole(counts, where="counts")
        if inner.ndim < 2 or inner.shape[-1] != CATEGORIES:  # noqa: PLR2004  an axis and the categories
            raise WrongShapeError(f"expected (…, {CATEGORIES}), got shape {inner.shape}", where=name)
        matrix = np.ones((1, 1), dtype=np.int64)
        for levels in inner.shape[:-1]:
            axis = np.vstack([np.eye(levels, dtype=np.int64), np.ones((1, levels), dtype=np.int64)])
            matrix = np.kron(matrix, axis)
        places = product(*(range(d) for d in inner.shape[:-1]))
        names = cells if cells is not None else [(name, *place) for place in places]
        plain = cls.of(name, matrix, inner.reshape(-1, CATEGORIES), cells=names)
        return cls(name, plain.figures, plain.counts, plain.cells, tuple(d + 1 for d in inner.shape[:-1]))


@dataclass(frozen=True, eq=False)
class Mask:
    """What is shown: per table an array of ``Show`` values in the table's grid."""

    shown: Mapping[str, Whole]
    minimum: int = 5

    def __getitem__(self, name: str) -> Whole:
        """The mask of one table. Raises UnknownNameError."""
        if name not in self.shown:
            raise UnknownNameError(f"no table {name!r} in the mask", where="mask")
        return self.shown[name]


Tables: TypeAlias = Table | NDArray[Any] | Mapping[str, ArrayLike] | Sequence[Table | ArrayLike]
MaskLike: TypeAlias = Mask | Mapping[str, ArrayLike] | None


def as_tables(tables: Tables) -> list[Table]:
    """Plain count arrays (…, 5) become crossed tables, named by their key or their place, "0" first."""
    if isinstance(tables, Table):
        return [tables]
    if isinstance(tables, np.ndarray):
        return [Table.crossed("0", tables)]
    if not isinstance(tables, Mapping):
        tables = {str(i): table for i, table in enumerate(arguments.sequence(tables, where="tables"))}
    made = [t if isinstance(t, Table) else Table.crossed(key, t) for key, t in tables.items()]
    if len({t.name for t in made}) != len(made):
        raise InconsistentError("two tables have the same name", where="tables")
    return made


@dataclass(frozen=True, eq=False)
class Publication:
    """All tables over one set of finest cells: ``figures`` (m, c), ``counts`` (c, categories)."""

    tables: list[Table]
    figures: Whole
    counts: Whole
    cells: tuple[Hashable, ...]

    @classmethod
    def join(cls, tables: Tables) -> "Publication":
        """Lay the tables over one another. Raises InconsistentError where a shared cell differs."""
        parts = as_tables(tables)
        if not parts:
            raise MissingError("no table given", where="tables")
        if len({t.counts.shape[1] for t in parts}) > 1:
            raise WrongShapeError("the tables count different numbers of categories", where="tables")
        place = {c: j for j, c in enumerate(dict.fromkeys(c for t in parts for c in t.cells))}
        counts = np.full((len(place), parts[0].counts.shape[1]), -1, dtype=np.int64)
        blocks = []
        for table in parts:
            at = np.array([place[c] for c in table.cells], dtype=np.int64)
            if ((counts[at] >= 0) & (counts[at] != table.counts)).any():
                raise InconsistentError("a cell shared with another table has other counts", where=table.name)
            counts[at] = table.counts
            block = np.zeros((table.figures.shape[0], len(place)), dtype=np.int64)
            block[:, at] = table.figures
            blocks.append(block)
        return cls(parts, np.vstack(blocks), counts, tuple(place))

    @property
    def persons(self) -> Whole:
        """Persons of each finest cell, (c,)."""
        return np.asarray(self.counts.sum(axis=1))

    def address(self, row: int) -> tuple[str, int]:
        """The table and the place in its flattened grid of figure ``row``."""
        parts = zip(self.tables, self.rows_of_tables(), strict=True)
        return next((t.name, int(row - rows[0])) for t, rows in parts if rows.size and row <= rows[-1])

    def rows_of_tables(self) -> list[Whole]:
        """The numbers of each table's figures."""
        ends = np.cumsum([t.figures.shape[0] for t in self.tables])
        return np.split(np.arange(ends[-1]), ends[:-1])

    def mask(self, shown: Whole, minimum: int) -> Mask:
        """The flat ``shown`` (m,) cut into the tables' grids."""
        parts = zip(self.tables, self.rows_of_tables(), strict=True)
        return Mask({table.name: shown[rows].reshape(table.grid) for table, rows in parts}, minimum)

    def flat(self, mask: MaskLike) -> Whole:
        """``mask`` as one ``Show`` value per figure, (m,); None shows all, True means FULL."""
        if mask is None:
            return np.full(self.figures.shape[0], int(Show.FULL))
        parts = []
        named = mask if isinstance(mask, Mask) else arguments.mapping(mask, where="mask")
        for table in self.tables:
            if not isinstance(named, Mask) and table.name not in named:
                raise UnknownNameError(f"no table {table.name!r} in the mask", where="mask")
            given = arguments.array(named[table.name], where=table.name)
            if given.size != table.figures.shape[0]:
                raise WrongShapeError(f"expected grid {table.grid}, got {given.shape}", where=table.name)
            shown = np.where(given, int(Show.FULL), int(Show.NOTHING)) if given.dtype == bool else given
            parts.append(arguments.whole(shown.reshape(-1), where=table.name))
            if (parts[-1] > Show.FULL).any():
                raise OutOfRangeError(f"must be one of {[int(s) for s in Show]}", where=table.name)
        return np.concatenate(parts)
