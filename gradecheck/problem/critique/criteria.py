"""Criteria of a rubric that no answer can ever reach, since one above takes the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..derive import Draft
from ..model import Problem
from ..parts import Criterion, NumericPart, SymbolicPart
from ..tolerance import allowed, widened
from ..yaml_reader import Path
from .remark import Remark, numbers
from .value import value_of

OF_THE_SHAPE = frozenset({"shape_only", "up_to", "form", "entries", "terms"})
"""What only answers of the right shape meet."""
WIDER = {"sign": ("sign", "constant_factor")}
"""Everything that is right up to the first is right up to the others."""


def criteria(draft: Draft, problem: Problem) -> Iterator[Remark]:
    """The criteria of all parts that leave nothing to one below, or have nothing left."""
    for n, item in enumerate(problem.items):
        for part in item.parts:
            if isinstance(part, SymbolicPart):
                yield from _of_part(draft, n, part, None, ("items", n, "symbolic"))
    for asked in numbers(draft, problem.items):
        path = asked.path[:-1] if asked.path[-1] == "expected" else asked.path
        yield from _of_part(draft, asked.position, asked.part, value_of(draft, asked.part.expected), path)


def _of_part(
    draft: Draft, position: int, part: SymbolicPart | NumericPart, value: Fraction | None, path: Path
) -> Iterator[Remark]:
    for n, row in enumerate(part.rubric):
        above = next((k for k, other in enumerate(part.rubric[:n]) if _takes(part, value, other, row)), None)
        if above is not None:
            fact = f"this criterion is never reached: criterion {above + 1} takes the same answers"
        elif _is_right(part, value, row):
            fact = "this criterion is never reached: what meets it is right"
        elif row.matcher == "sign_of" and value == 0:
            fact = "this criterion is never reached: the right number is 0, which has no sign"
        else:
            continue
        remedy = "move it up, or leave it out" if above is not None else "leave it out"
        yield Remark("unreachable", position, draft.fail((*path, "rubric", n), fact, remedy))


def _takes(
    part: SymbolicPart | NumericPart, value: Fraction | None, first: Criterion, second: Criterion
) -> bool:
    """Whether all answers that meet the second criterion meet the first."""
    match first.matcher, second.matcher:
        case "mistake", "mistake":
            return set(second.mistakes) <= set(first.mistakes)
        case "up_to", "up_to":
            return first.up_to in WIDER.get(second.up_to, (second.up_to,))
        case "shape_only", other:
            return other in OF_THE_SHAPE
        case "within", "within":
            return value is not None and _off(part, second, value) <= _off(part, first, value)
        case "sign_of", "within":
            return value is not None and _off(part, second, value) < abs(value)
    return first.matcher == second.matcher


def _is_right(part: SymbolicPart | NumericPart, value: Fraction | None, row: Criterion) -> bool:
    """Whether an answer that meets the criterion is right as it is."""
    if isinstance(part, SymbolicPart):
        return bool(row.up_to) and part.up_to in WIDER.get(row.up_to, (row.up_to,))
    return row.matcher == "within" and value is not None and _off(part, row, value) <= allowed(part, value)


def _off(part: SymbolicPart | NumericPart, row: Criterion, value: Fraction) -> Fraction:
    """How far off a number may be that is within what the criterion allows."""
    return allowed(widened(part, row), value) if isinstance(part, NumericPart) else Fraction(0)
