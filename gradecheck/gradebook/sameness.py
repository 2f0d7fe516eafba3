"""Whether two answers to one part are the same answer, told alike on every machine: counted, never timed."""

from __future__ import annotations

from math import inf

from ..algebra.agreement import Sides
from ..algebra.compare import Pair, by_first_point, by_identity, by_normal_form, by_points
from ..notation.expr import Expr
from ..notation.scope import Scope
from ..problem.model import Problem
from ..problem.parts import SymbolicPart

SEED = 0


def symbolic_part(problem: Problem, item: str) -> SymbolicPart | None:
    """The part of an item that asks for an expression, if one does."""
    parts = (part for one in problem.items if one.id == item for part in one.parts)
    return next((part for part in parts if isinstance(part, SymbolicPart)), None)


def compared_over(part: SymbolicPart | None, scope: Scope) -> tuple[Scope, Expr | None]:
    """The names and the condition under which answers to a part are compared."""
    if part is None:
        return scope, None
    return (scope.with_definitions(dict.fromkeys(part.free)) if part.free else scope), part.condition


def are_equal(one: Expr, other: Expr, scope: Scope, condition: Expr | None) -> bool:
    """What the steps of the ladder say that are counted; what they cannot decide is not the same."""
    pair = Pair(Sides(other, one, scope), condition, SEED, inf)
    for step in (by_normal_form, by_first_point, by_identity, by_points):
        found = step(pair)
        if found is not None and found.verdict != "undecided":
            return found.verdict == "equal"
    return False
