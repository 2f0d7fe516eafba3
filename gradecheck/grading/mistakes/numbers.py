"""Recognising a wrong number: which wrong formula comes to it at the problem's values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...notation.expr import SCALAR, Expr, Name
from ...problem.model import Problem
from ...problem.parts import NumericPart
from ...problem.tolerance import is_near
from .fingerprints import Suspects, same, suspects
from .recognise import Diagnosis

OF_THE_GRAPH = frozenset(
    "forward_value upstream_missing local_gradient local_missing path_missing wrong_input wrong_output"
    " wrong_node".split()
)
"""What a number is when it stands elsewhere in the graph: a fact, whatever led to it."""
PLAUSIBLE = frozenset(
    "path_sign path_twice mean_missing mean_twice constant_missing constant_factor sigmoid_plus sigmoid_half"
    " not_differentiated tanh_linear tanh_plus mask_missing mask_inverted term_missing factor_missing"
    " sign_of_term".split()
)
"""Other mistakes that a number may be called by: common ones, for of all together one often fits by chance."""
FIGURES = 3
"""How many figures of a number must agree for these."""
MOST_PLACES = 6
MOST_FIGURES = 9
LARGEST_PLAIN = 12
"""Whole numbers up to this one come out of many formulas."""


def recognise_number(
    part: NumericPart, problem: Problem, expected: Fraction, given: Fraction
) -> Diagnosis | None:
    """What a wrong number is the right one for; None where that is nothing, or more than one thing.

    A number that stands elsewhere in the graph is called so; of formulas that come to it there must be one kind
    only, and a common mistake; none is named for a small whole number, which many come to, or for few figures.
    """
    among = suspects(problem, part)
    found = [each for each in _met(part, problem, among, given) if not is_near(part, expected, each.value)]
    of_graph = [each for each in found if each.tag in OF_THE_GRAPH]
    named = of_graph or found
    is_plain = given.denominator == 1 and abs(given) <= LARGEST_PLAIN
    if not named or (not of_graph and (is_plain or not _is_evident(named, given))):
        return None
    first = next((each for each in named if each.tag in PLAUSIBLE), named[0])
    own = None if part.target is None else Name(part.target.wrt)
    first = next((each for each in named if each.tag == first.tag and each.expr == own), first)
    if all(each.tag == first.tag or _is_same(among, each.expr, first.expr) for each in named):
        return Diagnosis(first.tag, f"Perhaps this: {first.sentence}")
    return None


def _is_evident(named: Sequence[_Met], given: Fraction) -> bool:
    """Whether a number tells that a common mistake led to it: by enough figures, all of them right."""
    unit, figures = _last_place(given)
    return figures >= FIGURES and any(
        each.tag in PLAUSIBLE and abs(each.value - given) <= unit / 2 for each in named
    )


def _last_place(value: Fraction) -> tuple[Fraction, int]:
    """The unit of the last figure of a decimal, and how many figures it has; a fraction has many.

    >>> _last_place(Fraction("-1.38")), _last_place(Fraction(1, 3))
    ((Fraction(1, 100), 3), (Fraction(1, 1000000), 9))
    """
    for places in range(MOST_PLACES):
        if (value * 10**places).denominator == 1:
            return Fraction(1, 10**places), len(str(abs(value * 10**places)).rstrip("0" if not places else ""))
    return Fraction(1, 10**MOST_PLACES), MOST_FIGURES


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
