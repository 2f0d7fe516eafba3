"""Points on a boundary on purpose: where a condition tips over, two right answers may part.

``z > 0`` and ``z >= 0`` differ at z = 0 only. Each argument of a comparison, of relu, abs, max and so on that
is an input (or a node, which then counts as an input) is set so that it tips exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from flint import fmpq

from ..notation.expr import Apply, Expr, Name, Number, walk
from ..notation.operations import COMPARISONS
from ..notation.scope import Declared, Domain, Scope
from .agreement import Outcome, Seen, Sides, look
from .balls import Point
from .comparison import Witness
from .numbers import SPARSE, lies_in
from .points import draw, needs_of, satisfies
from .values import Exact, NoValue

KINKED = frozenset({"relu", "abs", "sign", "step", "relu_prime"})
FOLDS = frozenset({"max", "min"})


@dataclass(frozen=True, slots=True)
class Parting:
    """A place where two answers differ that agree elsewhere; ``boundary`` is set where it is on a boundary."""

    seen: Seen
    boundary: Witness | None


def parting(sides: Sides, condition: Expr | None, seed: int, deadline: float) -> Parting | None:
    """Where the two differ, on a boundary or right beside it; ``None`` where no such place is found."""
    random = Random(f"boundary {seed}")
    scope = sides.scope
    for name, level in _tipping(sides.expected, sides.given, scope):
        declared = scope.get(name)
        if declared is None or not _allowed(level, declared.domain):
            continue
        freed = declared.definition is not None
        local = replace(sides, scope=scope.with_definitions({name: None})) if freed else sides
        try:
            point = draw(local.scope, needs_of(local.expected, local.given, scope=local.scope), random, 0)
        except NoValue:
            continue
        if freed and look(local, point, deadline).outcome is not Outcome.AGREE:
            continue
        if condition is not None and not satisfies(point, condition, local.scope):
            continue
        for value in (level + step for step in _sides(level) if _allowed(level + step, declared.domain)):
            beside = look(local, _tipped(point, declared, value), deadline)
            if beside.outcome in (Outcome.DIFFER, Outcome.GIVEN_UNDEFINED) and not freed:
                return Parting(beside, None)
        seen = look(local, _tipped(point, declared, level), deadline)
        if seen.outcome in (Outcome.DIFFER, Outcome.GIVEN_UNDEFINED):
            witness = Witness(((name, _short(level)),), seen.expected, seen.given, seen.entry)
            return Parting(seen, witness)
    return None


def _tipping(expected: Expr, given: Expr, scope: Scope) -> Iterator[tuple[str, fmpq]]:
    """Names with the values at which something tips over."""
    seen: set[tuple[str, str]] = set()
    todo = [expected, given]
    while todo:
        for node in walk(todo.pop()):
            if isinstance(node, Name):
                declared = scope.get(node.name)
                if declared is not None and declared.definition is not None and (node.name, "") not in seen:
                    seen.add((node.name, ""))
                    todo.append(declared.definition)
            for name, level in _tips(node):
                if scope.get(name) is not None and (name, str(level)) not in seen:
                    seen.add((name, str(level)))
                    yield name, level


def _tips(node: Expr) -> Iterator[tuple[str, fmpq]]:
    if not isinstance(node, Apply):
        return
    if node.op in KINKED and (name := _name(node.args[0])):
        yield name, fmpq(0)
    elif node.op in COMPARISONS or node.op in FOLDS:
        for one, other in (node.args[:2], node.args[1::-1]):
            if (name := _name(one)) and isinstance(other, Number):
                yield name, fmpq(other.value.numerator, other.value.denominator)


def _name(expr: Expr) -> str:
    """The name of an input or node, or of the vector whose entry this is; "" for anything else."""
    match expr:
        case Name(name=name) | Apply(op="index" | "neg", args=(Name(name=name), *_)):
            return name
    return ""


def _allowed(value: fmpq, domain: Domain) -> bool:
    """Whether a number is in a domain; of the whole numbers none is, for they have no sides."""
    return domain not in SPARSE and lies_in(value, domain)


def _sides(level: fmpq) -> tuple[fmpq, fmpq]:
    """Steps to either side of a level."""
    step = abs(level) / 8 + fmpq(1, 7)
    return -step, step


def _short(level: fmpq) -> str:
    return str(int(level.p)) if level.q == 1 else f"{int(level.p)}/{int(level.q)}"


def _tipped(point: Point, declared: Declared, level: fmpq) -> Point:
    """The point with every other entry of the name set to the level (all of a scalar's)."""
    values = dict(point.values)
    for position, exact in point.values.items():
        if position[0] == declared.name:
            entries = tuple(level if k % 2 == 0 else entry for k, entry in enumerate(exact.entries))
            values[position] = Exact(exact.rows, exact.columns, entries)
    return replace(point, values=values)
