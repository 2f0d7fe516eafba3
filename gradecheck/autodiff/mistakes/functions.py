"""Mistakes with the derivatives of elementary functions."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import ONE, Apply, Expr, free_names, neg, number
from ...notation.scope import Scope
from .rule import of_nodes

BARE = {"sigmoid_prime": "sigmoid", "relu_prime": "relu", "tanh_prime": "tanh", "softplus_prime": "softplus"}
TWO = number(2)
DERIVED = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh"}


def _bare(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op=op, args=args) if op in BARE:
            yield Apply(BARE[op], args)


def _argument_alone(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="sigmoid" | "tanh" | "relu" | "exp" | "log" | "sin" | "cos" | "softplus", args=(inner,)):
            yield inner
        case Apply(op="pow", args=(Apply(op="e"), inner)):
            yield inner


def _not_derived(node: Expr, scope: Scope) -> Iterator[Expr]:
    """sin for cos and the reverse; log x for 1/x."""
    match node:
        case Apply(op=op, args=args) if op in DERIVED:
            yield Apply(DERIVED[op], args)
            yield neg(Apply(DERIVED[op], args))
        case Apply(op="exp", args=(inner,)) | Apply(op="pow", args=(Apply(op="e"), inner)):
            yield Apply("mul", (inner, Apply("exp", (Apply("add", (inner, neg(ONE))),))))
        case Apply(op="div", args=(top, bottom)) if free_names(bottom) - set(scope.dims):
            yield Apply("mul", (top, Apply("log", (bottom,))))
            yield Apply("mul", (top, neg(Apply("div", (ONE, Apply("pow", (bottom, TWO)))))))


FUNCTIONS = (
    of_nodes(
        "not_differentiated",
        "activation in place of its derivative",
        "A function stands where its derivative belongs.",
        "σ'(z): σ(z)",
        _bare,
        2,
    ),
    of_nodes(
        "function_missing",
        "argument in place of the function",
        "A function is left out: what it is taken of stands alone.",
        "cos(z): z",
        _argument_alone,
    ),
    of_nodes(
        "wrong_derivative",
        "derivative of a function",
        "The derivative of a function is wrong.",
        "cos x: sin x",
        _not_derived,
    ),
)
