"""What a backward must give before its numbers are looked at, and what is told besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .point import Array, NotNumbers, Outcome, Point, Raised, Returned


@dataclass(frozen=True, slots=True)
class Failed:
    """The call did not come back with arrays."""

    outcome: Raised | NotNumbers
    fatal: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class WrongCount:
    """There are more or fewer gradients than asked for."""

    given: int
    needed: int
    fatal: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no gradient for this input: None was given."""

    name: str
    fatal: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class WrongShape:
    """The gradient does not have the shape of its input."""

    name: str
    given: tuple[int, ...]
    needed: tuple[int, ...]
    fatal: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NotReal:
    """The gradient is not made of real numbers."""

    name: str
    dtype: str
    fatal: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NotFinite:
    """Some entries are NaN or infinite; ``first`` is the place of the first of ``count``."""

    name: str
    count: int
    first: tuple[int, ...]
    fatal: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NotRepeatable:
    """Called again at the same point, it gives something else."""

    fatal: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class OddType:
    """Truth values, integers or floats of low precision: judged as numbers all the same."""

    name: str
    dtype: str
    fatal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Mutated:
    """An input, or the upstream gradient (named ``upstream``), was changed in place."""

    name: str
    fatal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Aliased:
    """The gradient of ``name`` shares memory with the input ``source``: who changes one changes the other."""

    name: str
    source: str
    fatal: ClassVar[bool] = False


Finding = (
    Failed
    | WrongCount
    | Missing
    | WrongShape
    | NotReal
    | NotFinite
    | NotRepeatable
    | OddType
    | Mutated
    | Aliased
)


def findings(outcome: Outcome, point: Point, wrt: tuple[str, ...]) -> Iterator[Finding]:
    """All that is odd about one call.

    >>> list(findings(Returned((np.ones(2), None)), Point({"w": np.ones(2), "b": np.ones(1)}), ("w", "b")))
    [Missing(name='b')]
    """
    if not isinstance(outcome, Returned):
        yield Failed(outcome)
        return
    if len(outcome.arrays) != len(wrt):
        yield WrongCount(len(outcome.arrays), len(wrt))
        return
    for name, array in zip(wrt, outcome.arrays, strict=True):
        yield from _of_array(name, array, np.shape(point.inputs[name]))
    yield from map(Mutated, outcome.mutated)
    yield from (Aliased(wrt[k], source) for k, source in outcome.aliases)


def _of_array(name: str, array: Array | None, shape: tuple[int, ...]) -> Iterator[Finding]:
    if array is None:
        yield Missing(name)
    elif array.dtype.kind not in "fiub":
        yield NotReal(name, str(array.dtype))
    elif array.shape != shape:
        yield WrongShape(name, array.shape, shape)
    else:
        broken = np.argwhere(~np.isfinite(array))
        if len(broken):
            yield NotFinite(name, len(broken), tuple(int(n) for n in broken[0]))
        if array.dtype.kind != "f" or array.dtype.itemsize < 8:
            yield OddType(name, str(array.dtype))


def same(one: Outcome, other: Outcome) -> bool:
    """Whether two calls at one point gave the same, to twelve digits; failed calls count as the same."""
    if not isinstance(one, Returned) or not isinstance(other, Returned):
        return type(one) is type(other)
    return len(one.arrays) == len(other.arrays) and all(
        _same(a, b) for a, b in zip(one.arrays, other.arrays, strict=True)
    )


def _same(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    if a.dtype.kind not in "fc":
        return bool(np.array_equal(a, b))
    known = np.isfinite(a) & np.isfinite(b)
    with np.errstate(all="ignore"):
        apart = float(np.max(np.abs(a - b), where=known, initial=0.0))
    size = float(np.max(np.abs(a), where=known, initial=0.0))
    return bool(np.array_equal(np.isfinite(a), np.isfinite(b)) and apart <= 1e-12 * size)
