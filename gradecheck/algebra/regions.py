"""Regions: two expressions with conditions are looked at on both sides of every boundary that was crossed.

Points drawn at random may all miss a small region, such as the one between y > x and 1.01 y > x. Between two
points on either side of a condition lies a point where it tips over; it is approached by bisection, and just
beside it the two are compared again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

from flint import arb, ctx

from .agreement import LOWEST_BITS, Outcome, Seen, Sides, look
from .balls import Point
from .program import Program
from .values import Exact, NoValue

TIPPING = frozenset({"gt", "ge", "eq", "ne", "max", "min", "abs", "relu", "step", "sign"})
CONTINUOUS = frozenset({"real", "positive", "nonnegative", "negative", "probability"})
BISECTIONS = 16
CROSSINGS = 36
"""How many ways across boundaries are taken, in all."""

Walk = tuple[Point, Point]
"""Two points on either side of a boundary."""


def beside_boundaries(sides: Sides, points: Sequence[Point], deadline: float) -> Seen | None:
    """Where the two differ close to a boundary between some of ``points``, if such a place is found."""
    if sides.program is None:
        return None
    program, expected, given = sides.program
    values = [_values(program, point, max(expected, given)) for point in points]
    boundaries = _boundaries(program, expected, given)
    for a, b in boundaries:
        signs = [_sign(found, a, b) for found in values]
        for walk in islice(_walks(points, signs), CROSSINGS // len(boundaries) + 1):
            for point in _approached(program, walk, a, b):
                seen = look(sides, point, deadline)
                if seen.outcome in (Outcome.DIFFER, Outcome.GIVEN_UNDEFINED):
                    return seen
    return None


def _boundaries(program: Program, *roots: int) -> list[tuple[int, int]]:
    """What tips over where the first node passes the second (-1 for 0), in one of the two but not in both.

    Where all are in both, all of them.
    """
    left, right = ({program.nodes[n][1:3] for n in _tipping(program, root)} for root in roots)
    return sorted((left ^ right) or left)[:CROSSINGS]


def _tipping(program: Program, root: int) -> Iterator[int]:
    """The nodes below ``root`` that tip over."""
    below = {root}
    for n in range(root, -1, -1):
        if n in below:
            op, a, b, _ = program.nodes[n]
            below.update((a, b))
            if op in TIPPING:
                yield n


def _values(program: Program, point: Point, last: int) -> list[arb]:
    """All nodes at a point, as far as they have values."""
    values: list[arb] = []
    with ctx.workprec(LOWEST_BITS), suppress(NoValue):
        program.run(point, values, last)
    return values


def _sign(values: list[arb], a: int, b: int) -> int:
    """The sign of node a less node b; 0 where it is not known."""
    if max(a, b) >= len(values):
        return 0
    gap = values[a] - values[b] if b >= 0 else values[a]
    return 1 if gap > 0 else -1 if gap < 0 else 0


def _walks(points: Sequence[Point], signs: Sequence[int]) -> Iterator[Walk]:
    """Pairs of points on either side; each point on the rarer side with several on the other."""
    above = [point for point, sign in zip(points, signs, strict=True) if sign > 0]
    below = [point for point, sign in zip(points, signs, strict=True) if sign < 0]
    for turn in range(len(below)):
        for n, point in enumerate(above):
            yield point, below[(n + turn) % len(below)]


def _approached(program: Program, walk: Walk, a: int, b: int) -> Walk | tuple[()]:
    """Points close to the boundary on either side of it, between two points."""
    above, below = walk
    if above.indices != below.indices or above.dims != below.dims:
        return ()
    for _ in range(BISECTIONS):
        middle = _between(program, above, below)
        sign = _sign(_values(program, middle, max(a, b)), a, b)
        if sign > 0:
            above = middle
        elif sign < 0:
            below = middle
        else:
            break
    return above, below


def _between(program: Program, one: Point, other: Point) -> Point:
    """Half way between two points; an input that skips values is taken from the first."""
    values = dict(one.values)
    for position, exact in one.values.items():
        declared = program.scope.get(position[0])
        if declared is not None and declared.domain in CONTINUOUS:
            pairs = zip(exact.entries, other.values[position].entries, strict=True)
            values[position] = Exact(exact.rows, exact.columns, tuple((x + y) / 2 for x, y in pairs))
    return Point(one.dims, one.indices, values)
