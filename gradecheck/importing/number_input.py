"""PrairieLearn's inputs for numbers, with the distances that they allow."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from . import cas
from .numbers import absolute, number_of, number_value, typed
from .prompt import Element
from .question import Asked, NotTaken, Telling

_LARGEST = 10**30
_NEGLIGIBLE = Fraction(1, 10**6)


def number_input(element: Element, name: str, value: Any, telling: Telling) -> Asked:
    """``<pl-number-input>``: within ``atol + rtol·|answer|``, or 0.51 units of a digit."""
    attributes = element.attributes
    for key in ("allow-complex", "allow-blank"):
        if attributes.get(key, "false").lower() in ("true", "yes", "1"):
            raise NotTaken(f"it has {key}")
    expr = cas.to_expr(cas.exact(value))
    exact = number_value(expr)
    options, radius = _distance(attributes, exact)
    return Asked(name, "numeric", expr, options=options, radius=radius)


def integer_input(element: Element, name: str, value: Any, telling: Telling) -> Asked:
    """``<pl-integer-input>``: that whole number."""
    expr = cas.to_expr(cas.exact(value))
    exact = number_value(expr)
    if exact.denominator != 1 or element.attributes.get("base", "10") != "10":
        raise NotTaken("its right answer is not a whole number in base 10")
    return Asked(name, "numeric", expr, options=absolute([exact], Fraction(0)))


def _distance(attributes: Any, value: Fraction) -> tuple[tuple[tuple[str, str], ...], Fraction]:
    """The keys of the part, and how far right answers reach."""
    match attributes.get("comparison", "relabs"):
        case "relabs":
            relative = number_of(attributes.get("rtol", "1e-2"))
            fixed = number_of(attributes.get("atol", "1e-8"))
            reach = fixed + relative * abs(value)
            if reach.denominator > _LARGEST:
                reach = Fraction(f"{float(reach):.12g}")
            if fixed <= _NEGLIGIBLE * relative * abs(value):
                return (("relative", typed(relative)),), reach
            return absolute([value], reach), reach
        case "sigfig" | "decdig" as kind:
            digits = attributes.get("digits", "2")
            if not digits.isdecimal() or int(digits) > 20:
                raise NotTaken(f"digits is {digits[:40]}")
            places = int(digits) if kind == "decdig" else int(digits) - 1 - _magnitude(value)
            reach = Fraction(51, 100) / Fraction(10) ** places
            return absolute([value], reach), reach
        case other:
            raise NotTaken(f"its comparison is {str(other)[:40]}")


def _magnitude(value: Fraction) -> int:
    return math.floor(math.log10(abs(value))) if value else 0
