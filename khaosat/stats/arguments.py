"""What comes in is checked here, once: every wrong argument gets a named error that says where."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from khaosat.stats.errors import (
    InconsistentError,
    NegativeError,
    NotFiniteError,
    NotNumericError,
    NotWholeError,
    OutOfRangeError,
    WrongShapeError,
    WrongTypeError,
)

Kind = TypeVar("Kind")
_LARGEST_EXACT = 2**53


def array(values: ArrayLike, *, where: str) -> NDArray[Any]:
    """``values`` as an array of whatever they hold. Raises WrongShapeError where rows have unequal lengths."""
    try:
        return np.asarray(values)
    except ValueError:
        raise WrongShapeError("rows have unequal lengths", where=where) from None


def instance(value: object, kind: type[Kind], *, where: str) -> Kind:
    """``value`` if it is one of ``kind``, else WrongTypeError."""
    if not isinstance(value, kind):
        raise WrongTypeError(f"must be a {kind.__name__}, got {type(value).__name__}", where=where)
    return value


def mapping(value: object, *, where: str) -> Mapping[Any, Any]:
    """``value`` if it maps names to something, else WrongTypeError."""
    if not isinstance(value, Mapping):
        raise WrongTypeError(f"must be a mapping, got {type(value).__name__}", where=where)
    return value


def sequence(value: object, *, where: str) -> list[Any]:
    """What a list, tuple or array holds, else WrongTypeError (text is no list of letters)."""
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        raise WrongTypeError(f"must be a list, got {type(value).__name__}", where=where)
    return list(value)


def real(values: ArrayLike, *, where: str, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """``values`` as finite floats; ``shape`` asks for exactly that shape.

    Raises NotNumericError, NotFiniteError, WrongShapeError.
    """
    checked = _numeric(values, where=where).astype(np.float64)
    if not np.isfinite(checked).all():
        raise NotFiniteError(f"holds NaN or infinity{_place(~np.isfinite(checked))}", where=where)
    if shape is not None and checked.shape != shape:
        raise WrongShapeError(f"expected shape {shape}, got {checked.shape}", where=where)
    return checked


def non_negative(values: ArrayLike, *, where: str, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """``values`` as finite floats of at least zero (variances, weights). Raises NegativeError too."""
    checked = real(values, where=where, shape=shape)
    if (checked < 0).any():
        raise NegativeError(f"holds a value below zero{_place(checked < 0)}", where=where)
    return checked


def positive(values: ArrayLike, *, where: str, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """``values`` as finite floats above zero (design effects). Raises OutOfRangeError too."""
    checked = real(values, where=where, shape=shape)
    if (checked <= 0).any():
        raise OutOfRangeError(f"must be above zero{_place(checked <= 0)}", where=where)
    return checked


def whole(values: ArrayLike, *, where: str, shape: tuple[int, ...] | None = None) -> NDArray[np.int64]:
    """``values`` as whole numbers of at least zero. Floats are taken if they are whole.

    Raises NotNumericError, NotFiniteError, NotWholeError, NegativeError, WrongShapeError.
    """
    raw = _numeric(values, where=where)
    if raw.dtype.kind == "f":
        if not np.isfinite(raw).all():
            raise NotFiniteError(f"holds NaN or infinity{_place(~np.isfinite(raw))}", where=where)
        if (raw != np.floor(raw)).any():
            raise NotWholeError(f"must be whole numbers{_place(raw != np.floor(raw))}", where=where)
    if (raw < 0).any():
        raise NegativeError(f"holds a count below zero{_place(raw < 0)}", where=where)
    if (raw > _LARGEST_EXACT).any():
        raise OutOfRangeError(f"holds a count above 2^53{_place(raw > _LARGEST_EXACT)}", where=where)
    checked = raw.astype(np.int64)
    if shape is not None and checked.shape != shape:
        raise WrongShapeError(f"expected shape {shape}, got {checked.shape}", where=where)
    return checked


def mask(values: ArrayLike, *, where: str, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """``values`` as True and False of that shape. Raises NotNumericError for another type, WrongShapeError."""
    raw = array(values, where=where)
    if raw.dtype.kind != "b" and raw.size:
        raise NotNumericError(f"must hold True and False, got {raw.dtype}", where=where)
    if raw.shape != shape:
        raise WrongShapeError(f"expected shape {shape}, got {raw.shape}", where=where)
    return raw.astype(np.bool_)


def count(value: object, *, where: str, least: int = 0) -> int:
    """``value`` as one whole number of at least ``least``; a float is refused even when whole.

    Raises NotWholeError, OutOfRangeError.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise NotWholeError(f"must be a whole number of type int, got {value!r}", where=where)
    if value < least:
        raise OutOfRangeError(f"must be at least {least}, got {value}", where=where)
    return int(value)


def number(
    value: object,
    *,
    where: str,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
) -> float:
    """``value`` as one finite float with ``above`` < value, ``least`` <= value, value < ``below``.

    Raises NotNumericError, NotFiniteError, OutOfRangeError.
    """
    result = value if type(value) is float and isfinite(value) else _one(value, where=where)
    if above is not None and not result > above:
        raise OutOfRangeError(f"must be above {above:g}, got {result:g}", where=where)
    if least is not None and result < least:
        raise OutOfRangeError(f"must be at least {least:g}, got {result:g}", where=where)
    if below is not None and not result < below:
        raise OutOfRangeError(f"must be below {below:g}, got {result:g}", where=where)
    return result


def _one(value: object, *, where: str) -> float:
    checked = real(value, where=where)  # type: ignore[arg-type]  # real() judges what it gets
    if checked.ndim:
        raise WrongShapeError(f"must be one number, got shape {checked.shape}", where=where)
    return float(checked)


def level(value: object, *, where: str = "level") -> float:
    """A confidence level or another probability strictly between 0 and 1."""
    return number(value, where=where, above=0.0, below=1.0)


def at_most(part: NDArray[Any], total: NDArray[Any], *, where: str, of: str) -> None:
    """Raise InconsistentError where ``part`` exceeds ``total``; both already broadcast together."""
    if (part > total).any():
        raise InconsistentError(f"exceeds {of}{_place(part > total)}", where=where)


def broadcast(*arrays: NDArray[Any], where: str) -> list[NDArray[Any]]:
    """The arrays brought to one shape. Raises WrongShapeError where that is impossible."""
    try:
        return [np.asarray(a) for a in np.broadcast_arrays(*arrays)]
    except ValueError:
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise WrongShapeError(f"shapes do not fit together: {shapes}", where=where) from None


def _numeric(values: ArrayLike, *, where: str) -> NDArray[Any]:
    raw = array(values, where=where)
    if raw.size == 0 and raw.dtype.kind == "f":
        return raw
    if raw.dtype.kind not in "iuf":
        raise NotNumericError(f"must hold numbers, got {raw.dtype}", where=where)
    return raw


def _place(wrong: NDArray[np.bool_]) -> str:
    if wrong.ndim == 0:
        return ""
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f" at {first if len(first) > 1 else first[0]} ({int(wrong.sum())} in all)"
