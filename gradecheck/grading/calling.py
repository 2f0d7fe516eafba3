"""Functions of an author and of a student as the checker calls them: batches of points, each batch a job.

Neither is trusted, so both run in the sandbox, and never in one job. Jobs get inputs and upstream gradients and
return arrays; what the values should be stays here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import TypeVar

import numpy as np

from ..autodiff.numeric import value
from ..differences.point import Array, NotNumbers, Outcome, Point, Raised, Returned
from ..differences.slipped import Asked, Slipping, slip_arguments
from ..differences.slips import HELD, spotted
from ..errors import AuthorError
from ..notation.expr import SCALAR, Shape
from ..notation.scope import Scope
from ..problem.model import CodePart, GraphForward, PythonForward
from ..sandbox import outcome as o
from ..sandbox.limits import Limits
from ..sandbox.process import run
from ..sandbox.request import Call
from ..sandbox.returned import NotNumbers as Other
from ..sandbox.returned import arrays_of
from ..sandbox.values import Argument, Kept, Opaque, Value
from .returning import gradients_in, outputs_in, value_in

Each = TypeVar("Each")
CACHE, FORWARD = "cache", "forward"
AUTHOR_SECONDS = 60.0
MOST_AT_ONCE, MOST_OWN_CALLS, MOST_SLIPS_AT_ONCE = 500, 250, 4000
"""Points in one job, of an author's forward, of a student's and of an author's with slips."""

BUDGET = 8
"""How many times the seconds of one job all jobs of one file may take together."""


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
        for some in _portions(points, MOST_AT_ONCE):
            done = called(forward.source + _AT_ONCE, [Call("forward_at_once", _at_once(some))])
            made = done[0].value if done and isinstance(done[0], o.Returned) else None
            if isinstance(made, list) and len(made) == len(some):
                found += [_read(result) for result in made]
            else:
                calls = [Call("forward", tuple(point.inputs.values())) for point in some]
                found += [_as_outcome(call, arrays_of) for call in called(forward.source, calls)]
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
        for some in _portions(asked, MOST_SLIPS_AT_ONCE):
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


def _portions(points: Sequence[Each], most: int) -> Iterator[list[Each]]:
    """Lists of points, each made when it is wanted: all arrays of one are there at the same time."""
    left = iter(points)
    while some := list(islice(left, most)):
        yield some


def _as_outcome(
    call: o.CallOutcome, read: Callable[..., tuple[Array, ...] | Other], stage: str = "backward"
) -> Outcome:
    match call:
        case o.Raised():
            return raised(call, stage)
        case o.NotMade(why=why):
            return NotNumbers(why)
    arrays = read(call.value)
    return NotNumbers(arrays.what) if isinstance(arrays, Other) else Returned(arrays)


def raised(found: o.Raised, stage: str) -> Raised:
    """An exception of a job, with the direction that it came from."""
    where = "forward" if stage == "forward" else "backward"
    return Raised(found.type, found.message, found.line, found.source_line, where)  # type: ignore[arg-type]


