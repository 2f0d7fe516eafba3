"""What a student's function returned, as plain arrays. Runs in the child, beside the student's code."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import wire

# Taken before the student's code is loaded, which may put something else in their place.
_array, _ndarray, _generic = np.array, np.ndarray, np.generic

_MOST_ENTRIES = 1_000_000


class NotNumbers(Exception):
    """What was returned, to complete "it returned …"."""


def arrays_of(value: object) -> tuple[NDArray[Any], ...]:
    """The arrays in a returned value.

    A tuple is several values, and so is a list of arrays; a list of numbers (or of lists of them) is one
    array. Raises ``NotNumbers`` for all that is not numbers.

    >>> arrays_of(([1, 2], 0.5))
    (array([1, 2]), array(0.5))
    >>> arrays_of(None)
    Traceback (most recent call last):
        ...
    gradecheck.sandbox.returned.NotNumbers: None
    """
    match value:
        case tuple():
            several = value
        case list() if value and all(isinstance(entry, _ndarray) for entry in value):
            several = tuple(value)
        case _:
            return (_one(value),)
    if len(several) > wire.MOST_ITEMS:
        raise NotNumbers(f"a {type(value).__name__} of {len(several)} values")
    return tuple(_one(entry, within=f"at position {n} ") for n, entry in enumerate(several))


def _one(value: object, within: str = "") -> NDArray[Any]:
    """One value as an array of exactly the class ``ndarray``."""
    if isinstance(value, _ndarray | _generic):
        array = _array(value, copy=True, subok=False)
    elif isinstance(value, bool | int | float | complex | list | tuple):
        array = _from_python(value, within)
    else:
        raise NotNumbers(within + _named(value))
    if array.dtype.newbyteorder("<").str not in wire.DTYPES:
        raise NotNumbers(f"{within}an array of dtype {array.dtype}")
    if array.ndim > wire.MOST_DIMENSIONS:
        raise NotNumbers(f"{within}an array of {array.ndim} dimensions")
    return array


def _from_python(value: object, within: str) -> NDArray[Any]:
    budget = _MOST_ENTRIES
    level = [value]
    # Look at every entry, level by level, before NumPy does: it would call methods of the student's objects.
    for _ in range(wire.MOST_DIMENSIONS + 1):
        rows = [entry for entry in level if isinstance(entry, list | tuple)]
        for entry in level:
            if not isinstance(entry, bool | int | float | complex | list | tuple | _ndarray | _generic):
                raise NotNumbers(f"{within}a {type(value).__name__} with {_named(entry)} in it")
        budget -= sum(len(row) for row in rows)
        if budget < 0:
            raise NotNumbers(f"{within}a list of more than {_MOST_ENTRIES} numbers")
        if not rows:
            break
        level = [entry for row in rows for entry in row]
    else:
        raise NotNumbers(f"{within}a {type(value).__name__} nested too deep")
    try:
        array: NDArray[Any] = _array(value)
    except ValueError:
        raise NotNumbers(f"{within}a {type(value).__name__} with rows of unequal length") from None
    except OverflowError:
        array = _array(value, dtype=object)
    if array.dtype.kind == "O":
        raise NotNumbers(f"{within}whole numbers too large for an array")
    return array


def _named(value: object) -> str:
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"
