"""The wrong answers of a part with what each comes to at one point, so that an answer is found among them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isclose, isfinite
from random import Random

from flint import ctx

from ...algebra.balls import Env, Evaluation, Point, defined
from ...algebra.compare import ENOUGH_POINTS
from ...algebra.evaluate import point_at
from ...algebra.points import Needs, draw, needs_of, satisfies
from ...algebra.values import NoValue, Value
from ...autodiff.mistakes.derivation import Derivation
from ...autodiff.mistakes.rule import Candidate, Question
from ...autodiff.mistakes.table import candidates
from ...notation.expr import Apply, Expr, Name
from ...notation.scope import Scope
from ...problem.mistaken import question
from ...problem.model import Problem
from ...problem.parts import NumericPart, SymbolicPart

BITS = 80
TRIES = ENOUGH_POINTS
"""Points tried for one at which the right answer has a value other than 0."""
MANY = 60
SMALL = 1
"""The instance whose dimensions are the smallest; one of them is 2."""
OTHER = 0
"""An instance with other dimensions, where 2 is told from a dimension."""
OF_OTHER = 2
"""How many of the points have these; they come last."""
RELATIVE = 1e-11
SMALLEST = 1e-12
MOST_PARTS = 256
"""How many parts one process keeps the wrong answers of."""

Print = tuple[int, int, tuple[float, ...]]
"""Rows, columns, and the entries at the point."""


class Remembering(Evaluation):
    """An evaluation that knows the parts which it has met: wrong answers have most of theirs in common."""

    __slots__ = ("met",)

    def __init__(self, scope: Scope, point: Point) -> None:
        Evaluation.__init__(self, scope, point)
        self.met: dict[tuple[int, tuple[tuple[str, int], ...]], tuple[Expr, Value]] = {}

    def anew(self) -> Remembering:
        """An evaluation at the same point that knows the values of names only, for one answer."""
        other = Remembering(self.scope, self.point)
        other.known = self.known
        return other

    def of(self, expr: Expr, env: Env) -> Value:
        """The value of ``expr``; raises a ``NoValue``."""
        if not isinstance(expr, Apply):
            return super().of(expr, env)
        key = id(expr), tuple(env.items())
        known = self.met.get(key)
        if known is None:
            known = expr, super().of(expr, env)
            self.met[key] = known
        return known[1]


@dataclass(eq=False)
class Suspects:
    """The wrong answers of one part, made as they are needed, in the order of their rules."""

    question: Question
    condition: Expr | None = None
    found: list[tuple[Candidate, Print]] = field(default_factory=list)
    _places: list[Remembering] | None = None
    _prints: dict[int, tuple[Candidate, list[Print | None]]] = field(default_factory=dict)
    _rest: Iterator[Candidate] | None = None

    @property
    def places(self) -> list[Remembering]:
        """A few points at which the right answer has a value; the one that tells most comes first."""
        if self._places is None:
            scope = self.question.scope
            names = [declared.name for declared in scope.names] + [index.name for index in scope.indices]
            needs = needs_of(*map(Name, names), scope=scope)
            drawn = [(last, Remembering(scope, point)) for last, point in self._points(needs)]
            rated = [(last, self._zeros(place), n, place) for n, (last, place) in enumerate(drawn)]
            usable = [(last, zeros, n, place) for last, zeros, n, place in rated if zeros is not None]
            self._places = [place for *_, place in sorted(usable, key=lambda each: each[:3])]
        return self._places

    @cached_property
    def many_places(self) -> list[Remembering]:
        """Many points, so that both sides of a condition are met."""
        scope = self.question.scope
        names = [declared.name for declared in scope.names] + [index.name for index in scope.indices]
        needs, random = needs_of(*map(Name, names), scope=scope), Random("sides")
        found: list[Remembering] = []
        with suppress(NoValue):
            for _ in range(MANY):
                point = draw(scope, needs, random, SMALL)
                if self.condition is None or satisfies(point, self.condition, scope):
                    found.append(Remembering(scope, point))
        return found

    def _points(self, needs: Needs) -> Iterator[tuple[bool, Point]]:
        """A few points, most with small dimensions; True with those that have other ones."""
        random = Random("suspects")
        for n in range(TRIES):
            last = n >= TRIES - OF_OTHER
            try:
                point = draw(self.question.scope, needs, random, OTHER if last else SMALL)
            except NoValue:
                return
            if self.condition is None or satisfies(point, self.condition, self.question.scope):
                yield last, point

    def _zeros(self, place: Remembering) -> int | None:
        """How many entries of the right answer are 0; None where it has no value."""
        found = self.print_at(self.question.right[0], place)
        return None if found is None else found[2].count(0.0)

    def print_at(self, expr: Expr, place: Remembering) -> Print | None:
        """What an expression comes to at a place; None where it has no value."""
        try:
            with ctx.workprec(BITS):
                place.work = 0
                value = defined(place.of(expr, {}))
                entries = tuple(float(entry.mid()) for entry in value.entries)
        except (NoValue, RecursionError, OverflowError):
            return None
        return (value.rows, value.columns, entries) if all(map(isfinite, entries)) else None

    def like(self, expr: Expr, place: Remembering) -> Iterator[Candidate]:
        """The wrong answers that have the value of ``expr`` at the first place; ``place`` is there too."""
        mine = self.print_at(expr, place)
        if mine is None:
            return
        for candidate, its in self.all():
            if same(mine, its):
                yield candidate

    def prints_of(self, candidate: Candidate) -> list[Print | None]:
        """What a wrong answer comes to at all places."""
        key = id(candidate)
        if key not in self._prints:
            here = [place.anew() for place in self.places]
            self._prints[key] = candidate, [self.print_at(candidate.expr, place) for place in here]
        return self._prints[key][1]

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
                for place in self.places:
                    place.met.clear()
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
_SHARED: OrderedDict[tuple[Question, Expr | None], Suspects] = OrderedDict()
"""Those of formulas, by what is asked for: variants that differ in the values of the inputs share them."""


def suspects(problem: Problem, part: SymbolicPart | NumericPart) -> Suspects:
    """The wrong answers of a part; kept for the next answer.

    Those of a number are looked at where the number is asked for.
    """
    key = id(problem), id(part)
    known = _KEPT.get(key)
    if known is None or known[0] is not problem or known[1] is not part:
        known = problem, part, _made(problem, part)
        _KEPT[key] = known
        if len(_KEPT) > MOST_PARTS:
            _KEPT.popitem(last=False)
    return known[2]


def _fitting(among: Suspects) -> Derivation | None:
    """The derivation of the answer that is expected: of another node, where it is not that of the asked one."""
    found = among.question.derivation
    if found is None or not among.places or found.of == found.wrt:
        return found

    def leads_to_it(one: Derivation | None) -> bool:
        gradient = None if one is None else one.gradient()
        ends = (among.places[0], among.places[-1])
        return gradient is not None and all(_agree(among, gradient, place) for place in ends)

    if _is_nought(among) or leads_to_it(found):
        return found
    others = (found.other(name, found.wrt) for name in found.order[1:])
    other = next((one for one in others if leads_to_it(one)), None)
    return found if other is None else replace(other, asked=found.of)


def _is_nought(among: Suspects) -> bool:
    """Whether the answer that is expected is 0: the derivative of much."""
    value = among.print_at(among.question.right[0], among.places[0])
    return value is None or max(map(abs, value[2]), default=0.0) < SMALLEST


def _agree(among: Suspects, expr: Expr, place: Remembering) -> bool:
    one, two = (among.print_at(each, place) for each in (among.question.right[0], expr))
    return one is not None and two is not None and same(one, two)


def _made(problem: Problem, part: SymbolicPart | NumericPart) -> Suspects:
    asked = question(problem, part)
    if isinstance(part, SymbolicPart):
        same_question = asked, part.condition
        if same_question not in _SHARED:
            made = Suspects(asked, part.condition)
            made.question = replace(asked, derivation=_fitting(made))
            _SHARED[same_question] = made
            if len(_SHARED) > MOST_PARTS:
                _SHARED.popitem(last=False)
        return _SHARED[same_question]
    elsewhere = Suspects(asked)
    point = point_at(dict(problem.values), problem.scope)
    return Suspects(asked, _places=[Remembering(problem.scope, point), *elsewhere.places[:1]])
