"""Regions: two expressions with conditions are looked at on both sides of every boundary that was crossed.

Points drawn at random may all miss a small region, such as the one between y > x and 1.01 y > x. Between two
points on either side of a condition lies a point where it tips over; it is approached by bisection, and just
beside it the two are compared again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from flint import arb, ctx, fmpq

from .agreement import LOWEST_BITS, Outcome, Seen, Sides, look
from .balls import Point
from .numbers import CONTINUOUS, SPARSE, lies_in
from .points import Needs
from .program import Program
from .values import Exact, NoValue

DIFFERENCES = frozenset({"gt", "ge", "eq", "ne", "max", "min"})
"""Operations that tip over where their arguments are equal;"""
ARGUMENTS = frozenset({"abs", "relu", "step", "sign", "sqrt", "log", "pow"})
"""where their argument is 0;"""
DIVISORS = frozenset({"div", "power"})
"""and where the second, or the first, argument is."""
BISECTIONS = 24
CROSSINGS = 36
"""How many ways across boundaries are taken, in all."""

NEAR = fmpq(1, 2**40)
REACHED = 2
FACTORS = [fmpq(2) ** power for power in (6, -6, 14, -14, 24, -24, 44, -44)] + [fmpq(-1), fmpq(-(2**14))]
"""How far one goes to find the other side of a boundary."""

Boundary = tuple[int, int]
"""Where the first node passes the second (-1 for 0)."""
Walk = tuple[Point, Point]
"""Two points on either side of a boundary."""


def beside_boundaries(sides: Sides, points: Sequence[Point], deadline: float) -> Seen | None:
    """Where the two differ close to a boundary between some of ``points``, if such a place is found."""
    if sides.program is None:
        return None
    program, expected, given = sides.program
    last = max(expected, given)
    sampled = [(point, _values(program, point, last)) for point in points]
    boundaries = _boundaries(program, expected, given)
    for a, b in boundaries:
        above = [point for point, values in sampled if _sign(values, a, b) > 0]
        below = [point for point, values in sampled if _sign(values, a, b) < 0]
        if bool(above) != bool(below):
            reached = _reached(program, (above or below)[:REACHED], a, b)
            (below if above else above).extend(reached)
        for walk in islice(_walks(above, below), CROSSINGS // len(boundaries) + 1):
            for point in _approached(program, walk, a, b):
                seen = look(sides, point, deadline)
                if seen.outcome in (Outcome.DIFFER, Outcome.GIVEN_UNDEFINED):
                    return seen
    return None


def is_removable(sides: Sides, needs: Needs, seen: Seen, deadline: float) -> bool:
    """Whether the given one has the right limit where an input that takes whole numbers is a little off.

    n!/(n - 2)! has no value at n = 1, and is n(n - 1) all the same.
    """
    for declared in needs.inputs:
        exact = seen.point.values.get((declared.name, None))
        if declared.domain not in SPARSE or exact is None:
            continue
        around = []
        for side in (NEAR, -NEAR):
            moved = Exact(exact.rows, exact.columns, tuple(entry + side for entry in exact.entries))
            point = replace(seen.point, values={**seen.point.values, (declared.name, None): moved})
            around.append(look(sides, point, deadline).outcome)
        if all(outcome is Outcome.AGREE for outcome in around):
            return True
    return False


def _boundaries(program: Program, *roots: int) -> list[Boundary]:
    """What tips over in one of the two but not in both; where all are in both, all of them."""
    left, right = (set(_tipping(program, root)) for root in roots)
    return sorted((left ^ right) or left)[:CROSSINGS]


def _tipping(program: Program, root: int) -> Iterator[Boundary]:
    """The boundaries below ``root``."""
    below = {root}
    for n in range(root, -1, -1):
        if n in below:
            op, a, b, datum = program.nodes[n]
            below.update((a, b))
            if op in DIFFERENCES:
                yield a, b
            elif op in DIVISORS:
                yield (b if op == "div" else a), -1
            elif op in ARGUMENTS and not (
                op == "pow" and isinstance(datum, tuple) and datum[1] == 1 <= datum[0]
            ):
                yield a, -1


def _reached(program: Program, points: Sequence[Point], a: int, b: int) -> Iterator[Point]:
    """Points on the other side of a boundary, found by going far in one direction, or close to 0."""
    for point in points:
        before = _sign(_values(program, point, max(a, b)), a, b)
        for position, exact in point.values.items():
            declared = program.scope.get(position[0])
            if declared is None or declared.domain not in CONTINUOUS:
                continue
            for factor in FACTORS:
                entries = tuple(entry * factor for entry in exact.entries)
                if not all(lies_in(entry, declared.domain) for entry in entries):
                    continue
                values = {**point.values, position: Exact(exact.rows, exact.columns, entries)}
                moved = Point(point.dims, point.indices, values)
                if _sign(_values(program, moved, max(a, b)), a, b) == -before:
                    yield moved
                    break


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


def _walks(above: Sequence[Point], below: Sequence[Point]) -> Iterator[Walk]:
    """Pairs of points on either side."""
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
