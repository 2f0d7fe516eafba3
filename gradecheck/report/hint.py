"""A hint for the terminal: what it says, which one it is, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..grading.hint_line import hint_key
from ..grading.hints import HintStep
from ..grading.points import points_text
from ..problem.model import Item, Problem
from ..problem.parts import GraphPart
from .words import visible


def hint_text(item: Item, step: HintStep, steps: Sequence[HintStep], *, is_free: bool = False) -> str:
    """One of the hints ``steps`` to an item, with what it costs."""
    place = steps.index(step)
    said = [f"hint {place + 1} of {len(steps)}{'' if is_free else _cost(item, step.cost)}"]
    said += [f"  {line}" for line in visible(step.text).split("\n")]
    return "\n".join(said)


def next_text(item: Item, step: HintStep) -> str:
    """What the next hint costs; "" where it is free."""
    return f"The next hint costs {_points(item, step.cost)}." if step.cost else ""


def write_down(item: Item, step: HintStep) -> str:
    """What a student writes on the answer sheet who has taken hints up to this one."""
    return f"On your answer sheet: {hint_key(item, step.blank)}: {step.number}"


def no_hint(problem: Problem, item: Item, blank: str, *, known: int, taken: int) -> str:
    """Why there is no hint where some are ``known`` and some ``taken``."""
    blanks = [each.id for part in item.parts if isinstance(part, GraphPart) for each in part.blanks]
    if blanks and not blank:
        return f"Each blank has hints of its own: name one, such as {item.id}.graph.{blanks[0]}."
    if known:
        return "That was the last hint." if taken else "You have taken no hint yet."
    if problem.feedback == "verdict":
        return "The author gives no hints here."
    return "There are no hints to this: its author has written none, and nothing follows from a graph."


def _cost(item: Item, cost: Fraction) -> str:
    return f", −{points_text(item.points * cost)}" if cost else ""


def _points(item: Item, cost: Fraction) -> str:
    points = points_text(item.points * cost)
    return f"{points} point" if points == "1" else f"{points} points"
