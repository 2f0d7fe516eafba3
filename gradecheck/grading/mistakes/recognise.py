"""Recognising a mistake: the first rule that leads to just what the student wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...autodiff.mistakes.algebraic import FORMULA
from ...autodiff.mistakes.rule import Candidate, Question
from ...notation.expr import Apply, Expr, neg, walk
from ...problem.model import Problem
from ...problem.parts import SymbolicPart
from .fingerprints import suspects
from .multiples import multiple, powers
from .pairs import Pair, Told
from .ranges import out_of_range
from .regions import condition_turned, one_side
from .relative import described, moved

MOST_READINGS = 3

WITH_SIGN = frozenset(
    "transposed local_gradient local_missing path_missing sigmoid_plus not_differentiated"
    " mask_inverted mask_missing mean_missing mean_twice sum_missing constant_missing factor_missing"
    " term_missing routed_back not_routed factor_transposed".split()
)
"""Mistakes that are named together with a wrong sign."""

OF_NUMBERS = frozenset(
    "sign forward_value upstream_missing local_gradient local_missing path_missing wrong_input wrong_output"
    " paths_multiplied".split()
)
"""Mistakes that are named where a mere number was given: many formulas come to 0, 1 or 2."""


SIMPLER_THAN_A_NAME = frozenset("factor_added factor_missing divisor_missing power".split())
"""What explains an answer better than a name for another."""


OF_A_SUM = frozenset(
    "term_missing term_added factor_missing factor_added divisor_missing local_missing path_missing"
    " mask_missing mask_elsewhere".split()
)
"""What is not said of an answer of several cases, one of which is right."""


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
    among = suspects(problem, part)
    pairs = [Pair(part, given, among, seed) for given in readings[:MOST_READINGS]]
    for pair in pairs:
        found = pair.candidate(pair.given, OF_NUMBERS if pair.is_number else frozenset())
        if found is not None:
            named = _plainer(found, pair) or (found.rule.tag, found.sentence)
            tag, sentence = _by_cases(named[0], pair) or named
            return Diagnosis(tag, _without_the_asked(sentence, among.question))
    formulas = [pair for pair in pairs if not pair.is_number]
    for pair in formulas:
        ways = (powers, multiple, condition_turned, one_side, out_of_range, moved)
        told = next((said for way in ways if (said := way(pair)) is not None), None)
        if told is not None:
            told = next((said for pair in formulas if (said := _by_cases(told[0], pair))), told)
            return Diagnosis(told[0], _without_the_asked(told[1], among.question))
    for pair in formulas:
        found = pair.candidate(neg(pair.given), WITH_SIGN)
        if found is not None:
            sentence = _without_the_asked(found.sentence, among.question)
            return Diagnosis(f"sign+{found.rule.tag}", f"The sign is wrong, and more: {sentence}")
    for pair in pairs:
        told = described(pair)
        if told is not None:
            return Diagnosis(*told)
    return None


def _by_cases(tag: str, pair: Pair) -> Told | None:
    """The case in which an answer of several cases is right: no term or factor of a sum is spoken of."""
    cases = any(isinstance(node, Apply) and node.op == "cases" for node in walk(pair.given))
    return one_side(pair) if cases and tag in OF_A_SUM else None


def _without_the_asked(sentence: str, question: Question) -> str:
    """A sentence that does not call the very gradient that is asked for a factor of it."""
    found = question.derivation
    if found is None:
        return sentence
    asked = re.escape(question.quotient(found.of, found.wrt)) + r"(?!\w)"
    sentence = re.sub(f"The (factor|local gradient) {asked}", r"One \1", sentence)
    return re.sub(f"(factor|divisor) too many([^:]*): {asked}", r"\1 too many\2", sentence)


def _plainer(found: Candidate, pair: Pair) -> Told | None:
    """What explains an answer better than some rules: one factor or term of the whole.

    Such are rules for formulas in a step that the student may never have written down, and a name for another:
    p for x, where p = w x, is a factor more.
    """
    if found.is_in_step and found.rule in FORMULA:
        return multiple(pair)
    told = (powers(pair) or multiple(pair)) if found.rule.tag == "wrong_name" else None
    return told if told is not None and told[0] in SIMPLER_THAN_A_NAME else None
