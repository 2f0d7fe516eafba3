"""What a hint must not say: the answers to the question that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..algebra.compare import compare
from ..errors import GradecheckError
from ..notation import to_text
from ..notation.expr import Expr
from ..notation.scope import Scope
from ..problem.local_gradients import number_of
from ..problem.model import Problem
from ..problem.parts import NumericPart, Part, ShapePart, SymbolicPart
from . import numeric

TELLING = 4
"""A text with fewer characters than this stands in a sentence by accident."""


@dataclass(frozen=True, slots=True)
class Untold:
    """The answers to the parts of one question."""

    problem: Problem
    parts: tuple[Part, ...]

    def has_formula(self, expr: Expr, scope: Scope | None = None) -> bool:
        """Whether an expression is an answer, or cannot be told from one."""
        return any(self._is(expr, part, scope or self.problem.scope) for part in self.parts)

    def has_number(self, text: str) -> bool:
        """Whether a number would earn anything."""
        asked = [part for part in self.parts if isinstance(part, NumericPart)]
        return any(numeric.check(part, self.problem, text, {}).credit > 0 for part in asked)

    def has_shape(self, rows: int | str, columns: int | str) -> bool:
        """Whether a shape is an answer."""
        asked = [part for part in self.parts if isinstance(part, ShapePart)]
        return any((rows, columns) in (part.expected, *(row.shape for row in part.accept)) for part in asked)

    def are_in(self, text: str) -> bool:
        """Whether a sentence has an answer in it, as its author wrote it or as it is printed."""
        plain = _plain(text)
        return any(len(secret) >= TELLING and secret in plain for secret in map(_plain, self._texts()))

    def _texts(self) -> list[str]:
        found = []
        for part in self.parts:
            if isinstance(part, SymbolicPart | NumericPart | ShapePart):
                found.append(part.expected_text)
            if isinstance(part, SymbolicPart):
                found += [to_text(expr, "unicode", self.problem.scope) for expr in _answers(part)]
        return found

    def _is(self, expr: Expr, part: Part, scope: Scope) -> bool:
        if isinstance(part, NumericPart):
            value = number_of(self.problem, expr)
            return bool(value) and self.has_number(value)
        if not isinstance(part, SymbolicPart):
            return False
        scope = scope.with_definitions(dict.fromkeys(part.free)) if part.free else scope
        try:
            found = (compare(each, expr, scope, condition=part.condition) for each in _answers(part))
            return any(each.verdict != "different" for each in found)
        except GradecheckError:
            return True


def _answers(part: SymbolicPart) -> list[Expr]:
    return [part.expected, *(row.expected for row in part.accept if row.expected is not None)]


def _plain(text: str) -> str:
    return re.sub(r"[\s()]", "", text)
