"""What expressions of a problem file come to."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ...algebra.evaluate import enclosure
from ...algebra.values import NoValue
from ...notation.expr import Expr

if TYPE_CHECKING:
    from ..derive import Draft


def value_of(draft: Draft, expr: Expr, values: dict[str, Fraction] | None = None) -> Fraction | None:
    """What a scalar expression comes to at the problem's values, or others; ``None`` where it has no value."""
    try:
        low, high = enclosure(expr, draft.scope, dict(draft.declared.values) if values is None else values)
    except NoValue:
        return None
    return (low + high) / 2
