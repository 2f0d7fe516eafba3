"""What formulas come to at the inputs where a function is tried, and which formulas are about its gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from time import monotonic

import numpy as np
from flint import ctx, fmpq

from ..algebra.balls import Evaluation, Position, defined
from ..algebra.balls import Point as At
from ..algebra.values import Exact, NoValue
from ..differences.judge import apart
from ..differences.point import Array, Point
from ..differences.survey import Station
from ..notation.expr import Apply, Expr, Name, Number, Reduction
from ..notation.names import exact_key
from ..notation.scope import Declared, Scope
from ..problem.parts import CodePart
from .forwards import as_matrix
from .reference import reference

MOST_PLACES = 6
MOST_ENTRIES = 400
"""Of all inputs of a place together; formulas are evaluated one entry at a time."""
SECONDS = 2.0
BITS = 64


def places(part: CodePart, scope: Scope, seed: int, trust: bool) -> tuple[Station, ...]:
    """A few of the places where a function is judged, one of each kind of input."""
    known = reference(part, scope, seed, trust)
    firsts = [region.stations[0] for region in known.survey.regions if region.stations]
    small = (one for one in firsts if sum(map(np.size, one.place.point.inputs.values())) <= MOST_ENTRIES)
    return tuple(small)[:MOST_PLACES]


@lru_cache(maxsize=256)
def is_gradient(part: CodePart, name: str, expected: Expr, scope: Scope, seed: int, trust: bool) -> bool:
    """Whether a formula is what the function is to return as the gradient of ``name``, at all places."""
    found = places(part, scope, seed, trust)
    deadline = monotonic() + SECONDS
    return bool(found) and all(_is_gradient(part, name, expected, scope, one, deadline) for one in found)


def _is_gradient(
    part: CodePart, name: str, expected: Expr, scope: Scope, station: Station, deadline: float
) -> bool:
    point = station.place.point
    said = formula_value(expected, scope, arguments(part, point), deadline)
    array = np.asarray(point.inputs[name])
    if said is None or name not in station.blocks or not has_shape(array, said):
        return False
    off, allowed = apart(station, name, said.reshape(array.shape))
    return bool(np.all(off <= allowed))


def arguments(part: CodePart, point: Point) -> dict[str, Array]:
    """Inputs and upstream gradients by name."""
    return {**point.inputs, **dict(zip(part.upstream, point.upstream, strict=False))}


def has_shape(array: Array, said: Array) -> bool:
    """Whether an array is laid out like the value of a formula; a flat one may be a row or a column."""
    if np.ndim(array) == 2:
        return np.shape(array) == said.shape
    return np.size(array) == said.size and 1 in said.shape


def formula_value(formula: Expr, scope: Scope, inputs: Mapping[str, Array], deadline: float) -> Array | None:
    """The value of a formula, in bounded time; ``None`` where it has none, or cannot be told the inputs."""
    try:
        given = _Given.of(scope, inputs)
        with ctx.workprec(BITS):
            at = At(given.dims, {}, given.values)
            found = defined(Evaluation(scope, at, deadline).of(formula, {}))
            entries = [float(entry.mid()) for entry in found.entries]
    except (NoValue, _Unfit, RecursionError):
        return None
    return np.array(entries).reshape(found.rows, found.columns)


class _Unfit(Exception):
    """The arrays of a function are not laid out like the names of the problem."""


@dataclass(frozen=True, slots=True)
class _Given:
    """Inputs of a function as values of the problem's names."""

    dims: dict[str, int]
    values: dict[Position, Exact]

    @classmethod
    def of(cls, scope: Scope, inputs: Mapping[str, Array]) -> _Given:
        """Raises ``_Unfit`` where a size would be two numbers. What the problem does not know is left out."""
        spelt = {exact_key(each): one for one in scope.names for each in (one.name, *one.aliases)}
        found = cls({}, {})
        for name, array in inputs.items():
            declared = spelt.get(exact_key(name))
            if declared is not None:
                found._enter(scope, declared, array)
        return found

    def _enter(self, scope: Scope, declared: Declared, array: Array) -> None:
        try:
            matrix = as_matrix(array, scope, declared.name)
        except (TypeError, ValueError):
            raise _Unfit from None
        for dim, size in zip(declared.shape, matrix.shape, strict=False):
            known = self.dims.setdefault(dim, size) if isinstance(dim, str) else dim
            if known != size:
                raise _Unfit
        if matrix.ndim != 2:
            raise _Unfit
        for (name, k), part in _parts(declared, matrix):
            self.values[name, k] = Exact(part.shape[0], part.shape[1], tuple(map(_exact, part.ravel())))


def _parts(declared: Declared, matrix: Array) -> Iterator[tuple[Position, Array]]:
    """The name itself, or the names of examples that are stacked in it, as columns or rows."""
    match declared.definition:
        case None if declared.batch is None:
            yield (declared.name, None), matrix
        case Reduction(op="stack") as stack:
            yield from _examples(stack, matrix)
        case Apply(op="transpose", args=(Reduction(op="stack") as stack,)):
            yield from _examples(stack, matrix.T)
        case _:
            raise _Unfit


def _examples(stack: Reduction, matrix: Array) -> Iterator[tuple[Position, Array]]:
    if not isinstance(stack.body, Name) or not isinstance(stack.lower, Number):
        raise _Unfit
    for k in range(matrix.shape[1]):
        yield (stack.body.name, int(stack.lower.value) + k), matrix[:, k : k + 1]


def _exact(entry: float) -> fmpq:
    value = Fraction(float(entry))
    return fmpq(value.numerator, value.denominator)
