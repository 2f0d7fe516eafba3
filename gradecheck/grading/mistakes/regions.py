"""An answer that is right on one side of a condition: where z > 0, and not where z ≤ 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...notation import to_text
from ...notation.expr import SCALAR, Apply, Expr, Name, free_names, number, walk
from ...notation.places import places_of, put
from ...notation.scope import Scope
from .fingerprints import Print, Remembering, same
from .pairs import Pair, Told

OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
SIDED = frozenset("relu relu_prime abs sign step".split())
MOST_CONDITIONS = 6
ENOUGH = 8
"""Points, or entries of arrays, that must be right on one side; half as many must be wrong on the other."""


def one_side(pair: Pair) -> Told | None:
    """The side of a condition on which an answer is right, where it is wrong on the other."""
    scope = pair.among.question.scope
    if not pair.fits:
        return None

    def seems(side: Apply) -> bool:
        return _is_one_side(pair, side, pair.places, 0)

    for condition in _conditions(pair, scope):
        for side in (condition, Apply(OPPOSITE[condition.op], condition.args)):
            other = Apply(OPPOSITE[side.op], side.args)
            many = [place.anew() for place in pair.among.many_places] if seems(side) else []
            if _is_one_side(pair, side, many, ENOUGH):
                right, wrong = (to_text(each, "unicode", scope).strip("()") for each in (side, other))
                return "one_side", f"Right where {right}; wrong where {wrong}."
    return None


def condition_turned(pair: Pair) -> Told | None:
    """Named where an answer is right once its condition is turned round."""
    for path, node in places_of(pair.given):
        if isinstance(node, Apply) and node.op in OPPOSITE and pair.fits:
            other = put(pair.given, path, Apply(OPPOSITE[node.op], node.args))
            if pair.alike(pair.part.expected, other):
                return "mask_inverted", "The condition is turned round."
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


def _is_one_side(pair: Pair, side: Apply, places: Sequence[Remembering], enough: int) -> bool:
    """Whether the answer is right at all places where a condition holds, and wrong at some others.

    Where the right one is 0, that says nothing.
    """
    right, wrong = 0, 0
    for own in places:
        holds, mine, its = (pair.among.print_at(each, own) for each in (side, pair.given, pair.part.expected))
        if holds is None or mine is None or its is None or mine[:2] != its[:2]:
            continue
        for inside, alike, is_nought in _entries(holds, mine, its):
            if inside and not alike:
                return False
            right += inside and not is_nought
            wrong += not inside and not alike
    return right >= enough and wrong >= enough // 2 and right + wrong > 0


def _entries(holds: Print, mine: Print, its: Print) -> Iterator[tuple[bool, bool, bool]]:
    """For each entry whether the condition holds, whether the two are alike, and whether the right one is 0."""
    if holds[:2] == SCALAR:
        yield bool(holds[2][0]), same(mine, its), not any(its[2])
    elif holds[:2] == mine[:2]:
        for inside, a, b in zip(holds[2], mine[2], its[2], strict=True):
            yield bool(inside), same((1, 1, (a,)), (1, 1, (b,))), not b
