"""Everything that can be wrong with the input of a statistic: one small class each.

Each error says what is wrong (``str``), where (``where``: the argument's name)
and, where it helps, carries named details (``details``). All are ``ValueError``,
so that nobody has to know this module to catch them; numpy's own exceptions
never leave the package.
"""

from typing import ClassVar


class StatsError(ValueError):
    """The input of a statistic is wrong; ``code`` names the kind for programs."""

    code: ClassVar[str] = "stats"

    def __init__(self, message: str, *, where: str = "", **details: object) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
        self.details = details


class WrongShapeError(StatsError):
    """An array has another number of dimensions, columns or rows than it must have."""

    code = "wrong_shape"


class WrongTypeError(StatsError):
    """Something is not of the kind that is asked for (no mapping, no table, no result of this package)."""

    code = "wrong_type"


class NotNumericError(StatsError):
    """Something that should hold numbers holds something else."""

    code = "not_numeric"


class NotFiniteError(StatsError):
    """A value is NaN or infinite."""

    code = "not_finite"


class NotWholeError(StatsError):
    """A value that counts something is not a whole number."""

    code = "not_whole"


class NegativeError(StatsError):
    """A count, variance or weight is below zero."""

    code = "negative"


class OutOfRangeError(StatsError):
    """A value lies outside what its meaning allows (a share above one, a level of two)."""

    code = "out_of_range"


class InconsistentError(StatsError):
    """Two arguments contradict each other (more successes than trials)."""

    code = "inconsistent"


class UnknownNameError(StatsError):
    """A name (of a method, an index, a stratum, a column) that is not known here."""

    code = "unknown_name"


class MissingError(StatsError):
    """Something the statistic needs is not there (a column, a category, a total)."""

    code = "missing"


class TooFewError(StatsError):
    """There are too few observations, items or groups for the statistic to exist."""

    code = "too_few"


class EmptyMarginError(StatsError):
    """A margin asks for people of a kind of whom the sample has none."""

    code = "empty_margin"


class NotEstimableError(StatsError):
    """The data cannot say it: a single unit in a stratum, a singular matrix."""

    code = "not_estimable"


class NotConvergedError(StatsError):
    """An iteration reached its limit without an answer."""

    code = "not_converged"
