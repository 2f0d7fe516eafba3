"""Expressions as JSON-able lists, and back; spans are dropped.

``["n", "3/4", 2]`` a number (with its decimals, or null), ``["v", "x"]`` a name, ``["a", "add", ...]`` an
operation, ``["r", op, index, lower, upper, condition, body]`` a reduction.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..notation.expr import Apply, Expr, Name, Number, Reduction
from ..notation.operations import OPERATIONS


def to_json(expr: Expr) -> list[Any]:
    """The expression as nested lists.

    >>> to_json(Apply("add", (Name("x"), Number(Fraction(1, 2)))))
    ['a', 'add', ['v', 'x'], ['n', '1/2', None]]
    """
    match expr:
        case Number():
            return ["n", str(expr.value), expr.places]
        case Name():
            return ["v", expr.name]
        case Apply():
            return ["a", expr.op, *map(to_json, expr.args)]
        case Reduction():
            condition = None if expr.condition is None else to_json(expr.condition)
            lower, upper = to_json(expr.lower), to_json(expr.upper)
            return ["r", expr.op, expr.index, lower, upper, condition, to_json(expr.body)]


def from_json(obj: object) -> Expr:
    """The expression that ``to_json`` made ``obj`` from. Raises ``ValueError`` for anything else.

    >>> from_json(["a", "neg", ["v", "x"]])
    Apply(op='neg', args=(Name(name='x'),))
    """
    match obj:
        case ["n", str(value), int() | None as places]:
            return Number(Fraction(value), places)
        case ["v", str(name)]:
            return Name(name)
        case ["a", str(op), *args] if op in OPERATIONS:
            return Apply(op, tuple(map(from_json, args)))
        case ["r", "sum" | "prod" | "stack" as op, str(index), lower, upper, condition, body]:
            when = None if condition is None else from_json(condition)
            return Reduction(str(op), index, from_json(lower), from_json(upper), when, from_json(body))
    raise ValueError(f"not an encoded expression: {str(obj)[:60]}")
