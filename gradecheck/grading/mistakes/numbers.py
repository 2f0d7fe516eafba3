"""Recognising a wrong number: which wrong formula comes to it at the problem's values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ...notation.expr import SCALAR, Name
from ...problem.model import NumericPart, Problem
from ...problem.tolerance import is_near
from .fingerprints import suspects
from .recognise import Diagnosis

OF_THE_GRAPH = frozenset(
    "forward_value upstream_missing local_gradient local_missing path_missing wrong_input wrong_output"
    " wrong_node".split()
)
"""What a number is when it stands elsewhere in the graph: a fact, whatever led to it."""
LARGEST_PLAIN = 12
"""Whole numbers up to this one come out of many formulas."""


def recognise_number(
    part: NumericPart, problem: Problem, expected: Fraction, given: Fraction
) -> Diagnosis | None:
    """What a wrong number is the right one for; None where that is nothing, or more than one thing.

    A number that stands elsewhere in the graph is called so; of formulas that come to it there must be one kind
    only, and none is named for a small whole number, which many come to.
    """
    found = [each for each in _met(part, problem, given) if not is_near(part, expected, Fraction(each[2]))]
    of_graph = [each for each in found if each[0] in OF_THE_GRAPH]
    named = of_graph or found
    if len({tag for tag, *_ in named}) != 1:
        return None
    if not of_graph and given.denominator == 1 and abs(given) <= LARGEST_PLAIN:
        return None
    tag, sentence, _ = named[0]
    return Diagnosis(tag, f"Perhaps this: {sentence}")


def _met(part: NumericPart, problem: Problem, given: Fraction) -> Iterator[tuple[str, str, float]]:
    """Tags and sentences of what comes to the given number."""
    among = suspects(problem, part)
    for candidate, (rows, columns, entries) in among.all():
        if (rows, columns) == SCALAR and is_near(part, Fraction(entries[0]), given):
            yield candidate.rule.tag, candidate.sentence, entries[0]
    if part.target is None and among.places:
        for node in problem.graph:
            value = among.print_at(Name(node.name), among.places[0])
            if value is not None and value[:2] == SCALAR and is_near(part, Fraction(value[2][0]), given):
                said = f"You gave the value of {among.question.named(node.name)}."
                yield "wrong_node", said, value[2][0]
