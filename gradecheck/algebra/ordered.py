"""One order for what may stand in any order: answers that differ in it only are one answer."""

from __future__ import annotations

from dataclasses import replace

from ..notation.expr import Apply, Expr, Name, Number, Reduction

GROUPED = frozenset({"add", "mul", "hadamard", "and", "or"})
"""Operations that need no brackets among their own kind either."""

SORTED = GROUPED | {"max", "min", "eq", "ne"}
"""Operations whose arguments have no order."""


def ordered(expr: Expr) -> Expr:
    """``expr`` with sums, products and the like flattened and sorted; nothing is computed.

    Raises ``RecursionError`` for an expression that is too deep.

    >>> x, y, z = map(Name, "xyz")
    >>> left, right = Apply("mul", (Apply("mul", (z, y)), x)), Apply("mul", (x, Apply("mul", (y, z))))
    >>> ordered(left) == ordered(right)
    True
    """
    return _ordered(expr)[1]


def _ordered(expr: Expr) -> tuple[str, Expr]:
    """A text that sorts expressions, and the ordered expression."""
    match expr:
        case Number(value=value):
            return f"{value}", expr
        case Name(name=name):
            return name, expr
        case Apply(op=op):
            pairs = [_ordered(arg) for arg in expr.args]
            if op in GROUPED:
                pairs = [pair for each in pairs for pair in _below(op, each)]
            if op in SORTED:
                pairs.sort(key=lambda pair: pair[0])
            text = f"{op}({', '.join(text for text, _ in pairs)})"
            return text, replace(expr, args=tuple(arg for _, arg in pairs))
        case Reduction():
            return _reduced(expr)


def _below(op: str, pair: tuple[str, Expr]) -> list[tuple[str, Expr]]:
    """The arguments of a sum inside a sum; all else as it is."""
    expr = pair[1]
    if isinstance(expr, Apply) and expr.op == op:
        return [_ordered(arg) for arg in expr.args]
    return [pair]


def _reduced(expr: Reduction) -> tuple[str, Expr]:
    parts = [_ordered(part) for part in (expr.lower, expr.upper, expr.body)]
    condition = None if expr.condition is None else _ordered(expr.condition)
    texts = ", ".join(text for text, _ in parts)
    given = "" if condition is None else f" if {condition[0]}"
    lower, upper, body = (part for _, part in parts)
    changed = replace(
        expr, lower=lower, upper=upper, body=body, condition=None if condition is None else condition[1]
    )
    return f"{expr.op}[{expr.index}]({texts}){given}", changed
