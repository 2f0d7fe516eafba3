"""Expected answers that have no value on a part of the declared domains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from ...algebra.balls import Point, defined, value_at
from ...algebra.points import Needs, draw_simple, needs_of, satisfies
from ...algebra.values import NoValue, Undefined
from ...notation.expr import SCALAR
from ...notation.scope import Scope
from ..derive import Draft
from ..model import Problem
from ..parts import SymbolicPart
from .remark import Remark

POINTS = 32
BITS = 64


def domains(draft: Draft, problem: Problem) -> Iterator[Remark]:
    """An error where an answer has no value anywhere, a note where it has none in places."""
    for n, item in enumerate(problem.items):
        for part in item.parts:
            if isinstance(part, SymbolicPart):
                yield from _of_part(draft, n, part)


def _of_part(draft: Draft, position: int, part: SymbolicPart) -> Iterator[Remark]:
    scope = draft.scope.with_definitions(dict.fromkeys(part.free)) if part.free else draft.scope
    valued, holes = _holes(scope, part)
    if not holes:
        return
    path = ("items", position, "symbolic", "expected")
    remedy = _remedy(scope, part)
    if not valued:
        fact = "the expected answer has no value at any point of the declared domains"
        yield Remark("undefined", position, draft.fail(path, fact, remedy), is_error=True)
        return
    fact = f"the expected answer has no value in a part of the declared domains{_shown(holes)}"
    yield Remark("undefined", position, draft.fail(path, fact, remedy))


def _holes(scope: Scope, part: SymbolicPart) -> tuple[int, list[Point]]:
    """How often the answer has a value, and the points at which it certainly has none."""
    needs = needs_of(part.expected, scope=scope)
    random, valued, holes = Random("domains"), 0, list[Point]()
    for _ in range(POINTS):
        try:
            point = draw_simple(scope, needs, random)
            if part.condition is not None and not satisfies(point, part.condition, scope):
                continue
            defined(value_at(part.expected, scope, point, BITS))
            valued += 1
        except Undefined:
            holes.append(point)
        except NoValue:
            continue
    return valued, holes


def _remedy(scope: Scope, part: SymbolicPart) -> str:
    """A domain that mends it, if one alone does."""
    needs: Needs = needs_of(part.expected, scope=scope)
    names = [declared.name for declared in needs.inputs if declared.domain == "real"]
    for name in names:
        for domain in ("positive", "negative", "probability"):
            narrower = replace(
                scope,
                names=tuple(
                    replace(each, domain=domain) if each.name == name else each for each in scope.names
                ),
            )
            if not _holes(narrower, part)[1]:
                return f"declare `{name}: {{domain: {domain}}}`, or give a `condition`"
    return "narrow the domains of the variables, or give a `condition`"


def _shown(holes: list[Point]) -> str:
    """The simplest point without a value, where all names of it are scalars."""
    simple = [
        [(name, exact.entries[0]) for (name, _), exact in sorted(point.values.items(), key=str)]
        for point in holes
        if all((exact.rows, exact.columns) == SCALAR for exact in point.values.values()) and point.values
    ]
    if not simple:
        return ""
    best = min(simple, key=lambda pairs: sum(len(str(value)) for _, value in pairs))
    return ", such as at " + ", ".join(f"{name} = {value}".replace("-", "−") for name, value in best)
