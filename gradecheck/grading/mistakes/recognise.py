"""Recognising a mistake: the first rule that leads to just what the student wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import isclose

from ...algebra.balls import constant
from ...algebra.compare import compare
from ...autodiff.mistakes.rule import Candidate
from ...notation.expr import SCALAR, Expr, free_names, neg
from ...problem.model import Problem, SymbolicPart
from .fingerprints import Print, Remembering, Suspects, suspects
from .multiples import multiple
from .pairs import Pair
from .ranges import out_of_range
from .regions import one_side
from .relative import described

MOST_LOOKS = 6
"""Wrong answers of the same value at one point that are held against a student's."""

MOST_READINGS = 3

WITH_SIGN = frozenset(
    "transposed local_gradient local_missing path_missing wrong_input sigmoid_plus not_differentiated"
    " mask_inverted mask_missing mean_missing mean_twice sum_missing constant_missing factor_missing"
    " term_missing routed_back not_routed factor_transposed".split()
)
"""Mistakes that are named together with a wrong sign."""

OF_NUMBERS = frozenset(
    "sign forward_value upstream_missing local_gradient local_missing path_missing wrong_input wrong_output"
    " paths_multiplied".split()
)
"""Mistakes that are named where a mere number was given: many formulas come to 0, 1 or 2."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The name of a mistake: a tag for statistics and a sentence that does not say what is right."""

    tag: str
    sentence: str


def recognise(
    part: SymbolicPart, problem: Problem, readings: Sequence[Expr], seed: int = 0
) -> Diagnosis | None:
    """The mistake that leads to a wrong answer, or else what the answer has in common with the right one.

    A mistake is named only where the answer that follows from it is *equal* to the student's; None where
    nothing can be said.
    """
    among, readings = suspects(problem, part), readings[:MOST_READINGS]
    for given in readings:
        found = _equal_to(given, part, among, seed, OF_NUMBERS if is_number(given, among) else frozenset())
        if found is not None:
            better = multiple(Pair(part, given, among, seed)) if _is_unseen_name(found, part, given) else None
            return Diagnosis(*better) if better is not None else Diagnosis(found.rule.tag, found.sentence)
    pairs = [Pair(part, given, among, seed) for given in readings]
    for pair in pairs:
        told = (multiple(pair) or one_side(pair)) if not is_number(pair.given, among) else None
        told = told or out_of_range(pair)
        if told is not None:
            return Diagnosis(*told)
    for given in readings:
        found = _equal_to(neg(given), part, among, seed, WITH_SIGN) if not is_number(given, among) else None
        if found is not None:
            return Diagnosis(f"sign+{found.rule.tag}", f"The sign is wrong, and more: {found.sentence}")
    for pair in pairs:
        told = described(pair)
        if told is not None:
            return Diagnosis(*told)
    return None


def _is_unseen_name(found: Candidate, part: SymbolicPart, given: Expr) -> bool:
    """Whether one name for another explains an answer that has no such name: w x is the node p, and two factors."""
    new = free_names(found.expr) - free_names(part.expected)
    return found.rule.tag == "wrong_name" and new.isdisjoint(free_names(given))


def is_number(given: Expr, among: Suspects) -> bool:
    """Whether an answer is a mere number, also where it is written as a formula: σ(z) + 1 − σ(z)."""
    scope = among.question.scope
    if constant(given) is not None:
        return True
    if free_names(given) & {*scope.dims, *(index.name for index in scope.indices)}:
        return False
    values = [among.print_at(given, Remembering(scope, place.point)) for place in among.places[:3]]
    first = values[0] if len(values) > 1 else None
    return first is not None and first[:2] == SCALAR and all(each and _near(first, each) for each in values)


def _near(one: Print, two: Print) -> bool:
    return one[:2] == two[:2] and isclose(one[2][0], two[2][0], rel_tol=1e-11, abs_tol=1e-15)


def _equal_to(
    given: Expr, part: SymbolicPart, among: Suspects, seed: int, tags: frozenset[str] = frozenset()
) -> Candidate | None:
    """The first of the wrong answers that is certainly the given one."""
    alike = (each for each in among.like(given) if not tags or each.rule.tag in tags)
    for candidate in islice(alike, MOST_LOOKS):
        scope = among.question.scope
        if compare(candidate.expr, given, scope, condition=part.condition, seed=seed).verdict == "equal":
            return candidate
    return None
