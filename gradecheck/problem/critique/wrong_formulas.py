"""Formulas that people write in place of a derived one: slips on the way, and gradients next to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...algebra.slips import slips
from ...autodiff.symbolic import symbolic_gradient
from ...errors import GradecheckError
from ...notation.expr import ONE, SCALAR, Apply, Expr, Name, Number, number
from ...notation.places import is_scalar, places_of, put
from ...notation.scope import Scope

if TYPE_CHECKING:
    from ..derive import Draft


@dataclass(frozen=True, slots=True)
class WrongFormula:
    """A formula and the slip that leads to it, in words."""

    slip: str
    expr: Expr


def wrong_formulas(expr: Expr, scope: Scope) -> Iterator[WrongFormula]:
    """Slips from a scalar expression, likely ones first; some may be equal to it by accident.

    >>> from ...notation.parse import parse
    >>> from ...notation.printing import to_text
    >>> from ...notation.scope import Declared
    >>> names = Scope(names=(Declared("x"),))
    >>> square = parse("x^2", names)[0].expr
    >>> [(wrong.slip, to_text(wrong.expr, "plain", names)) for wrong in wrong_formulas(square, names)][:2]
    [('sign', '-x^2'), ('double in place of the square', '2*x')]
    """
    first = [WrongFormula(slip.name, slip.expr) for slip in slips(expr, scope)]
    yield from first[:1]
    for path, node in places_of(expr):
        for slip, other in _at(node, scope):
            yield WrongFormula(slip, put(expr, path, other))
    yield from first[1:]


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


def _at(node: Expr, scope: Scope) -> Iterator[tuple[str, Expr]]:
    """What stands in place of one node: square for double, sum for product, and back."""
    two = number(2)
    match node:
        case Apply(op="pow", args=(base, Number(value=power))) if power == 2:
            yield "double in place of the square", Apply("mul", (two, base))
        case Apply(op="mul", args=args):
            rest = tuple(arg for arg in args if arg != two)
            if len(rest) == len(args) - 1:
                base = rest[0] if len(rest) == 1 else Apply("mul", rest)
                yield "square in place of the double", Apply("pow", (base, two))
            if all(is_scalar(arg, scope) and not isinstance(arg, Number) for arg in args):
                yield "sum in place of the product", Apply("add", args)
        case Apply(op="add", args=args) if all(is_scalar(arg, scope) for arg in args):
            if all(isinstance(arg, Name) for arg in args):
                yield "product in place of the sum", Apply("mul", args)
        case Apply(op="div", args=(top, bottom)) if top != ONE and not isinstance(bottom, Number):
            yield "product in place of the quotient", Apply("mul", (top, bottom))
