"""What an answer is relative to the right one, where no mistake explains it: what of it is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isclose

from ...algebra.balls import constant
from ...algebra.compare import compare
from ...notation.expr import ONE, Apply, Expr, Name, neg, number
from ...problem.model import SymbolicPart
from .fingerprints import Print, Remembering, Suspects, same

PLACES = 4
"""Points at which the two are held against each other."""
LARGEST = 64
"""Numerators and denominators of a simple number."""
MOST_PIECES = 12
"""Terms, factors or entries that are looked at."""

NAMELESS = "different"
"""The tag of what is described and not named."""

Told = tuple[str, str]
"""A tag and a sentence."""


def described(part: SymbolicPart, given: Expr, among: Suspects, seed: int) -> Told | None:
    """The simplest that can be said of a wrong answer; None where there is nothing."""
    pair = _Pair(part, given, among, seed)
    if len(pair.places) < 2:
        return None
    if pair.fits:
        found = pair.constant_factor() or pair.constant_term() or pair.entries()
        if found is not None:
            return found
    return pair.terms() or pair.factors()


@dataclass(frozen=True)
class _Pair:
    part: SymbolicPart
    given: Expr
    among: Suspects
    seed: int

    @cached_property
    def places(self) -> list[Remembering]:
        scope = self.among.question.scope
        return [Remembering(scope, place.point) for place in self.among.places[:PLACES]]

    def _prints(self, expr: Expr) -> list[Print | None]:
        return [self.among.print_at(expr, place) for place in self.places]

    @cached_property
    def values(self) -> list[tuple[Print, Print]]:
        """The given and the right values, where both are there."""
        both = zip(self._prints(self.given), self._prints(self.part.expected), strict=True)
        return [(mine, right) for mine, right in both if mine is not None and right is not None]

    @property
    def fits(self) -> bool:
        """Whether both have values of one shape."""
        return len(self.values) == len(self.places) and all(a[:2] == b[:2] for a, b in self.values)

    def _equal(self, one: Expr, two: Expr) -> bool:
        scope = self.among.question.scope
        return compare(one, two, scope, condition=self.part.condition, seed=self.seed).verdict == "equal"

    def _alike(self, one: Expr, two: Expr) -> bool:
        """Whether two expressions are equal; told at the points first."""
        for left, right in zip(self._prints(one), self._prints(two), strict=True):
            if left is None or right is None or not same(left, right):
                return False
        return self._equal(one, two)

    def _is_constant(self) -> bool:
        return len({right[2] for _, right in self.values}) == 1

    def constant_factor(self) -> Told | None:
        """The same but for a number, or for a number and a dimension."""
        entries = [pair for mine, right in self.values for pair in zip(mine[2], right[2], strict=True)]
        ratio = _common([mine / right for mine, right in entries if right])
        if not ratio or self._is_constant():
            return None
        for factor in self._simple_factors(ratio):
            if self._equal(Apply("mul", (factor, self.part.expected)), self.given):
                return "constant_factor", "Right but for a constant factor."
        return None

    def _simple_factors(self, ratio: float) -> Iterator[Expr]:
        """Simple numbers, also with a dimension above or below, that come to ``ratio``."""
        for dim, size in self.places[0].point.dims.items():
            above, below = _simple(ratio / size), _simple(ratio * size)
            if above:
                yield Apply("mul", (number(above), Name(dim)))
            if below:
                yield Apply("div", (number(below), Name(dim)))
        plain = _simple(ratio)
        if plain:
            yield number(plain)

    def constant_term(self) -> Told | None:
        """The same but for a number that is added."""
        entries = [pair for mine, right in self.values for pair in zip(mine[2], right[2], strict=True)]
        rest = _common([mine - right for mine, right in entries])
        simple = None if rest is None else _simple(rest)
        if not simple or self._is_constant():
            return None
        if self._equal(Apply("add", (self.part.expected, number(simple))), self.given):
            return NAMELESS, "Right but for a constant that is added."
        return None

    def entries(self) -> Told | None:
        """Which entries of a vector or a matrix of fixed size are right."""
        rows, columns = self.part.shape
        if not isinstance(rows, int) or not isinstance(columns, int) or not 1 < rows * columns <= MOST_PIECES:
            return None
        base = self.among.question.scope.base
        right: list[str] = []
        for i in range(rows):
            for j in range(columns):
                at = tuple(map(number, (i + base,) if columns == 1 else (i + base, j + base)))
                one, two = (Apply("index", (whole, *at)) for whole in (self.part.expected, self.given))
                if self._alike(one, two):
                    right.append(str(i + base) if columns == 1 else f"({i + base}, {j + base})")
        if not 0 < len(right) < rows * columns:
            return None
        named = "Entry" if len(right) == 1 else "Entries"
        verb = "is" if len(right) == 1 else "are"
        return (
            NAMELESS,
            f"{named} {', '.join(right)} of {rows * columns} {verb} right, the others are not.",
        )

    def terms(self) -> Told | None:
        """How many terms of a sum are right."""
        right, mine = _terms(self.part.expected), _terms(self.given)
        found = self._matched(right, mine)
        if len(right) < 2 or not found:
            return None
        if found == len(right):
            return NAMELESS, "All terms are there, but there is something more."
        verb = "is" if found == 1 else "are"
        return NAMELESS, f"{found} of the {len(right)} terms {verb} right."

    def factors(self) -> Told | None:
        """How many factors of a product are right."""
        right, mine = _factors(self.part.expected), _factors(self.given)
        found = self._matched(right, mine)
        if len(right) < 2 or not found:
            return None
        if found == len(right):
            return NAMELESS, "All factors are there, but there is something more."
        verb = "is" if found == 1 else "are"
        return NAMELESS, f"{found} of the {len(right)} factors {verb} right."

    def _matched(self, right: Sequence[Expr], mine: Sequence[Expr]) -> int:
        if len(right) > MOST_PIECES or len(mine) > MOST_PIECES:
            return 0
        left, count = list(mine), 0
        for piece in right:
            twin = next((other for other in left if self._alike(piece, other)), None)
            if twin is not None:
                left.remove(twin)
                count += 1
        return count


def _terms(expr: Expr) -> list[Expr]:
    match expr:
        case Apply(op="add", args=args):
            return [term for arg in args for term in _terms(arg)]
        case Apply(op="neg", args=(Apply(op="add", args=args),)):
            return [neg(term) for arg in args for term in _terms(arg)]
    return [expr]


def _factors(expr: Expr) -> list[Expr]:
    """The factors of a product above the line that are no numbers."""
    match expr:
        case Apply(op="mul" | "hadamard" | "matmul", args=args):
            return [factor for arg in args for factor in _factors(arg)]
        case Apply(op="neg", args=(inner,)):
            return _factors(inner)
        case Apply(op="div", args=(top, bottom)):
            return [*_factors(top), *(Apply("div", (ONE, factor)) for factor in _factors(bottom))]
    return [expr] if constant(expr) is None else []


def _common(numbers: Sequence[float]) -> float | None:
    """The number that all of them are, as far as floats tell."""
    if not numbers or not all(isclose(each, numbers[0], rel_tol=1e-9, abs_tol=1e-12) for each in numbers):
        return None
    return numbers[0]


def _simple(value: float) -> Fraction | None:
    """
    >>> _simple(-0.75), _simple(3.14159)
    (Fraction(-3, 4), None)
    """
    near = Fraction(value).limit_denominator(LARGEST)
    exact = isclose(float(near), value, rel_tol=1e-9, abs_tol=1e-12)
    return near if exact and abs(near.numerator) <= LARGEST else None
