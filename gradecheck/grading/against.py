"""A student's code against their formula: whether it computes what the formula says, or which one is wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import PurePath
from time import monotonic

import numpy as np
from flint import ctx, fmpq

from ..algebra.balls import Evaluation, Position, defined
from ..algebra.balls import Point as At
from ..algebra.values import Exact, NoValue
from ..differences.point import Array, Point, Returned
from ..notation.expr import Expr
from ..notation.scope import Scope
from ..problem.model import CodePart, GraphForward, Problem
from .calling import Student
from .earlier import Carried
from .forwards import as_matrix
from .given import given_formula
from .reference import reference
from .verdict import Status, Verdict

MOST_PLACES = 6
SECONDS = 2.0
CLOSE = 1e-6
BITS = 64


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
    """The verdict on code beside the formula of the same item: what is wrong in both is told once."""
    if verdict.status not in (Status.CORRECT, Status.PARTIAL, Status.INCORRECT):
        return verdict
    is_right = verdict.status is Status.CORRECT
    if carried.formula is None:
        said = "Your formula is right, the code is not: hold the code against it."
        return _said(verdict, said) if carried.is_formula_right and not is_right else verdict
    if is_right:
        return _said(verdict, "The code is right, your formula is not: hold it against the code.")
    same = computes(part, problem, source, filename, seed, carried.formula, trust=trust)
    if same is None:
        return verdict
    if not same:
        return _said(verdict, "Formula and code are wrong in different ways.")
    said = "Your code computes what your formula says: mend both at the same place."
    follows = part.follows
    if follows is None or follows.formula is None:
        return _said(verdict, said)
    found = given_formula(follows, problem.scope, carried.formula, verdict)
    if not found.given:
        return _said(found, said)
    return replace(found, feedback=(*found.feedback, said, *verdict.feedback), evidence=verdict.evidence)


def computes(
    part: CodePart, problem: Problem, source: str, filename: str, seed: int, formula: Expr, *, trust: bool
) -> bool | None:
    """Whether a function returns what a formula says, at a few of the inputs where it was judged.

    ``None`` where that cannot be told: it returned no array, or the formula has no value there.
    """
    if not isinstance(part.forward, GraphForward) or len(part.gradients) != 1 or part.own is not None:
        return None
    known = reference(part, problem.scope, seed, trust)
    stations = [region.stations[0] for region in known.survey.regions if region.stations]
    points = [station.place.point for station in stations[:MOST_PLACES]]
    student = Student(part, source, PurePath(filename).name or "answer.py", known.outputs, trust)
    outcomes = student.backward(points)
    deadline = monotonic() + SECONDS
    same = []
    for point, outcome in zip(points, outcomes, strict=True):
        array = outcome.arrays[0] if isinstance(outcome, Returned) else None
        said = _value(formula, problem.scope, _named(part, point), deadline)
        if array is None or said is None:
            return None
        same.append(_is_close(np.asarray(array, dtype=np.float64).ravel(), said))
    return all(same) if same else None


def _named(part: CodePart, point: Point) -> dict[str, Array]:
    return {**point.inputs, **dict(zip(part.upstream, point.upstream, strict=False))}


def _value(formula: Expr, scope: Scope, inputs: dict[str, Array], deadline: float) -> Array | None:
    """The entries of a formula, in bounded time; ``None`` where it has no value."""
    dims: dict[str, int] = {}
    values: dict[Position, Exact] = {}
    for name, array in inputs.items():
        declared = scope.get(name)
        if declared is None:
            return None
        matrix = as_matrix(array, scope, name)
        dims.update(
            (dim, size) for dim, size in zip(declared.shape, matrix.shape, strict=True) if isinstance(dim, str)
        )
        values[name, None] = Exact(matrix.shape[0], matrix.shape[1], tuple(map(_exact, matrix.ravel())))
    try:
        with ctx.workprec(BITS):
            found = defined(Evaluation(scope, At(dims, {}, values), deadline).of(formula, {}))
            return np.array([float(entry.mid()) for entry in found.entries])
    except (NoValue, RecursionError):
        return None


def _exact(entry: float) -> fmpq:
    value = Fraction(float(entry))
    return fmpq(value.numerator, value.denominator)


def _is_close(given: Array, said: Array) -> bool:
    if given.shape != said.shape:
        return False
    return bool(np.all(abs(given - said) <= CLOSE * max(float(abs(said).max(initial=0.0)), 1e-300)))


def _said(verdict: Verdict, *sentences: str) -> Verdict:
    return replace(verdict, feedback=(*verdict.feedback, *sentences))
