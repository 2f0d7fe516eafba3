"""Rounded decimals in an answer: each stands for all numbers that round to it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from flint import arb, ctx, fmpq

from ..notation.expr import Expr, Number, walk
from ..notation.scope import Scope
from .balls import Env, Evaluation, defined
from .compare import ENOUGH_POINTS, MOST_POINTS
from .points import candidates, needs_of
from .values import NoValue, Value, scalar

BITS = 128


def has_decimals(expr: Expr) -> bool:
    """Whether a decimal was typed, such as 0.33."""
    return any(isinstance(node, Number) and node.places for node in walk(expr))


def agrees_within_decimals(expected: Expr, given: Expr, scope: Scope, *, seed: int = 0) -> bool:
    """Whether ``given`` may be ``expected`` everywhere, each decimal off by half a unit of its last place.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> names = Scope(names=(Declared("x"),))
    >>> third, rough, wrong = (parse(text, names)[0].expr for text in ("x/3", "0.33 x", "0.34 x"))
    >>> agrees_within_decimals(third, rough, names), agrees_within_decimals(third, wrong, names)
    (True, False)
    """
    needs = needs_of(expected, given, scope=scope)
    agreed = 0
    with ctx.workprec(BITS):
        for point in islice(candidates(scope, needs, f"decimals {seed}", None), MOST_POINTS):
            try:
                right = defined(Evaluation(scope, point).of(expected, {}))
            except NoValue:
                continue
            try:
                rough = defined(_Rounded(scope, point).of(given, {}))
            except NoValue:
                return False
            if right.shape != rough.shape or not all(map(_overlap, right.entries, rough.entries)):
                return False
            agreed += 1
            if agreed >= ENOUGH_POINTS:
                return True
    return False


def _overlap(a: arb, b: arb) -> bool:
    return bool(a.overlaps(b))


@dataclass(slots=True)
class _Rounded(Evaluation):
    """An evaluation in which a decimal is a ball."""

    def of(self, expr: Expr, env: Env) -> Value:
        if isinstance(expr, Number) and expr.places:
            half = fmpq(1, 2 * 10**expr.places) if expr.places > 0 else fmpq(10**-expr.places, 2)
            return scalar(arb(fmpq(expr.value.numerator, expr.value.denominator), arb(half)))
        return Evaluation.of(self, expr, env)
