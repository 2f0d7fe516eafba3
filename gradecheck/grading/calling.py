"""The functions of a student as the checker calls them: batches of points, each batch a job in the sandbox.

Jobs get inputs and upstream gradients and return arrays; what the values should be stays here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import TypeVar

from ..differences.point import Array, NotNumbers, Outcome, Point, Raised, Returned
from ..problem.parts import CodePart
from ..sandbox import outcome as o
from ..sandbox.limits import Limits
from ..sandbox.process import run
from ..sandbox.request import Call
from ..sandbox.returned import NotNumbers as Other
from ..sandbox.values import Argument, Kept, Opaque
from .returning import gradients_in, outputs_in, value_in

Each = TypeVar("Each")
CACHE = "cache"
MOST_OWN_CALLS = 250
"""Points in one job, of a student's own forward."""

BUDGET = 8
"""How many times the seconds of one job all jobs of one file may take together."""


def portions(points: Sequence[Each], most: int) -> Iterator[list[Each]]:
    """Lists of points, each made when it is wanted: all arrays of one are there at the same time."""
    left = iter(points)
    while some := list(islice(left, most)):
        yield some


def as_outcome(
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
        for some in portions(points, MOST_OWN_CALLS):
            tell = tuple(range(self.outputs)) if cached else None
            calls = [Call(own.function, self._given(own.arguments, p, None), tell=tell) for p in some]
            done = self._run(self.source, calls, "forward")
            read = [as_outcome(call, lambda v: outputs_in(v, self.outputs, cached), "forward") for call in done]
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
                value = as_outcome(call, lambda v: value_in(v, self.outputs))
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
