"""Numbers of a question bank, as they are typed, and the tolerances that go with them."""

from __future__ import annotations

import re
from fractions import Fraction

from ..algebra.evaluate import enclosure
from ..algebra.values import NoValue
from ..notation import to_text
from ..notation.expr import Apply, Expr, Number, neg
from ..notation.scope import Scope
from .question import NotTaken

_NUMBER = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,2})?")
_OWN = Fraction(1, 10**9)
"""The relative tolerance that holds here where none is given."""


def number_of(text: str) -> Fraction:
    """A number of the file. Raises ``NotTaken`` where it is none."""
    if _NUMBER.fullmatch(text.strip()) is None:
        raise NotTaken(f"'{text.strip()[:40]}' is not a number")
    return Fraction(text.strip())


def share_of(text: str) -> Fraction:
    """A percentage as it is stored, with the third that was meant.

    >>> share_of("33.33333"), share_of("50"), share_of("16.667")
    (Fraction(1, 3), Fraction(1, 2), Fraction(1, 6))
    """
    return nearest(number_of(text) / 100)


def nearest(exact: Fraction) -> Fraction:
    """The simple fraction that a rounded decimal stands for."""
    near = exact.limit_denominator(20)
    return near if abs(near - exact) < Fraction(1, 100_000) else exact


def typed(value: Fraction) -> str:
    """A number as authors type it.

    >>> typed(Fraction(-5, 2)), typed(Fraction(1, 3)), typed(Fraction(102, 10**8))
    ('-2.5', '1/3', '0.00000102')
    """
    return to_text(Number(value))


def credit_text(value: Fraction) -> str:
    """A credit as authors write it.

    >>> credit_text(Fraction(1, 2)), credit_text(Fraction(4, 5)), credit_text(Fraction(1, 3))
    ('1/2', '0.8', '1/3')
    """
    if value.denominator in (1, 2, 3, 4, 6):
        return str(value)
    return typed(value)


def number_expr(value: Fraction) -> Expr:
    """A number as an expression."""
    return neg(Number(-value)) if value < 0 else Number(value)


def absolute(values: list[Fraction], radius: Fraction) -> tuple[tuple[str, str], ...]:
    """The keys of a part for numbers that may be off by ``radius`` and no more.

    >>> absolute([Fraction(3)], Fraction(1, 100)), absolute([Fraction(10**9)], Fraction(1, 2))
    ((('absolute', '0.01'),), (('absolute', '0.5'), ('relative', '0')))
    """
    keys = [("absolute", typed(radius))] if radius else []
    if max(map(abs, values)) * _OWN > max(radius / 1000, Fraction(1, 1000)):
        keys.append(("relative", "0"))
    return tuple(keys)


def is_rational(expr: Expr) -> bool:
    """Whether a number is written with whole numbers, decimals and fractions alone."""
    match expr:
        case Number():
            return True
        case Apply(op="neg" | "div", args=args):
            return all(map(is_rational, args))
    return False


def number_value(expr: Expr) -> Fraction:
    """What a number comes to; exactly where it is rational."""
    match expr:
        case Number(value=value):
            return value
        case Apply(op="neg", args=(inner,)) if is_rational(inner):
            return -number_value(inner)
        case Apply(op="div", args=(top, bottom)) if is_rational(expr):
            return number_value(top) / number_value(bottom)
    try:
        low, high = enclosure(expr, Scope(), {})
    except NoValue as reason:
        raise NotTaken(f"a number without a value: {reason}") from None
    return (low + high) / 2
