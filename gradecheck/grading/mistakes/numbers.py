"""Recognising a wrong number: which wrong formula comes to it at the problem's values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ...notation.expr import SCALAR, Expr, Name
from ...problem.model import NumericPart, Problem
from ...problem.tolerance import is_near
from .fingerprints import Suspects, same, suspects
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
    among = suspects(problem, part)
    found = [each for each in _met(part, problem, among, given) if not is_near(part, expected, each.value)]
    of_graph = [each for each in found if each.tag in OF_THE_GRAPH]
    named = of_graph or found
    if not named or (not of_graph and given.denominator == 1 and abs(given) <= LARGEST_PLAIN):
        return None
    first = named[0]
    if all(each.tag == first.tag or _is_same(among, each.expr, first.expr) for each in named):
        return Diagnosis(first.tag, f"Perhaps this: {first.sentence}")
    return None


@dataclass(frozen=True, slots=True)
class _Met:
    tag: str
    sentence: str
    expr: Expr
    value: Fraction


def _met(part: NumericPart, problem: Problem, among: Suspects, given: Fraction) -> Iterator[_Met]:
    """What comes to the given number."""
    for candidate, (rows, columns, entries) in among.all():
        if (rows, columns) == SCALAR and is_near(part, Fraction(entries[0]), given):
            yield _Met(candidate.rule.tag, candidate.sentence, candidate.expr, Fraction(entries[0]))
    if part.target is None and among.places:
        for node in problem.graph:
            value = among.print_at(Name(node.name), among.places[0])
            if value is not None and value[:2] == SCALAR and is_near(part, Fraction(value[2][0]), given):
                said = f"You gave the value of {among.question.named(node.name)}."
                yield _Met("wrong_node", said, Name(node.name), Fraction(value[2][0]))


def _is_same(among: Suspects, one: Expr, two: Expr) -> bool:
    """Whether two formulas are one, told at another point than the problem's."""
    left, right = (among.print_at(each, among.places[-1]) for each in (one, two))
    return len(among.places) > 1 and left is not None and right is not None and same(left, right)
