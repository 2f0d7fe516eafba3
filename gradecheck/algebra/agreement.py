"""Two expressions at one point: certainly different, equal as far as it can be seen, or not to be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from math import inf
from time import monotonic

from flint import arb, ctx

from ..notation.expr import Expr
from ..notation.scope import Scope
from .balls import Evaluation, Point, defined
from .program import NotScalar, Program
from .values import Imprecise, Misfit, NoValue, TooLarge, Undefined, Value, scalar

LOWEST_BITS, DEEP_BITS, HIGHEST_BITS = 64, 4096, 4096
SHOWN_DIGITS = 6


class Outcome(Enum):
    """What one point tells."""

    AGREE = auto()
    DIFFER = auto()
    SHAPES = auto()
    GIVEN_UNDEFINED = auto()
    EXPECTED_UNDEFINED = auto()
    UNCLEAR = auto()


@dataclass(frozen=True)
class Sides:
    """Two expressions over one scope."""

    expected: Expr
    given: Expr
    scope: Scope

    @cached_property
    def program(self) -> tuple[Program, int, int] | None:
        """Both as one program, with their nodes; None where they are not scalars."""
        program = Program(self.scope)
        try:
            return program, program.enter(self.expected), program.enter(self.given)
        except (NotScalar, RecursionError):
            return None

    def values(self, point: Point, deadline: float) -> Iterator[Value]:
        """The value of the expected one, then that of the given one; raises a ``NoValue``."""
        if self.program is None:
            evaluation = Evaluation(self.scope, point, deadline)
            yield defined(evaluation.of(self.expected, {}))
            yield defined(evaluation.of(self.given, {}))
            return
        program, *roots = self.program
        found: list[arb] = []
        for root in roots:
            program.run(point, found, root)
            yield defined(scalar(found[root]))

    def shape(self, side: str, point: Point) -> tuple[int, int]:
        """Rows and columns of ``expected`` or ``given`` at a point; 0 × 0 where it has none."""
        try:
            with ctx.workprec(LOWEST_BITS):
                return Evaluation(self.scope, point).of(getattr(self, side), {}).shape
        except NoValue:
            return 0, 0


@dataclass(frozen=True, slots=True)
class Seen:
    """The outcome at ``point``, to 2^-``bits``; the values where they differ first, as short texts."""

    outcome: Outcome
    point: Point
    bits: int = 0
    expected: str = ""
    given: str = ""
    entry: str = ""
    why: str = ""


def look(sides: Sides, point: Point, deadline: float, *, deep: bool = False) -> Seen:
    """The two at one point; the precision is doubled until the matter is decided.

    They differ when an enclosure of the difference excludes 0, and agree when it is narrow and does not. A
    ``deep`` look goes on with ``DEEP_BITS``, so that no number that can be typed is too small to be seen.
    """
    bits, why = LOWEST_BITS, ""
    while bits <= HIGHEST_BITS and monotonic() < deadline:
        try:
            seen = _once(sides, point, bits, deadline)
        except Imprecise as reason:
            why = str(reason)
        except TooLarge as reason:
            return Seen(Outcome.UNCLEAR, point, why=str(reason))
        else:
            if seen.outcome is not Outcome.AGREE or not deep or bits >= DEEP_BITS:
                return seen
            bits = DEEP_BITS // 2
        bits *= 2
    return Seen(Outcome.UNCLEAR, point, why=why or "out of time")


def _once(sides: Sides, point: Point, bits: int, deadline: float) -> Seen:
    with ctx.workprec(bits):
        values = sides.values(point, deadline)
        try:
            left = next(values)
        except (Undefined, Misfit):
            return Seen(Outcome.EXPECTED_UNDEFINED, point)
        try:
            right = next(values)
        except Undefined:
            return Seen(Outcome.GIVEN_UNDEFINED, point, bits, shown(left), "no value")
        except Misfit as reason:
            return Seen(Outcome.SHAPES, point, why=str(reason))
        if left.rows != right.rows or left.columns != right.columns:
            return Seen(Outcome.SHAPES, point, bits, _size(left), _size(right))
        return _entries(left, right, point, bits)


def _entries(left: Value, right: Value, point: Point, bits: int) -> Seen:
    """All entries held against one another; raises ``Imprecise`` where an enclosure is too wide to tell."""
    for k, (a, b) in enumerate(zip(left.entries, right.entries, strict=True)):
        gap = a - b
        if not gap.contains(0):
            entry = "" if left.is_scalar else _entry(left, k)
            return Seen(Outcome.DIFFER, point, bits, short(a), short(b), entry)
        if not gap.is_zero() and not is_tight(gap, a, bits):
            raise Imprecise("the values are too close to one another to tell")
    return Seen(Outcome.AGREE, point, bits, shown(left), shown(right))


def is_tight(gap: arb, size: arb, bits: int) -> bool:
    """Whether the enclosure of a difference is narrow: half of the bits hold."""
    bound = (abs(size) + 1) * arb(2) ** (-bits // 2)
    return bool(gap.abs_upper() < bound.abs_lower())


def short(ball: arb) -> str:
    """A ball as a short decimal.

    >>> short(arb(1) / 3), short(arb(2)), short(arb(10) ** 20), short(arb(-9000).exp())
    ('0.333333', '2', '1e+20', '2.23698e-3909')
    """
    number = float(ball.mid())
    if (number == 0 and not ball.is_zero()) or abs(number) == inf:
        return str(ball.str(SHOWN_DIGITS, radius=False))
    return f"{number:.{SHOWN_DIGITS}g}"


def shown(value: Value) -> str:
    """A value in a message: a number, or its size.

    >>> from .values import scalar
    >>> shown(scalar(arb(2)))
    '2'
    """
    return short(value.entries[0]) if value.is_scalar else f"a {_size(value)} array"


def _size(value: Value) -> str:
    return f"{value.rows} × {value.columns}"


def _entry(value: Value, k: int) -> str:
    row, column = divmod(k, value.columns)
    return (
        f"entry {row}"
        if value.columns == 1
        else f"entry {column}"
        if value.rows == 1
        else f"entry ({row}, {column})"
    )
