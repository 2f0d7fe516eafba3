"""Derivatives of functions as they are taken for other ones."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import ONE, SCALAR, Apply, Expr, Name, Number, neg, number
from .derivation import Derivation, Line
from .rule import Question, Rule
from .steps import Change, at_lines

TWO = number(2)


def misremembered(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    """What stands in place of the derivative of a function of one argument, also entry by entry."""
    child, parent = line
    declared = found.forward.get(child)
    definition = None if declared is None else declared.definition
    if found.shape(child) == found.shape(parent) and isinstance(definition, Apply):
        product = "mul" if found.shape(child) == SCALAR else "hadamard"
        for local in _taken_for_another(definition, Name(parent)):
            yield lambda arriving, _, local=local: Apply(product, (arriving, local))  # type: ignore[misc]


def _taken_for_another(definition: Apply, by: Name) -> Iterator[Expr]:
    match definition:
        case Apply(op="div", args=(Name() as above, below)) if below == by != above:
            yield from (neg(_over(above, by)), _over(ONE, by))
        case Apply(op="div", args=(above, below)) if below == by and isinstance(above, Number):
            yield from (_over(above, by), neg(_over(above, by)), Apply("log", (by,)))
        case Apply(op="pow", args=(base, Number(value=power))) if base == by and power not in (0, 1):
            if power != -1:
                yield _over(Apply("pow", (by, number(power + 1))), number(power + 1))
        case Apply(op="pow", args=(base, exponent)) if exponent == by and base != by:
            yield Apply("mul", (by, Apply("pow", (base, _plus(by, neg(ONE))))))
        case Apply(op=op, args=(inner,)) if inner == by:
            yield from _of_function(op, by)


def _of_function(op: str, u: Name) -> Iterator[Expr]:
    square = Apply("pow", (u, TWO))

    def value(name: str) -> Expr:
        return Apply(name, (u,))

    match op:
        case "sqrt":
            root = value("sqrt")
            yield from (_over(ONE, root), _over(ONE, Apply("mul", (TWO, u))), _over(root, TWO))
        case "log":
            yield from (u, _over(ONE, square), neg(_over(ONE, square)))
        case "exp":
            yield Apply("mul", (u, Apply("exp", (_plus(u, neg(ONE)),))))
        case "softplus":
            yield from (value("sigmoid_prime"), value("exp"))
        case "sin" | "sinh":
            yield neg(value("cos" if op == "sin" else "cosh"))
        case "cos" | "cosh":
            yield value("sin") if op == "cos" else neg(value("sinh"))
        case "tan":
            yield from (_over(ONE, value("cos")), _plus(ONE, neg(Apply("pow", (value("tan"), TWO)))))
        case "atan":
            root = Apply("sqrt", (_plus(ONE, neg(square)),))
            yield from (_over(ONE, _plus(ONE, neg(square))), _over(ONE, root), _over(ONE, _plus(ONE, u)))
        case "asin":
            yield from (_over(ONE, _plus(ONE, neg(square))), _over(ONE, _plus(ONE, square)))
        case "abs" | "relu":
            yield ONE


def _over(above: Expr, below: Expr) -> Expr:
    return Apply("div", (above, below))


def _plus(one: Expr, other: Expr) -> Expr:
    return Apply("add", (one, other))


MISREMEMBERED = (
    Rule(
        "wrong_derivative",
        "local gradient misremembered",
        "The local gradient {0} is wrong: look at the derivative of this function.",
        "1/(2√u): 1/√u",
        at_lines(misremembered),
    ),
)
