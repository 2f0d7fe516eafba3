"""Why a key contradicts the derivation: the likeliest slip that leads from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from ...algebra.compare import compare
from ...algebra.comparison import Witness
from ...notation.expr import ONE, Apply, Expr, Name, Reduction, free_names, neg, number
from .value import value_of
from .wrong_formulas import WrongFormula, neighbours, wrong_formulas

if TYPE_CHECKING:
    from ..derive import Draft

MOST = 40
"""Slips tried."""
SECONDS = 0.5


def reason(
    draft: Draft,
    derived: Expr,
    expected: Expr,
    witness: Witness | None,
    label: str,
    beside: Iterator[WrongFormula],
) -> str:
    """What ``expected`` is, as against ``derived`` (``label``), "" where nothing simple leads there.

    ``beside`` are other gradients for which it may have been taken.
    """
    found = factor(draft, derived, expected, witness)
    if found == number(-1):
        return f"the sign: it differs from {label} by the factor −1"
    if found is not None:
        return f"it differs from {label} by the factor {draft.text(found)}"
    for index in draft.scope.indices:
        summed = Reduction("sum", index.name, index.lower, index.upper, None, expected)
        if _equal(draft, derived, summed):
            return f"the sum over {index.name} is missing"
    for wrong in beside:
        if _equal(draft, wrong.expr, expected):
            return wrong.slip
    for wrong in islice(wrong_formulas(derived, draft.scope), MOST):
        if _equal(draft, wrong.expr, expected):
            return f"the likely slip: {wrong.slip}"
    return _difference(draft, derived, expected)


def reason_of_number(draft: Draft, derived: Expr, value: Fraction, given: Fraction, near: Fraction) -> str:
    """What ``given`` is, as against ``value`` of ``derived``, "" where nothing simple comes to it.

    ``near`` is how far a number may be off. Signs come first, then numbers of the graph, then slips.
    """
    if abs(given + value) <= near:
        return "it has the wrong sign"
    output, declared = (
        draft.declared.output,
        draft.scope.get(derived.name) if isinstance(derived, Name) else None,
    )
    formula = declared.definition if declared is not None and declared.definition is not None else derived
    values = (WrongFormula(f"it is the value of {each.name}", Name(each.name)) for each in draft.declared.nodes)
    slips = (
        WrongFormula(f"the likely slip: {wrong.slip}", wrong.expr)
        for wrong in islice(wrong_formulas(formula, draft.scope), MOST)
    )
    candidates: tuple[WrongFormula, ...] = (*values, *(neighbours(draft, output, "") if output else ()), *slips)
    for wrong in candidates:
        found = value_of(draft, wrong.expr)
        if found is not None and abs(found - given) <= near:
            return wrong.slip
    return ""


def factor(draft: Draft, derived: Expr, expected: Expr, witness: Witness | None) -> Expr | None:
    """The constant c with derived = c · expected, if there is a simple one."""
    dims = [Name(dim) for dim in draft.scope.dims]
    inverse = [Apply("div", (ONE, dim)) for dim in dims]
    plain = [neg(ONE), *inverse, *(neg(each) for each in inverse), *dims, *(neg(each) for each in dims)]
    guess = _ratio(witness)
    for each in [*([number(guess)] if guess else []), *plain]:
        if _equal(draft, derived, Apply("mul", (each, expected))):
            return each
    return None


def _difference(draft: Draft, derived: Expr, expected: Expr) -> str:
    """A constant, or a name of the problem, by which the two differ."""
    simple = [number(sign * n) for n in (1, 2) for sign in (1, -1)]
    used = sorted(free_names(derived) | free_names(expected))
    names: list[Expr] = [Name(name) for name in used if draft.scope.get(name)]
    for term in [*simple, *names, *map(neg, names)][:MOST]:
        if _equal(draft, derived, Apply("add", (expected, term))):
            return f"the term {draft.text(term)} is missing from it"
    return ""


def _equal(draft: Draft, left: Expr, right: Expr) -> bool:
    return compare(left, right, draft.scope, seconds=SECONDS).verdict == "equal"


def _ratio(witness: Witness | None) -> Fraction | None:
    """The quotient of the two values of a witness as a simple fraction."""
    if witness is None:
        return None
    try:
        ratio = Fraction(float(witness.expected) / float(witness.given)).limit_denominator(64)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return ratio if 0 < abs(ratio) <= 64 else None
