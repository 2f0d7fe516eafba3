"""The process in which SymPy runs: questions as JSON, a line each, answered by ``equal`` or ``unknown``.

Expressions are built node by node; SymPy is never given text.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import sympy

from ..notation.expr import Apply, Expr, Name, Number
from .encode import from_json

ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "probability": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "positive": True},
    "boolean": {"integer": True},
}

RENAMED = {"pow": "Pow", "abs": "Abs"}


def built(expr: Expr, symbols: dict[str, Any]) -> Any:
    """A SymPy expression with the same meaning.

    >>> built(Apply("add", (Name("x"), Name("x"))), {"x": sympy.Symbol("x")})
    2*x
    """
    match expr:
        case Number():
            return sympy.Rational(expr.value.numerator, expr.value.denominator)
        case Name():
            return symbols.setdefault(expr.name, sympy.Symbol(expr.name, real=True))
        case Apply(op=op):
            args = [built(arg, symbols) for arg in expr.args]
            return _applied(op, args)
    raise ValueError("not elementary")


def _applied(op: str, args: list[Any]) -> Any:
    match op:
        case "add":
            return sympy.Add(*args)
        case "mul":
            return sympy.Mul(*args)
        case "neg":
            return -args[0]
        case "div":
            return args[0] / args[1]
        case "pi":
            return sympy.pi
        case "e":
            return sympy.E
        case "sigmoid":
            return 1 / (1 + sympy.exp(-args[0]))
    return getattr(sympy, RENAMED.get(op, op))(*args)


def answer(question: dict[str, Any]) -> str:
    """``equal`` where the difference simplifies to 0, else ``unknown``."""
    symbols = {
        name: sympy.Symbol(name, **ASSUMPTIONS.get(domain, {"real": True}))
        for name, domain in question["domains"].items()
    }
    left, right = (built(from_json(side), symbols) for side in question["pair"])
    return "equal" if sympy.simplify(left - right) == 0 else "unknown"


def main() -> None:
    """Answer each line with a line; a question that cannot be answered is ``unknown``."""
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            told = answer(json.loads(line))
        except Exception:
            told = "unknown"
        print(told, flush=True)


if __name__ == "__main__":
    main()