@dataclass(slots=True)
class Student:
    """The functions of one file.

    ``failure`` is why the first job of either direction ended early, ``late`` the same of a later one.
    ``forbidden`` is the function that the backward called though it must not.
    """

    part: CodePart
    source: str
    filename: str
    outputs: int
    """How many outputs the forward has."""
    trust: bool = False
    failure: o.Failure | None = None
    late: o.Failure | None = None
    forbidden: str = ""
    _begun: set[str] = field(default_factory=set)
    _spent: float = 0.0
    _values: dict[int, Outcome] = field(default_factory=dict)
    """What was returned before the gradients, by the identity of the inputs."""

    def backward(self, points: Sequence[Point], /) -> list[Outcome]:
        """The gradients at each point; a cache is made by the student's own forward, for each call anew."""
        return self.called_each([(self.part.function, point) for point in points], self.source)

    def values(self, points: Sequence[Point], /) -> list[Outcome]:
        """What the backward returned before the gradients, where it was called at these points."""
        return [self._values.get(id(point.inputs), _LOST) for point in points]

    def forward(self, points: Sequence[Point], /) -> list[Outcome]:
        """The outputs of the student's own forward at each point."""
        own, cached = self.part.own, CACHE in self.part.arguments
        assert own is not None
        found: list[Outcome] = []
        for some in _portions(points, MOST_OWN_CALLS):
            tell = tuple(range(self.outputs)) if cached else None
            calls = [Call(own.function, self._given(own.arguments, p, None), tell=tell) for p in some]
            done = self._run(self.source, calls, "forward")
            read = [
                _as_outcome(call, lambda v: outputs_in(v, self.outputs, cached), "forward") for call in done
            ]
            found += [*read, *[_LOST] * (len(some) - len(done))]
        return found

    def called_each(self, asked: Sequence[tuple[str, Point]], source: str) -> list[Outcome]:
        """Backwards by the names that they have in ``source``, each at a point."""
        cached = CACHE in self.part.arguments
        calls: list[Call] = []
        for function, point in asked:
            if cached:
                calls.append(self._making_cache(point))
            calls.append(self.call(function, point, len(calls) - 1 if cached else None))
        done = self._run(source, calls, "backward")
        step = 2 if cached else 1
        if self.part.with_value and source == self.source:
            for (_, point), call in zip(asked, done[step - 1 :: step], strict=False):
                value = _as_outcome(call, lambda v: value_in(v, self.outputs))
                self._values.setdefault(id(point.inputs), value)
        found = [self.gradients(done[k : k + step]) for k in range(0, len(done) - step + 1, step)]
        return [*found, *[_LOST] * (len(asked) - len(found))]

    def _making_cache(self, point: Point) -> Call:
        own = self.part.own
        assert own is not None
        return Call(own.function, self._given(own.arguments, point, None), keep=True, tell=())

    def call(self, function: str, point: Point, kept: int | None) -> Call:
        """One call of a backward."""
        layout, writable = ("strided", True) if point.layout == "strided" else ("c", point.layout == "plain")
        given = self._given(self.part.arguments, point, kept)
        return Call(function, given, layout=layout, writable=writable)  # type: ignore[arg-type]

    def _given(self, names: Sequence[str], point: Point, kept: int | None) -> tuple[Argument, ...]:
        bundles = dict(self.part.bundles)
        upstream: dict[str, Argument] = dict(zip(self.part.upstream, point.upstream, strict=False))
        if len(self.part.upstream) == 1 and len(point.upstream) > 1:
            upstream = {self.part.upstream[0]: tuple(point.upstream)}

        def given(name: str) -> Argument:
            if name == CACHE and kept is not None:
                return Kept(kept, self.outputs)
            if name in bundles:
                return {each: given(each) for each in bundles[name]}
            if name in point.inputs:
                each: Argument = point.inputs[name]
                return each
            return upstream[name]

        return tuple(map(given, names))

    def _run(self, source: str, calls: Sequence[Call], direction: str) -> tuple[o.CallOutcome, ...]:
        first = direction not in self._begun
        self._begun.add(direction)
        watch = self.part.forbid if direction == "backward" else ()
        limits = Limits(seconds=self.part.seconds)
        if self.failure is not None or self._spent > BUDGET * limits.seconds:
            done = o.Run((), self.failure or o.TimedOut(limits.seconds))  # one file does not hold up all others
        else:
            started = monotonic()
            done = run(source, self.filename, calls, limits, trust=self.trust, watch=watch)
            self._spent += monotonic() - started
        if first:
            self.failure = self.failure or done.failure
        else:
            self.late = self.late or done.failure
        self._look_for_forbidden(calls, done.calls)
        return done.calls

    def _look_for_forbidden(self, calls: Sequence[Call], done: Sequence[o.CallOutcome]) -> None:
        for call, outcome in zip(calls, done, strict=False):
            if isinstance(outcome, o.Returned):
                for name, count in zip(self.part.forbid, outcome.counts, strict=False):
                    asked = name == call.function  # the forward that makes the cache is called once, by us
                    if count not in (0, int(asked)) and not self.forbidden:
                        self.forbidden = name

    def gradients(self, made: Sequence[o.CallOutcome]) -> Outcome:
        """What a backward returned, or why not; before it stands the call that made its cache, if any."""
        call = made[-1]
        if len(made) > 1 and isinstance(made[0], o.Raised):
            return raised(made[0], "forward")
        part = self.part
        match call:
            case o.NotMade():
                own = part.own.function if part.own else ""
                return Raised("", f"{own} returned no cache: return (out, cache)", stage="forward")
            case o.Raised():
                return raised(call, "backward")
        found = gradients_in(call.value, part.gradients, part.with_value)
        if isinstance(found, Other):
            return NotNumbers(found.what)
        arguments = [("upstream" if name in part.upstream else name) for name in part.arguments]
        mutated = tuple(dict.fromkeys(arguments[k] for k in call.mutated if arguments[k] != CACHE))
        shift = 1 if part.with_value else 0
        aliases = tuple(
            (k - shift, arguments[n])
            for k, n in call.aliases
            if arguments[n] not in ("upstream", CACHE)
            and 0 <= k - shift < len(part.gradients)
            and not isinstance(call.value, dict | Opaque)
        )
        return Returned(found, mutated, aliases)


_LOST = Raised("", "the process ended before this call")
