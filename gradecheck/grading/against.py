"""A student's code against their formulas: whether it computes what these say, or which one is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import PurePath
from time import monotonic

import numpy as np

from ..differences.point import Array, Outcome, Returned
from ..differences.survey import Station
from ..notation.expr import Expr
from ..notation.scope import Scope
from ..problem.model import CodePart, Problem
from .calling import Student
from .dependence import is_poorer
from .earlier import Carried, Formula
from .formula_values import SECONDS, arguments, formula_value, has_shape, is_gradient, places
from .given import LITTLE, earned, given, said_too, trivial
from .reference import reference
from .standing_in import is_trivial, standing
from .verdict import GradientEvidence, Status, Verdict

CLOSE = 1e-6
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
    beside = _Beside(part, problem, source, filename, seed, trust)
    verdicts = {each.name: each.verdict for each in verdict.evidence.gradients}
    followed, said = [], []
    for formula in carried.formulas:
        name = formula.gradient
        if not is_gradient(part, name, formula.right, problem.scope, seed, trust):
            continue
        sentence = beside.sentence(formula, verdicts.get(name, ""))
        if sentence:
            said.append(sentence if len(part.gradients) == 1 else f"{name}: {sentence}")
        if sentence == BOTH and part.follows is not None and formula.item in part.follows.formulas:
            followed.append(formula)
    if followed:
        return _followed(part, problem, followed, said, verdict)
    found = said_too(verdict, *said)
    return found if carried.formulas else beside.following(carried, found)


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


@dataclass(eq=False)
class _Beside:
    """One student's file at the places where it was judged."""

    part: CodePart
    problem: Problem
    source: str
    filename: str
    seed: int
    trust: bool

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What the function returned there."""
        known = reference(self.part, self.problem.scope, self.seed, self.trust)
        name = PurePath(self.filename).name or "answer.py"
        student = Student(self.part, self.source, name, known.outputs, self.trust)
        return student.backward([station.place.point for station in self.places])

    @cached_property
    def places(self) -> list[Station]:
        return list(places(self.part, self.problem.scope, self.seed, self.trust))

    def sentence(self, formula: Formula, verdict: str) -> str:
        """What is told of a gradient and its formula, "" where both are right or nothing can be said."""
        if verdict not in ("right", "wrong"):
            return ""
        if formula.own is None:
            return CODE if verdict == "wrong" else ""
        if verdict == "right":
            return FORMULA
        same = self.computes(formula.gradient, formula.own, self.problem.scope)
        return "" if same is None else BOTH if same else APART

    def computes(self, name: str, formula: Expr, scope: Scope) -> bool | None:
        """Whether the function returns what a formula says, wherever it was called.

        ``None`` where that cannot be told: it returned no array, or the formula has no value there.
        """
        deadline = monotonic() + SECONDS
        same = []
        for station, outcome in zip(self.places, self.outcomes, strict=True):
            array = outcome.arrays[self.part.gradients.index(name)] if isinstance(outcome, Returned) else None
            said = formula_value(formula, scope, arguments(self.part, station.place.point), deadline)
            if array is None or said is None:
                return None
            same.append(_is_same(np.asarray(array, dtype=np.float64), said))
        return all(same) if same else None

    def following(self, carried: Carried, verdict: Verdict) -> Verdict:
        """The verdict where the code follows from own earlier formulas, without one of its own beside it."""
        part, follows, right = self.part, self.part.follows, verdict.status is Status.CORRECT
        if right or follows is None or len(part.gradients) != 1 or part.own is not None:
            return verdict
        for way in follows.ways:
            for one in standing(follows, way, carried, self.problem, self.seed):
                if one.may and self.computes(part.gradients[0], one.expected, one.scope):
                    if is_trivial(one, follows, way, carried, self.problem, self.seed):
                        return trivial(verdict, one.own)
                    found = given(follows, one.own, verdict)
                    return replace(
                        found, feedback=(*found.feedback, *verdict.feedback), evidence=verdict.evidence
                    )
        return verdict


def _is_same(given: Array, said: Array) -> bool:
    if not has_shape(given, said):
        return False
    return bool(
        np.all(abs(given.ravel() - said.ravel()) <= CLOSE * max(float(abs(said).max(initial=0.0)), 1e-300))
    )
