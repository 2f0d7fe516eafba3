"""Formulas that people write in place of a derived one: slips on the way, and gradients next to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...autodiff.mistakes.table import of_formula
from ...autodiff.symbolic import symbolic_gradient
from ...errors import GradecheckError
from ...notation.expr import SCALAR, Expr
from ...notation.scope import Scope

if TYPE_CHECKING:
    from ..derive import Draft


@dataclass(frozen=True, slots=True)
class WrongFormula:
    """A formula and the slip that leads to it, in words."""

    slip: str
    expr: Expr


def wrong_formulas(expr: Expr, scope: Scope) -> Iterator[WrongFormula]:
    """What single mistakes make of a formula, likely ones first; some may be equal to it by accident.

    >>> from ...notation.parse import parse
    >>> from ...notation.printing import to_text
    >>> from ...notation.scope import Declared
    >>> names = Scope(names=(Declared("x"),))
    >>> square = parse("x^2", names)[0].expr
    >>> [(wrong.slip, to_text(wrong.expr, "plain", names)) for wrong in wrong_formulas(square, names)][:2]
    [('sign', '-x^2'), ('constant factor', '2*x^2')]
    """
    for wrong in of_formula(expr, scope):
        if wrong.rule.tag != "wrong_name":
            yield WrongFormula(wrong.rule.name, wrong.expr)


def neighbours(draft: Draft, of: str, wrt: str) -> Iterator[WrongFormula]:
    """The gradients of the same node with respect to the other scalars of the graph."""
    for declared in draft.declared.forward.names:
        if declared.name in (of, wrt) or declared.shape != SCALAR or declared.batch:
            continue
        try:
            yield WrongFormula(
                f"it is ∂{of}/∂{declared.name}", symbolic_gradient(draft.declared.forward, of, declared.name)
            )
        except GradecheckError:
            continue
