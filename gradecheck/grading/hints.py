"""Hints in steps: the author's own, then where to look, which rule, the local gradients, the worked step.

They follow from the problem alone, whatever was answered. Level ``verdict`` has the author's own, ``hints`` all
but the worked step, and nothing that is an answer; ``full`` has all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..problem.levels import at_least
from ..problem.model import Item, Problem
from ..problem.parts import (
    Blank,
    CodePart,
    GraphForward,
    GraphPart,
    NumericPart,
    Part,
    PythonForward,
    ShapePart,
    SymbolicPart,
    Target,
)
from .hint_cost import cost_of
from .hint_gradients import Derived, GradientHints
from .hint_python import PythonHints
from .hint_values import shape_hints, value_hints
from .untold import Untold

Kind = Literal["author", Derived]


@dataclass(frozen=True, slots=True)
class HintStep:
    """One hint; its text may have several lines.

    It is number ``number`` of those of the ``blank``, or, where that is "", of those of the item; ``cost`` is
    the share of the item's points that it takes off.
    """

    kind: Kind
    text: str
    blank: str
    number: int
    cost: Fraction


def steps(problem: Problem, item: Item, blank: str = "") -> tuple[HintStep, ...]:
    """All hints to an item, or to one of its blanks, in their order, as far as the problem's level allows."""
    own: list[tuple[Kind, str]] = [("author", hint.text) for hint in item.hints]
    derived = _derived(problem, item, blank) if at_least(problem.feedback, "hints") else iter(())
    if not blank:
        return tuple(_numbered(problem, item, "", [*own, *derived]))
    return (*_numbered(problem, item, "", own), *_numbered(problem, item, blank, derived))


def first_open(known: Sequence[HintStep], taken: Mapping[str, int]) -> int:
    """The place of the first hint that was not taken; ``taken`` counts them by blank, "" being the item."""
    places = (place for place, each in enumerate(known) if each.number > taken.get(each.blank, 0))
    return next(places, len(known))


def _numbered(
    problem: Problem, item: Item, blank: str, hints: Iterable[tuple[Kind, str]]
) -> Iterator[HintStep]:
    for number, (kind, text) in enumerate(hints, 1):
        yield HintStep(kind, text, blank, number, cost_of(problem, item, blank, number))


def _derived(problem: Problem, item: Item, blank: str) -> Iterator[tuple[Kind, str]]:
    """What follows from the graph, without what the level keeps back."""
    full = at_least(problem.feedback, "full")
    for kind, text, untold in _all(problem, item, blank):
        if text and (full or (kind != "step" and not untold.are_in(text))):
            yield kind, text


def _all(problem: Problem, item: Item, own_id: str) -> Iterator[tuple[Kind, str, Untold]]:
    blank = _blank(item, own_id)
    part = blank.answer if blank else next(filter(_has_hints, item.parts), None)
    if part is None:
        return
    untold = Untold(problem, (part,) if blank else item.parts)
    for kind, text in _of(problem, item, blank, part, untold):
        yield kind, text, untold


def _of(
    problem: Problem, item: Item, blank: Blank | None, part: Part, untold: Untold
) -> Iterator[tuple[Kind, str]]:
    if blank is not None:
        if blank.what == "value":
            return value_hints(problem, blank.node, blank.answer.expected_text, untold)
        return GradientHints.of_blank(problem, blank, untold).steps()
    match part:
        case SymbolicPart(target=Target() as target) | NumericPart(target=Target() as target):
            return GradientHints.of_target(problem, item, target, untold).steps()
        case CodePart(forward=GraphForward() as forward):
            return GradientHints.of_code(problem, forward, untold).steps()
        case CodePart(forward=PythonForward() as forward):
            return PythonHints(part, forward).steps()
        case ShapePart():
            return shape_hints(problem, part, untold)
    return iter(())


def _blank(item: Item, own_id: str) -> Blank | None:
    blanks = (each for part in item.parts if isinstance(part, GraphPart) for each in part.blanks)
    return next((each for each in blanks if each.id == own_id), None)


def _has_hints(part: Part) -> bool:
    match part:
        case SymbolicPart() | NumericPart():
            return part.target is not None
        case CodePart():
            return True
        case ShapePart():
            return bool(part.of)
    return False
