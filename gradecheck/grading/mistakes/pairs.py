"""An answer and the right one, at a few points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isclose

from ...algebra.compare import compare
from ...notation.expr import Expr
from ...problem.model import SymbolicPart
from .fingerprints import Print, Remembering, Suspects, same

PLACES = 4
"""Points at which the two are held against each other."""
LARGEST = 64
"""Numerators and denominators of a simple number."""

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
        scope = self.among.question.scope
        return [Remembering(scope, place.point) for place in self.among.places[:PLACES]]

    def prints(self, expr: Expr) -> list[Print | None]:
        """What an expression comes to at each place."""
        return [self.among.print_at(expr, place) for place in self.places]

    @cached_property
    def values(self) -> list[tuple[Print, Print]]:
        """The given and the right values, where both are there."""
        both = zip(self.prints(self.given), self.prints(self.part.expected), strict=True)
        return [(mine, right) for mine, right in both if mine is not None and right is not None]

    @property
    def fits(self) -> bool:
        """Whether both have values of one shape."""
        return len(self.values) == len(self.places) and all(a[:2] == b[:2] for a, b in self.values)

    def equal(self, one: Expr, two: Expr) -> bool:
        """Whether two expressions are certainly equal."""
        scope = self.among.question.scope
        return compare(one, two, scope, condition=self.part.condition, seed=self.seed).verdict == "equal"

    def alike(self, one: Expr, two: Expr) -> bool:
        """Whether two expressions are equal; told at the points first."""
        for left, right in zip(self.prints(one), self.prints(two), strict=True):
            if left is None or right is None or not same(left, right):
                return False
        return self.equal(one, two)

    def is_constant(self) -> bool:
        """Whether the right answer is a number."""
        return len({right[2] for _, right in self.values}) == 1


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
