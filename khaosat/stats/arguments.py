"""What comes in is checked here, once: every wrong argument gets a named error that says where."""

from typing import Any

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
)

_LARGEST_EXACT = 2**53


def real(values: ArrayLike, *, where: str, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """``values`` as finite floats; ``shape`` asks for exactly that shape.

    Raises NotNumericError, NotFiniteError, WrongShapeError.
    """
    array = _numeric(values, where=where).astype(np.float64)
    if not np.isfinite(array).all():
        raise NotFiniteError(f"holds NaN or infinity{_place(~np.isfinite(array))}", where=where)
    if shape is not None and array.shape != shape:
        raise WrongShapeError(f"expected shape {shape}, got {array.shape}", where=where)
    return array


def non_negative(values: ArrayLike, *, where: str, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """``values`` as finite floats of at least zero (variances, weights). Raises NegativeError too."""
    array = real(values, where=where, shape=shape)
    if (array < 0).any():
        raise NegativeError(f"holds a value below zero{_place(array < 0)}", where=where)
    return array


def positive(values: ArrayLike, *, where: str, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """``values`` as finite floats above zero (design effects). Raises OutOfRangeError too."""
    array = real(values, where=where, shape=shape)
    if (array <= 0).any():
        raise OutOfRangeError(f"must be above zero{_place(array <= 0)}", where=where)
    return array


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
    array = raw.astype(np.int64)
    if shape is not None and array.shape != shape:
        raise WrongShapeError(f"expected shape {shape}, got {array.shape}", where=where)
    return array


def mask(values: ArrayLike, *, where: str, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """``values`` as True and False of that shape. Raises NotNumericError for another type, WrongShapeError."""
    array = np.asarray(values)
    if array.dtype.kind != "b" and array.size:
        raise NotNumericError(f"must hold True and False, got {array.dtype}", where=where)
    if array.shape != shape:
        raise WrongShapeError(f"expected shape {shape}, got {array.shape}", where=where)
    return array.astype(np.bool_)


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
    array = real(value, where=where)  # type: ignore[arg-type]  # real() judges what it gets
    if array.ndim:
        raise WrongShapeError(f"must be one number, got shape {array.shape}", where=where)
    result = float(array)
    if above is not None and not result > above:
        raise OutOfRangeError(f"must be above {above:g}, got {result:g}", where=where)
    if least is not None and result < least:
        raise OutOfRangeError(f"must be at least {least:g}, got {result:g}", where=where)
    if below is not None and not result < below:
        raise OutOfRangeError(f"must be below {below:g}, got {result:g}", where=where)
    return result


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
    try:
        array = np.asarray(values)
    except ValueError:
        raise WrongShapeError("rows have unequal lengths", where=where) from None
    if array.size == 0 and array.dtype.kind == "f":
        return array
    if array.dtype.kind not in "iuf":
        raise NotNumericError(f"must hold numbers, got {array.dtype}", where=where)
    return array


def _place(wrong: NDArray[np.bool_]) -> str:
    if wrong.ndim == 0:
        return ""
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f" at {first if len(first) > 1 else first[0]} ({int(wrong.sum())} in all)"
