"""Recognising a mistake: the first rule that leads to just what the student wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ...algebra.compare import compare
from ...notation.expr import Expr
from ...problem.model import Problem, SymbolicPart
from .fingerprints import Suspects, suspects

MOST_LOOKS = 6
"""Wrong answers of the same value at one point that are held against a student's."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The name of a mistake: a tag for statistics and a sentence that does not say what is right."""

    tag: str
    sentence: str


def recognise(
    part: SymbolicPart, problem: Problem, readings: Sequence[Expr], seed: int = 0
) -> Diagnosis | None:
    """The mistake that leads to a wrong answer; None where no rule does.

    A mistake is named only where the answer that follows from it is *equal* to the student's.
    """
    among = suspects(problem, part)
    for given in readings:
        for candidate in islice(among.like(given), MOST_LOOKS):
            if _is_equal(candidate.expr, given, part, among, seed):
                return Diagnosis(candidate.rule.tag, candidate.sentence)
    return None


def _is_equal(wrong: Expr, given: Expr, part: SymbolicPart, among: Suspects, seed: int) -> bool:
    found = compare(wrong, given, among.question.scope, condition=part.condition, seed=seed)
    return found.verdict == "equal"
