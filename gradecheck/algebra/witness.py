"""Counterexamples that a student can check by hand: simple numbers where they do."""

from __future__ import annotations

from random import Random

from flint import fmpq

from ..notation.expr import Expr
from .agreement import Outcome, Seen, Sides, look
from .balls import Position
from .comparison import Witness
from .points import Needs, draw_simple, satisfies
from .values import Exact, NoValue

TRIES = 8
LARGEST_SHOWN = 12
"""Entries of an array that are written out."""
LONGEST_SHOWN = 150
"""Characters of a point that are written out."""


def simplest(
    sides: Sides, needs: Needs, condition: Expr | None, seed: int, found: Seen, deadline: float
) -> Seen:
    """A point with short numbers at which the two differ, or else the one that was found."""
    random = Random(f"simple {seed}")
    for _ in range(TRIES):
        seen = simple_look(sides, needs, condition, random, deadline)
        if seen is not None and seen.outcome is found.outcome is Outcome.DIFFER:
            return seen
    return found


def simple_look(
    sides: Sides, needs: Needs, condition: Expr | None, random: Random, deadline: float
) -> Seen | None:
    """What a random point with short numbers tells, if there is one."""
    try:
        point = draw_simple(sides.scope, needs, random)
    except NoValue:
        return None
    if condition is not None and not satisfies(point, condition, sides.scope):
        return None
    return look(sides, point, deadline)


def witness_of(seen: Seen) -> Witness:
    """The point of ``seen`` with the two values, in short decimals; of a long point only what is short."""
    fixed = set(seen.point.indices.values())
    values = sorted(seen.point.values.items(), key=lambda entry: _rank(entry[0], entry[1], fixed))
    of_batch = any(k is not None for (_, k), _ in values)
    sized = of_batch or any(len(exact.entries) > 1 for _, exact in values)
    pairs = [(name, str(size)) for name, size in seen.point.dims.items() if sized]
    if seen.outcome is Outcome.SHAPES:
        return Witness(tuple(pairs), seen.expected, seen.given)
    pairs += [(name, str(value)) for name, value in seen.point.indices.items()]
    pairs += [(name if k is None else f"{name}^({k})", _written(exact)) for (name, k), exact in values]
    return Witness(tuple(_shortened(pairs)), seen.expected, seen.given, seen.entry)


def _rank(position: Position, exact: Exact, fixed: set[int]) -> tuple[bool, int]:
    """What tells most comes first: what belongs to the index that is looked at, then what is small."""
    _, k = position
    return (k is not None and k not in fixed, len(exact.entries))


def _shortened(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """As many pairs as can be read."""
    kept: list[tuple[str, str]] = []
    length = 0
    for name, value in pairs:
        length += len(name) + len(value) + 5
        if length > LONGEST_SHOWN:
            return [*kept, ("others", "drawn at random")]
        kept.append((name, value))
    return kept


def _written(exact: Exact) -> str:
    if len(exact.entries) > LARGEST_SHOWN:
        return f"a {exact.rows} × {exact.columns} array"
    rows = [
        ", ".join(_decimal(entry) for entry in exact.entries[i * exact.columns : (i + 1) * exact.columns])
        for i in range(exact.rows)
    ]
    if len(exact.entries) == 1:
        return rows[0]
    return f"[{', '.join(rows)}]" if exact.columns == 1 else f"[{'; '.join(rows)}]"


def _decimal(entry: fmpq) -> str:
    """
    >>> _decimal(fmpq(3, 10)), _decimal(fmpq(1, 3)), _decimal(fmpq(-2))
    ('0.3', '0.33333', '-2')
    """
    return f"{int(entry.p) / int(entry.q):.5g}"
