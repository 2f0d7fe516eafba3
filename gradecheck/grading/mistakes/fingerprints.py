"""The wrong answers of a part with what each comes to at one point, so that an answer is found among them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import isclose, isfinite

from flint import ctx

from ...algebra.balls import Evaluation, Point, Position, defined
from ...algebra.points import candidates as points_of
from ...algebra.points import needs_of
from ...algebra.values import NoValue, Value
from ...autodiff.mistakes.rule import Candidate, Question
from ...autodiff.mistakes.table import candidates
from ...notation.expr import Expr, Name
from ...problem.mistaken import question
from ...problem.model import NumericPart, Problem, SymbolicPart

BITS = 80
POINTS = 6
"""Points tried for one at which the right answer has a value other than 0."""
RELATIVE = 1e-11
MOST_PARTS = 256
"""How many parts one process keeps the wrong answers of."""

Print = tuple[int, int, tuple[float, ...]]
"""Rows, columns, and the entries at the point."""


@dataclass(eq=False)
class Place:
    """A point, and the values of names there."""

    point: Point
    known: dict[Position, Value] = field(default_factory=dict)


@dataclass(eq=False)
class Suspects:
    """The wrong answers of one part, made as they are needed, in the order of their rules."""

    question: Question
    condition: Expr | None = None
    found: list[tuple[Candidate, Print]] = field(default_factory=list)
    _places: list[Place] | None = None
    _rest: Iterator[Candidate] | None = None

    @property
    def places(self) -> list[Place]:
        """A few points at which the right answer has a value; the one that tells most comes first."""
        if self._places is None:
            scope = self.question.scope
            needs = needs_of(*(Name(each.name) for each in (*scope.names, *scope.indices)), scope=scope)
            drawn = map(Place, islice(points_of(scope, needs, "suspects", self.condition), POINTS))
            rated = [(self._zeros(place), n, place) for n, place in enumerate(drawn)]
            usable = [(zeros, n, place) for zeros, n, place in rated if zeros is not None]
            self._places = [place for *_, place in sorted(usable, key=lambda each: each[:2])]
        return self._places

    def _zeros(self, place: Place) -> int | None:
        """How many entries of the right answer are 0; None where it has no value."""
        found = self.print_at(self.question.right[0], place)
        return None if found is None else found[2].count(0.0)

    def print_at(self, expr: Expr, place: Place) -> Print | None:
        """What an expression comes to at a place; None where it has no value."""
        try:
            with ctx.workprec(BITS):
                value = defined(Evaluation(self.question.scope, place.point, known=place.known).of(expr, {}))
                entries = tuple(float(entry.mid()) for entry in value.entries)
        except (NoValue, RecursionError, OverflowError):
            return None
        return (value.rows, value.columns, entries) if all(map(isfinite, entries)) else None

    def like(self, expr: Expr) -> Iterator[Candidate]:
        """The wrong answers that have the value of ``expr`` at the first place."""
        if not self.places:
            return
        mine = self.print_at(expr, self.places[0])
        if mine is None:
            return
        for candidate, its in self.all():
            if same(mine, its):
                yield candidate

    def all(self) -> Iterator[tuple[Candidate, Print]]:
        """All wrong answers that have a value, with it."""
        if self._rest is None:
            self._rest = candidates(self.question)
        n = 0
        while True:
            if n < len(self.found):
                yield self.found[n]
                n += 1
                continue
            candidate = next(self._rest, None)
            if candidate is None:
                return
            value = self.print_at(candidate.expr, self.places[0]) if self.places else None
            if value is not None:
                self.found.append((candidate, value))


def same(one: Print, two: Print) -> bool:
    """Whether two have the same shape and the same entries, as far as floats tell."""
    if one[:2] != two[:2]:
        return False
    size = max(map(abs, one[2]), default=0.0)
    near = 1e-15 * size
    return all(isclose(a, b, rel_tol=RELATIVE, abs_tol=near) for a, b in zip(one[2], two[2], strict=True))


_KEPT: OrderedDict[tuple[int, int], tuple[Problem, object, Suspects]] = OrderedDict()


def suspects(problem: Problem, part: SymbolicPart | NumericPart) -> Suspects:
    """The wrong answers of a part; kept for the next answer."""
    return _kept(problem, part, lambda: _made(problem, part))


def _made(problem: Problem, part: SymbolicPart | NumericPart) -> Suspects:
    condition = part.condition if isinstance(part, SymbolicPart) else None
    return Suspects(question(problem, part), condition)


def _kept(problem: Problem, part: object, make: Callable[[], Suspects]) -> Suspects:
    key = id(problem), id(part)
    known = _KEPT.get(key)
    if known is None or known[0] is not problem or known[1] is not part:
        known = problem, part, make()
        _KEPT[key] = known
        if len(_KEPT) > MOST_PARTS:
            _KEPT.popitem(last=False)
    return known[2]
