"""An author's forward as the checker calls it, plain and with one slip each: in the sandbox, many points a job.

The author is trusted no more than a student, and the two never run in one job.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..autodiff.numeric import value
from ..differences.point import Array, NotNumbers, Outcome, Point, Returned
from ..differences.slipped import Asked, Slipping, slip_arguments
from ..differences.slips import HELD, spotted
from ..errors import AuthorError
from ..notation.expr import SCALAR, Shape
from ..notation.scope import Scope
from ..problem.parts import CodePart, GraphForward, PythonForward
from ..sandbox import outcome as o
from ..sandbox.limits import Limits
from ..sandbox.process import run
from ..sandbox.request import Call
from ..sandbox.returned import NotNumbers as Other
from ..sandbox.returned import arrays_of
from ..sandbox.values import Argument, Value
from .calling import as_outcome, portions

FORWARD = "forward"
AUTHOR_SECONDS = 60.0
MOST_AT_ONCE, MOST_SLIPS_AT_ONCE = 500, 4000
"""Points in one job, without slips and with them."""


def forward_of(part: CodePart, scope: Scope, *, trust: bool) -> Callable[[Sequence[Point]], list[Outcome]]:
    """The author's forward as a batch function."""
    match part.forward:
        case GraphForward() as forward:
            return _graph_forward(forward, scope)
        case PythonForward() as forward:
            return _python_forward(forward, trust)


def _graph_forward(forward: GraphForward, scope: Scope) -> Callable[[Sequence[Point]], list[Outcome]]:
    """A node of the problem's own graph, evaluated in this process."""

    def many(points: Sequence[Point], /) -> list[Outcome]:
        found: list[Outcome] = []
        for point in points:
            inputs = {name: as_matrix(x, scope, name) for name, x in point.inputs.items()}
            with np.errstate(all="ignore"):
                result = value(scope, forward.output, inputs)
            found.append(Returned((as_given(result, scope, forward.output, forward.flat),)))
        return found

    return many


def as_matrix(array: Array, scope: Scope, name: str) -> Array:
    """An array as the graph has it, with two dimensions."""
    rows, columns = _shape(scope, name)
    if (rows, columns) == SCALAR:
        return np.asarray(array, dtype=np.float64).reshape(1, 1)
    if np.ndim(array) == 2:
        return np.asarray(array, dtype=np.float64)
    return np.asarray(array, dtype=np.float64).reshape((-1, 1) if columns == 1 else (1, -1))


def as_given(matrix: Array, scope: Scope, name: str, flat: bool) -> Array:
    """An array as a student has it: vectors flat, scalars without dimensions."""
    shape = _shape(scope, name)
    if shape == SCALAR:
        return matrix.reshape(())
    return matrix.ravel() if flat and 1 in shape else matrix


def _shape(scope: Scope, name: str) -> Shape:
    declared = scope.get(name)
    return declared.shape if declared else SCALAR


def _python_forward(forward: PythonForward, trust: bool) -> Callable[[Sequence[Point]], list[Outcome]]:
    """The author's function in the sandbox: many points in a call, or one each where something fails."""

    def many(points: Sequence[Point], /) -> list[Outcome]:
        found: list[Outcome] = []
        for some in portions(points, MOST_AT_ONCE):
            done = called(forward.source + _AT_ONCE, [Call("forward_at_once", _at_once(some))])
            made = done[0].value if done and isinstance(done[0], o.Returned) else None
            if isinstance(made, list) and len(made) == len(some):
                found += [_read(result) for result in made]
            else:
                calls = [Call("forward", tuple(point.inputs.values())) for point in some]
                found += [as_outcome(call, arrays_of) for call in called(forward.source, calls)]
        return found

    def called(source: str, calls: Sequence[Call]) -> tuple[o.CallOutcome, ...]:
        done = run(source, "forward.py", calls, Limits(seconds=AUTHOR_SECONDS), trust=trust)
        if done.failure is not None:
            raise AuthorError(f"the forward of the problem failed: {_failure_words(done.failure)}")
        return done.calls

    return many


def slipping_of(part: CodePart, *, trust: bool) -> Slipping | None:
    """The author's function with one slip each, in the sandbox; ``None`` for a node of the graph."""
    if not isinstance(part.forward, PythonForward):
        return None
    found = spotted(part.forward.source, FORWARD)
    if found is None:
        return None
    source = found.source

    def run_slips(asked: Sequence[Asked]) -> list[Outcome]:
        made: list[Outcome] = []
        for some in portions(asked, MOST_SLIPS_AT_ONCE):
            arguments = slip_arguments(some)
            limits = Limits(seconds=AUTHOR_SECONDS)
            done = run(source, "forward.py", [Call(HELD, arguments)], limits, trust=trust)
            value = done.calls[0].value if done.calls and isinstance(done.calls[0], o.Returned) else None
            results = value if isinstance(value, list) and len(value) == len(some) else [None] * len(some)
            made += [_read(result) for result in results]
        return made

    return Slipping(found.slips, run_slips)


_AT_ONCE = """

def forward_at_once(table, rows):
    fresh = lambda value: value.copy() if hasattr(value, "copy") else value
    return [forward(*[fresh(table[k]) for k in row]) for row in rows]
"""


def _at_once(points: Sequence[Point]) -> tuple[Argument, ...]:
    """The arguments of many calls: each array once, and for each call which ones it takes."""
    table: list[Argument] = []
    known: dict[int, int] = {}
    rows: list[list[int]] = []
    for point in points:
        row: list[int] = []
        for array in point.inputs.values():
            if id(array) not in known:
                known[id(array)] = len(table)
                table.append(array)
            row.append(known[id(array)])
        rows.append(row)
    return table, np.array(rows)


def _read(result: Value) -> Outcome:
    arrays = arrays_of(result)
    return NotNumbers(arrays.what) if isinstance(arrays, Other) else Returned(arrays)


def _failure_words(failure: o.Failure) -> str:
    match failure:
        case o.TimedOut(seconds=seconds):
            return f"it did not end within {seconds:g} seconds"
        case o.MemoryExceeded():
            return "it asked for too much memory"
        case o.Raised(type=kind, message=message):
            return f"{kind}: {message}"
    return "its process ended"
