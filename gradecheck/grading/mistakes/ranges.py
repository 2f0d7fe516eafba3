"""Sums that run out of their range: from 1 to n where the positions are 0 to n − 1."""

from __future__ import annotations

from ...notation.expr import Expr, Reduction, rebuild, walk
from .pairs import Pair, Told

SAID = "A sum has the wrong range: it runs to entries that are not there."


def out_of_range(pair: Pair) -> Told | None:
    """Named where an answer has no value, and would be right if its sums had the right range."""
    if any(value is not None for value in pair.prints(pair.given)):
        return None
    scope, right = pair.among.question.scope, pair.part.expected
    ranges = {index.name: (index.lower, index.upper) for index in scope.indices}
    ranges |= {node.index: (node.lower, node.upper) for node in walk(right) if isinstance(node, Reduction)}
    moved = _ranged(pair.given, ranges)
    return ("wrong_range", SAID) if moved != pair.given and pair.alike(moved, right) else None


def _ranged(expr: Expr, ranges: dict[str, tuple[Expr, Expr]]) -> Expr:
    """An expression whose sums have these ranges."""
    expr = rebuild(expr, lambda child: _ranged(child, ranges))
    if isinstance(expr, Reduction) and expr.index in ranges:
        lower, upper = ranges[expr.index]
        return Reduction(expr.op, expr.index, lower, upper, expr.condition, expr.body)
    return expr
