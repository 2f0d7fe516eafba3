"""An answer that is right on one side of a condition: where z > 0, and not where z ≤ 0."""

from __future__ import annotations

from collections.abc import Iterator

from ...algebra.compare import compare
from ...notation import to_text
from ...notation.expr import SCALAR, Apply, Expr, Name, free_names, number, walk
from ...notation.reading import NotationError
from ...notation.scope import Scope
from ...notation.shapes import infer_shape
from .fingerprints import Print, same
from .pairs import Pair, Told

OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
SIDED = frozenset("relu relu_prime abs sign step".split())
MOST_CONDITIONS = 6
ENOUGH = 6
"""Entries of arrays that must be right on one side, where the two sides are told entry by entry."""


def one_side(pair: Pair) -> Told | None:
    """The side of a condition on which an answer is right, where it is wrong on the other."""
    scope = pair.among.question.scope
    if not pair.fits:
        return None
    for condition in _conditions(pair, scope):
        for side in (condition, Apply(OPPOSITE[condition.op], condition.args)):
            other = Apply(OPPOSITE[side.op], side.args)
            if _is_one_side(pair, side) and (_is_array(side, scope) or _holds(pair, side, other)):
                right, wrong = (to_text(each, "unicode", scope).strip("()") for each in (side, other))
                return "one_side", f"Right where {right}; wrong where {wrong}."
    return None


def _conditions(pair: Pair, scope: Scope) -> Iterator[Apply]:
    """The conditions that the two answers turn on, directly or by the names in them."""
    found: dict[Apply, None] = {}
    for node in _reached(scope, pair.given, pair.part.expected):
        match node:
            case Apply(op=op, args=(_, _)) if op in OPPOSITE:
                found[node] = None
            case Apply(op=op, args=(inner,)) if op in SIDED:
                found[Apply("gt", (inner, number(0)))] = None
            case Apply(op="max" | "min", args=(one, two)):
                found[Apply("gt", (one, two))] = None
    plain = (each for each in found if all(scope.get(name) for name in free_names(each)))
    for condition, _ in zip(plain, range(MOST_CONDITIONS), strict=False):
        yield condition


def _reached(scope: Scope, *exprs: Expr) -> Iterator[Expr]:
    seen, todo = set[str](), list(exprs)
    while todo:
        for node in walk(todo.pop(0)):
            yield node
            if isinstance(node, Name) and node.name not in seen:
                seen.add(node.name)
                declared = scope.get(node.name)
                if declared is not None and declared.definition is not None:
                    todo.append(declared.definition)


def _is_array(condition: Apply, scope: Scope) -> bool:
    try:
        return infer_shape(condition, scope) != SCALAR
    except NotationError:
        return True


def _holds(pair: Pair, side: Apply, other: Apply) -> bool:
    """Whether the answer is certainly right on one side and wrong on the other."""
    given, right, scope = pair.given, pair.part.expected, pair.among.question.scope

    def verdict(condition: Expr) -> str:
        own = pair.part.condition
        both = condition if own is None else Apply("and", (own, condition))
        return compare(right, given, scope, condition=both, seed=pair.seed).verdict

    return verdict(side) == "equal" and verdict(other) == "different"


def _is_one_side(pair: Pair, side: Apply) -> bool:
    """Whether the values at a few points are so."""
    among, scope = pair.among, pair.among.question.scope
    right, wrong = 0, 0
    for own in pair.places:
        holds, mine, its = (among.print_at(each, own) for each in (side, pair.given, pair.part.expected))
        if holds is None or mine is None or its is None or mine[:2] != its[:2]:
            return False
        for inside, alike in _entries(holds, mine, its):
            if inside and not alike:
                return False
            right += inside
            wrong += not inside and not alike
    return right >= (ENOUGH if _is_array(side, scope) else 1) and wrong > 0


def _entries(holds: Print, mine: Print, its: Print) -> Iterator[tuple[bool, bool]]:
    """For each entry whether the condition holds there, and whether the two are alike."""
    if holds[:2] == SCALAR:
        yield bool(holds[2][0]), same(mine, its)
    elif holds[:2] == mine[:2]:
        for inside, a, b in zip(holds[2], mine[2], its[2], strict=True):
            yield bool(inside), same((1, 1, (a,)), (1, 1, (b,)))
