"""What hints cost: told by their number alone, so that every machine charges the same."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..problem.model import Item, Problem
from ..problem.parts import GraphPart

STEPS = 4
"""Hints that follow from the graph: where to look, which rule, the local gradients, the worked step."""


def charged(problem: Problem, item: Item, taken: Mapping[str, int]) -> tuple[int, Fraction]:
    """How many hints were taken, and the share of the item's points that they cost together: 1 at most.

    ``taken`` counts them by blank; under "" are those of the item as a whole, its author's own first.
    """
    weights = {
        blank.id: blank.points / whole / len(item.parts)
        for part in item.parts
        if isinstance(part, GraphPart) and (whole := sum((each.points for each in part.blanks), Fraction(0)))
        for blank in part.blanks
    }
    count, cost = 0, Fraction(0)
    for blank, number in taken.items():
        count += number
        costs = [hint.cost for hint in item.hints] if not blank else []
        own = costs + [problem.hint_cost] * STEPS
        cost += sum(own[:number], Fraction(0)) * (weights.get(blank, Fraction(0)) if blank else 1)
    return count, min(cost, Fraction(1))


def cost_of(problem: Problem, item: Item, blank: str, number: int) -> Fraction:
    """The share of the item's points that hint ``number``, counted from 1, costs after those before it."""
    return charged(problem, item, {blank: number})[1] - charged(problem, item, {blank: number - 1})[1]
