"""A student's code against their formulas: whether it computes what these say, or which one is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ..problem.model import Problem
from ..problem.parts import CodePart
from .beside import Beside
from .dependence import is_poorer
from .earlier import Carried, Formula
from .following_code import following_code
from .formula_values import is_gradient
from .given import LITTLE, earned, given, said_too, trivial
from .standing_in import is_trivial, standing
from .verdict import GradientEvidence, Status, Verdict

BOTH = "Your code computes what your formula says; both are wrong: mend both at the same place."
CODE = "Your formula is right, your code is the odd one out: hold it against the formula."
FORMULA = "Your code is right, your formula is the odd one out: hold it against the code."
APART = "Your formula and your code are wrong in different ways."


def held_together(
    part: CodePart,
    problem: Problem,
    source: str,
    filename: str,
    seed: int,
    carried: Carried,
    verdict: Verdict,
    *,
    trust: bool = False,
) -> Verdict:
    """The verdict on code beside the formulas of the same gradients: what is wrong in both is told once."""
    if verdict.status not in (Status.CORRECT, Status.PARTIAL, Status.INCORRECT):
        return verdict
    if not isinstance(verdict.evidence, GradientEvidence):
        return verdict
    beside = Beside(part, problem, source, filename, seed, trust)
    verdicts = {each.name: each.verdict for each in verdict.evidence.gradients}
    followed, said = [], []
    for formula in carried.formulas:
        name, found_out = formula.gradient, verdicts.get(formula.gradient, "")
        if formula.own is None and found_out != "wrong":
            continue
        if not is_gradient(part, name, formula.right, problem.scope, seed, trust):
            continue
        sentence = sentence_on(beside, formula, found_out)
        if sentence:
            said.append(sentence if len(part.gradients) == 1 else f"{name}: {sentence}")
        if sentence == BOTH and part.follows is not None and formula.item in part.follows.formulas:
            followed.append(formula)
    if followed:
        return _followed(part, problem, followed, said, verdict)
    found = said_too(verdict, *said)
    if verdict.status is Status.CORRECT or len(part.gradients) != 1 or part.own is not None:
        return found
    better = found if carried.formulas else following(beside, carried, found)
    return better if better.given else following_code(beside, carried, better)


def _followed(
    part: CodePart, problem: Problem, formulas: Sequence[Formula], said: Sequence[str], verdict: Verdict
) -> Verdict:
    """The verdict on code that computes what wrong formulas say: each such gradient earns its share."""
    follows = part.follows
    assert follows is not None
    full = [each for each in formulas if not is_poorer(each.own or each.right, each.right, problem.scope, 0)]
    if not full:
        return said_too(verdict, LITTLE, *said)
    share = Fraction(1, len(part.gradients) + part.with_value)
    if part.own is not None:
        share *= 1 - part.own.share
    credit = verdict.credit + follows.credit * share * len(full)
    names = " and ".join(each.gradient for each in full)
    remark = (
        "Right, given your formula." if len(part.gradients) == 1 else f"{names}: right, given your formula."
    )
    items = tuple(dict.fromkeys("formula" if each.is_own else each.item for each in full))
    found = earned(min(credit, Fraction(1)), verdict, items, remark)
    return replace(found, feedback=(*found.feedback, *said, *verdict.feedback), evidence=verdict.evidence)


def sentence_on(beside: Beside, formula: Formula, verdict: str) -> str:
    """What is told of a gradient and its formula, "" where both are right or nothing can be said."""
    if verdict not in ("right", "wrong"):
        return ""
    if formula.own is None:
        return CODE if verdict == "wrong" else ""
    if verdict == "right":
        return FORMULA
    same = beside.computes(formula.gradient, formula.own, beside.problem.scope)
    return "" if same is None else BOTH if same else APART


def following(beside: Beside, carried: Carried, verdict: Verdict) -> Verdict:
    """The verdict where the code follows from own earlier formulas, without one of its own beside it."""
    part, follows = beside.part, beside.part.follows
    if follows is None:
        return verdict
    for way in follows.ways:
        for one in standing(follows, way, carried, beside.problem, beside.seed):
            if one.may and beside.computes(part.gradients[0], one.expected, one.scope):
                if is_trivial(one, follows, way, carried, beside.problem, beside.seed):
                    return trivial(verdict, one.own)
                found = given(follows, one.own, verdict)
                return replace(found, feedback=(*found.feedback, *verdict.feedback), evidence=verdict.evidence)
    return verdict
