"""Rows of ``accept`` that no answer can ever reach, since one above takes the same answers."""

from __future__ import annotations

from collections.abc import Iterator

from ...algebra.compare import compare
from ...notation.expr import Expr
from ..derive import Draft
from ..model import Problem
from ..parts import Accepted, NumericPart, Part, ShapePart, SymbolicPart
from ..tolerance import is_near
from ..yaml_reader import Path
from .remark import Remark, numbers
from .value import value_of


def rows(draft: Draft, problem: Problem) -> Iterator[Remark]:
    """The rows of all parts that another right answer, or another row, leaves nothing to."""
    for n, item in enumerate(problem.items):
        for part in item.parts:
            if isinstance(part, SymbolicPart | ShapePart):
                yield from _of_part(draft, n, part, part.accept, ("items", n, part.kind))
    for asked in numbers(draft, problem.items):
        path = asked.path[:-1] if asked.path[-1] == "expected" else asked.path
        yield from _of_part(draft, asked.position, asked.part, asked.part.accept, path)


def _of_part(
    draft: Draft, position: int, part: Part, accept: tuple[Accepted, ...], path: Path
) -> Iterator[Remark]:
    own = _own(part)
    for n, row in enumerate(accept):
        here = (*path, "accept", n)
        if not row.where and _same(draft, part, own, row):
            fact = f"this row is never reached: {_counts(part)} the expected answer"
            yield Remark("unreachable", position, draft.fail(here, fact, "leave it out, or change one of them"))
            continue
        above = next(
            (k for k, other in enumerate(accept[:n]) if _covers(other, row) and _same(draft, part, other, row)),
            None,
        )
        if above is not None:
            fact = f"this row is never reached: row {above + 1} takes the same answers"
            remedy = "leave one out, or give them different `when`"
            yield Remark("unreachable", position, draft.fail(here, fact, remedy))


def _counts(part: Part) -> str:
    return "its number counts as" if isinstance(part, NumericPart) else "it is equal to"


def _own(part: Part) -> Accepted:
    match part:
        case ShapePart():
            return Accepted(shape=part.expected)
        case SymbolicPart() | NumericPart():
            return Accepted(expected=part.expected)
    return Accepted()


def _covers(first: Accepted, second: Accepted) -> bool:
    """Whether the first row counts for everybody for whom the second does."""
    return first.where == second.where and set(first.when) <= set(second.when)


def _same(draft: Draft, part: Part, first: Accepted, second: Accepted) -> bool:
    if isinstance(part, ShapePart):
        return first.shape == second.shape
    if first.expected is None or second.expected is None:
        return False
    if isinstance(part, NumericPart):
        return _same_number(draft, part, first.expected, second.expected)
    if not isinstance(part, SymbolicPart) or part.form:
        return False
    scope = draft.scope.with_definitions(dict(second.where)) if second.where else draft.scope
    found = compare(first.expected, second.expected, scope, condition=part.condition, free=part.free)
    return found.verdict == "equal" and found.boundary is None


def _same_number(draft: Draft, part: NumericPart, first: Expr, second: Expr) -> bool:
    value, other = value_of(draft, first), value_of(draft, second)
    return value is not None and other is not None and is_near(part, value, other)
