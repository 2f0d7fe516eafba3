"""What a student's function returned at the places where it was judged, beside what formulas say there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from time import monotonic

import numpy as np

from ..differences.point import Array, Outcome, Point, Returned
from ..notation.expr import Expr
from ..notation.scope import Scope
from ..problem.model import Problem
from ..problem.parts import CodePart
from .calling import Student
from .formula_values import SECONDS, arguments, formula_value, has_shape, places
from .reference import reference

CLOSE = 1e-6


@dataclass(eq=False)
class Beside:
    """One student's file at the places where it was judged."""

    part: CodePart
    problem: Problem
    source: str
    filename: str
    seed: int
    trust: bool

    @cached_property
    def points(self) -> list[Point]:
        """Where it was called."""
        found = places(self.part, self.problem.scope, self.seed, self.trust)
        return [station.place.point for station in found]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What the function returned there."""
        return self._called(self.part, self.source, self.points)

    @property
    def returned(self) -> list[Array] | None:
        """Its first gradient at each place; ``None`` where it returned no array somewhere."""
        return _arrays(self.outcomes)

    def called(self, part: CodePart, source: str, points: Sequence[Point]) -> list[Array] | None:
        """The same of the function of another part, at any points."""
        return _arrays(self._called(part, source, points))

    def _called(self, part: CodePart, source: str, points: Sequence[Point]) -> list[Outcome]:
        known = reference(part, self.problem.scope, self.seed, self.trust)
        name = PurePath(self.filename).name or "answer.py"
        return Student(part, source, name, known.outputs, self.trust).backward(points)

    def computes(self, name: str, formula: Expr, scope: Scope) -> bool | None:
        """Whether the function returns what a formula says, wherever it was called.

        ``None`` where that cannot be told: it returned no array, or the formula has no value there.
        """
        deadline = monotonic() + SECONDS
        same = []
        for point, outcome in zip(self.points, self.outcomes, strict=True):
            array = outcome.arrays[self.part.gradients.index(name)] if isinstance(outcome, Returned) else None
            said = formula_value(formula, scope, arguments(self.part, point), deadline)
            if array is None or said is None:
                return None
            same.append(is_same(np.asarray(array, dtype=np.float64), said))
        return all(same) if same else None


def _arrays(outcomes: Sequence[Outcome]) -> list[Array] | None:
    found = [one.arrays[0] for one in outcomes if isinstance(one, Returned) and one.arrays[0] is not None]
    return [np.asarray(each, dtype=np.float64) for each in found] if len(found) == len(outcomes) else None


def is_same(given: Array, said: Array) -> bool:
    """Whether an array is the value of a formula, but for rounding."""
    if not has_shape(given, said):
        return False
    return bool(
        np.all(abs(given.ravel() - said.ravel()) <= CLOSE * max(float(abs(said).max(initial=0.0)), 1e-300))
    )
