"""An answer and the right one, at a few points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import isclose

from ...algebra.balls import constant
from ...algebra.compare import ENOUGH_POINTS, compare
from ...algebra.points import needs_of
from ...autodiff.mistakes.rule import Candidate
from ...notation.expr import SCALAR, Expr, free_names
from ...problem.parts import SymbolicPart
from .evidence import Written, is_plausible
from .fingerprints import Print, Remembering, Suspects, same

PLACES = 4
"""Points at which the two are held against each other."""
LARGEST = 64
"""Numerators and denominators of a simple number."""

SOME = 20
MOST_LOOKS = 6
"""Wrong answers of the same value at one point that are held against a student's."""

NAMELESS = "different"
"""The tag of what is described and not named."""

Told = tuple[str, str]
"""A tag and a sentence."""


@dataclass(frozen=True)
class Pair:
    """What is given and what is right."""

    part: SymbolicPart
    given: Expr
    among: Suspects
    seed: int

    @cached_property
    def places(self) -> list[Remembering]:
        """Where the two are held against each other."""
        return [place.anew() for place in self.among.places]

    def prints(self, expr: Expr) -> list[Print | None]:
        """What an expression comes to at the first places."""
        return [self.among.print_at(expr, place) for place in self.places[:PLACES]]

    @cached_property
    def values(self) -> list[tuple[Print, Print]]:
        """The given and the right values, where both are there."""
        both = zip(self.prints(self.given), self.prints(self.part.expected), strict=True)
        return [(mine, right) for mine, right in both if mine is not None and right is not None]

    @property
    def fits(self) -> bool:
        """Whether both have values of one shape."""
        whole = len(self.values) == len(self.places[:PLACES])
        return whole and all(a[:2] == b[:2] for a, b in self.values)

    @cached_property
    def is_number(self) -> bool:
        """Whether the answer is a mere number, also where it is written as a formula: σ(z) + 1 − σ(z)."""
        scope = self.among.question.scope
        if constant(self.given) is not None:
            return True
        if free_names(self.given) & {*scope.dims, *(index.name for index in scope.indices)}:
            return False
        first: Print | None = None
        for place in self.places[:3]:
            value = self.among.print_at(self.given, place)
            if value is None or value[:2] != SCALAR or (first is not None and not _near(first, value)):
                return False
            first = first or value
        if first is None or len(self.places) < 2:
            return False
        return first[2][0] != 0 or self._is_nought

    @property
    def _is_nought(self) -> bool:
        """Whether an answer that is 0 at a few places is so everywhere, and no mask that is turned round."""
        places = (place.anew() for place in self.among.many_places[:SOME])
        values = (self.among.print_at(self.given, place) for place in places)
        return not any(value is not None and value[2][0] for value in values)

    def candidate(self, given: Expr, tags: frozenset[str] = frozenset()) -> Candidate | None:
        """The first of the known wrong answers that is the given one, or what was made of it."""
        if not self.places:
            return None
        written = Written(self.among, given)
        known = self.among.like(given, self.places[0])
        alike = (one for one in known if (not tags or one.rule.tag in tags) and is_plausible(one, written))
        for one in islice(alike, MOST_LOOKS):
            if self._settled(one.expr, given, lambda one=one: self.among.prints_of(one)):  # type: ignore[misc]
                return one
        return None

    def equal(self, one: Expr, two: Expr) -> bool:
        """Whether two expressions are equal."""
        return self._settled(one, two, lambda: [self.among.print_at(one, place) for place in self.places])

    def _settled(self, one: Expr, two: Expr, prints: Callable[[], list[Print | None]]) -> bool:
        """Whether two are equal: at all places, and at many where conditions make regions that few may miss.

        Where they have no values there, and for whole numbers, it is decided as what is right is.
        """
        scope = self.among.question.scope
        needs = needs_of(one, two, scope=scope)
        scalars = all(declared.shape == SCALAR and declared.batch is None for declared in needs.inputs)
        at_all = len(self.places) == ENOUGH_POINTS and not needs.is_sparse
        for place, left in zip(self.places, prints(), strict=True):
            right = self.among.print_at(two, place)
            if left is None or right is None:
                at_all = False
            elif not same(left, right):
                return False
        if at_all and (not needs.kinked or not scalars or self._agree_on_all_sides(one, two)):
            return True
        return (
            compare(one, two, scope, condition=self.part.condition, seed=self.seed, shown=False).verdict
            == "equal"
        )

    def _agree_on_all_sides(self, one: Expr, two: Expr) -> bool:
        """Whether two are alike at many points, so that no side of a condition is missed."""
        for place in self.among.many_places:
            here = place.anew()
            left, right = self.among.print_at(one, here), self.among.print_at(two, here)
            if left is None or right is None or not same(left, right):
                return False
        return len(self.among.many_places) > 0

    def alike(self, one: Expr, two: Expr) -> bool:
        """Whether two expressions are equal; told at the points first."""
        for left, right in zip(self.prints(one), self.prints(two), strict=True):
            if left is None or right is None or not same(left, right):
                return False
        return self.equal(one, two)

    def is_constant(self) -> bool:
        """Whether the right answer is a number."""
        return len({right[2] for _, right in self.values}) == 1


def _near(one: Print, two: Print) -> bool:
    return one[:2] == two[:2] and isclose(one[2][0], two[2][0], rel_tol=1e-11, abs_tol=1e-15)


def common(numbers: Sequence[float]) -> float | None:
    """The number that all of them are, as far as floats tell."""
    if not numbers or not all(isclose(each, numbers[0], rel_tol=1e-9, abs_tol=1e-12) for each in numbers):
        return None
    return numbers[0]


def simple(value: float) -> Fraction | None:
    """
    >>> simple(-0.75), simple(3.14159)
    (Fraction(-3, 4), None)
    """
    near = Fraction(value).limit_denominator(LARGEST)
    exact = isclose(float(near), value, rel_tol=1e-9, abs_tol=1e-12)
    return near if exact and abs(near.numerator) <= LARGEST else None
