"""What a student's function returned, taken for numbers. Runs in the grader, on decoded values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import wire
from .values import Opaque, Value, named


@dataclass(frozen=True, slots=True)
class NotNumbers:
    """What was returned instead of numbers: ``what`` completes "it returned …"."""

    what: str


def arrays_of(value: Value) -> tuple[NDArray[Any], ...] | NotNumbers:
    """The arrays in a returned value.

    A tuple is several values, and so is a list of arrays; a list of numbers (or of lists of them) is one
    array, and a number is an array of no dimension.

    >>> arrays_of(([1, 2], 0.5))
    (array([1, 2]), array(0.5))
    >>> arrays_of((0.5, None))
    NotNumbers(what='None at position 1')
    """
    match value:
        case tuple():
            several: tuple[Value, ...] = value
        case list() if value and all(isinstance(entry, np.ndarray) for entry in value):
            several = tuple(value)
        case _:
            one = array_of(value)
            return one if isinstance(one, NotNumbers) else (one,)
    arrays = []
    for n, entry in enumerate(several):
        array = array_of(entry)
        if isinstance(array, NotNumbers):
            return NotNumbers(f"{array.what} at position {n}")
        arrays.append(array)
    return tuple(arrays)


def array_of(value: Value) -> NDArray[Any] | NotNumbers:
    """One value as an array.

    >>> array_of([[1], [2, 3]])
    NotNumbers(what='a list with rows of unequal length')
    """
    match value:
        case np.ndarray():
            return value
        case bool() | int() | float() | complex():
            return np.array(value)
        case list() | tuple():
            return _rows(value)
        case Opaque(what=what):
            return NotNumbers(what)
    return NotNumbers(named(value))


def _rows(value: list[Value] | tuple[Value, ...]) -> NDArray[Any] | NotNumbers:
    kind = named(value)
    level: list[Value] = [*value]
    for _ in range(wire.MOST_DIMENSIONS):
        for entry in level:
            if not isinstance(entry, bool | int | float | complex | list | tuple | np.ndarray):
                inside = entry.what if isinstance(entry, Opaque) else named(entry)
                return NotNumbers(f"{kind} with {inside} in it")
        level = [entry for row in level if isinstance(row, list | tuple) for entry in row]
    if level:
        return NotNumbers(f"{kind} nested too deep")
    try:
        array = np.array(value)
    except ValueError:
        return NotNumbers(f"{kind} with rows of unequal length")
    return array if array.dtype.kind != "O" else NotNumbers("whole numbers too large for an array")
