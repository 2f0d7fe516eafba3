"""Numbers: a certain enclosure of a scalar expression at given values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb, ctx, fmpq

from ..notation.expr import Expr
from ..notation.scope import Scope
from .balls import Evaluation, Point, defined
from .values import Exact, Imprecise, Misfit, NoValue

HIGHEST_BITS = 2048


def enclosure(
    expr: Expr, scope: Scope, values: Mapping[str, Fraction], bits: int = 128
) -> tuple[Fraction, Fraction]:
    """Certain lower and upper bounds of a scalar ``expr`` where the inputs have these values.

    The bounds are closer than 2^(-bits/2) relative to the value. Raises ``NoValue`` (``Undefined``, ``Misfit``,
    ``TooLarge``, or ``Imprecise`` where no precision is enough).

    >>> from ..notation.expr import Name
    >>> enclosure(Name("x"), Scope(), {"x": Fraction(1, 4)})
    (Fraction(1, 4), Fraction(1, 4))
    """
    point = point_at(values, scope)
    names = scope if scope.names else _of(values)
    needed = bits
    while needed <= HIGHEST_BITS:
        try:
            with ctx.workprec(needed):
                value = defined(Evaluation(names, point).of(expr, {}))
                if not value.is_scalar:
                    raise Misfit("a number is needed here, not an array")
                (ball,) = value.entries
                if _is_narrow(ball, bits):
                    return _fraction(ball.lower()), _fraction(ball.upper())
        except Imprecise:
            pass
        needed *= 2
    raise Imprecise("no precision is enough")


def point_at(values: Mapping[str, Fraction], scope: Scope) -> Point:
    """The point at which dimensions, indices and scalars have these values."""
    return Point(
        {name: int(value) for name, value in values.items() if name in scope.dims},
        {name: int(value) for name, value in values.items() if scope.index(name) is not None},
        {
            (name, None): Exact(1, 1, (fmpq(value.numerator, value.denominator),))
            for name, value in values.items()
        },
    )


def constant_value(expr: Expr, bits: int = 128) -> tuple[Fraction, Fraction]:
    """``enclosure`` of an expression of numbers alone."""
    return enclosure(expr, Scope(), {}, bits)


def _of(values: Mapping[str, Fraction]) -> Scope:
    from ..notation.scope import Declared

    return Scope(names=tuple(Declared(name) for name in values))


def _is_narrow(ball: arb, bits: int) -> bool:
    return bool(ball.rad() <= (abs(ball.mid()) + 1) * arb(2) ** (-bits // 2))


def _fraction(end: arb) -> Fraction:
    """An end of a ball, which is a dyadic number."""
    mantissa, exponent = end.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


__all__ = ["NoValue", "constant_value", "enclosure", "point_at"]
