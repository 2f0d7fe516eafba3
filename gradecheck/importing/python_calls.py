"""Functions that Python of a question may call: SymPy's, and those of Python that leave a value as it is."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

import sympy

from ..notation import to_text
from . import cas
from .question import NotTaken

CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "E": sympy.E}
RENAMED = {
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "Abs": "abs",
    "fabs": "abs",
    "absolute": "abs",
    "Max": "max",
    "Min": "min",
}
OF_SYMPY = (
    *cas.FUNCTIONS,
    *RENAMED,
    *"pi E latex symbols Symbol Rational Integer S diff expand factor simplify Pow".split(),
)
"""What ``from sympy import *`` gives, as far as it is read."""


def applied(name: str, values: list[Any]) -> Any:
    """SymPy's functions, and those of Python that leave a value as it is."""
    if name == "str" and len(values) == 1:
        return values[0]
    numbers = list(map(number_only, values))
    if name == "latex" and len(values) == 1:
        return to_text(cas.to_expr(cas.exact(numbers[0])), "latex")
    match name, numbers:
        case (("Integer" | "S" | "sympify" | "simplify"), [x]):
            return x
        case (("float" | "Float"), [x]):
            return cas.FLOAT(x) if not x.is_Rational or is_rounded(x) else x
        case "int", [x] if x.is_Integer:
            return x
        case "Rational", [x, y]:
            return cas.checked(x / y)
        case "Rational", [x]:
            return x
        case "diff", [of, variable]:
            return cas.differentiated(of, variable)
        case "diff", [of, variable, times] if times.is_Integer:
            return cas.differentiated(of, variable, int(times))
        case "subs", [of, variable, by] if variable.is_Symbol:
            return cas.checked(of.subs(variable, by))
        case "expand", [x]:
            return cas.rewritten(x, sympy.expand)
        case "factor", [x]:
            return cas.rewritten(x, sympy.factor)
        case "Pow", [x, y]:
            return cas.power(x, y)
    own = RENAMED.get(name, name)
    if own in cas.FUNCTIONS:
        return cas.call(own, numbers)
    raise NotTaken(f"the function {name[:40]} is not read")


def symbols(args: list[ast.expr], keywords: list[str | None], name: str) -> Any:
    """``symbols("x y")``: their assumptions are told by no one, so only the plain ones are taken."""
    match args:
        case [ast.Constant(value=str(text))] if set(keywords) <= {"real"} and name != "var":
            words = text.replace(",", " ").split()
            if words and all(word.isidentifier() for word in words):
                found = tuple(map(cas.symbol, words))
                return found[0] if len(found) == 1 else found
    raise NotTaken(f"{name} of this kind is not read")


def number_only(value: Any) -> Any:
    """The value, if it is a number or an expression."""
    if isinstance(value, str | tuple):
        raise NotTaken("a text where a number is needed")
    return value


def is_rounded(value: Any) -> bool:
    """Whether a fraction has no exact value among Python's numbers."""
    bottom = Fraction(int(value.p), int(value.q)).denominator
    return bottom & (bottom - 1) != 0
