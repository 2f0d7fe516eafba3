"""The same formula as others write it: mistakes are made in a formula as it stands on the paper."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import ONE, Apply, Expr, Name, free_names, neg, number, rebuild, substitute, walk
from ...notation.scope import Scope

SHORT = 4
"""Nodes of a formula whose names are also written out."""


def spellings(expr: Expr, scope: Scope) -> Iterator[Expr]:
    """Equal formulas: derivatives of activations written out, σ(1 − σ) as e^(−z)/(1 + e^(−z))².

    Of short formulas the names are written out too.

    >>> from ...notation.parse import parse
    >>> from ...notation.printing import to_text
    >>> from ...notation.scope import Declared
    >>> names = Scope(names=(Declared("x"), Declared("z")))
    >>> [to_text(each, "plain", names) for each in spellings(parse("σ'(z) x", names)[0].expr, names)]
    ['sigmoid(z)*(1 - sigmoid(z))*x', 'exp(-z)/(1 + exp(-z))^2*x']
    """
    written = _primes(expr)
    if written != expr:
        yield written
    by_exponentials = _exponentials(written, scope)
    if by_exponentials != written:
        yield by_exponentials
    if sum(1 for _ in walk(expr)) <= SHORT:
        once = _written_out(expr, scope)
        if once != expr:
            yield once
        twice = _written_out(once, scope) if isinstance(expr, Name) else once
        if twice != once:
            yield twice


def _written_out(expr: Expr, scope: Scope) -> Expr:
    """An expression with what the names in it stand for."""
    defined = {name: declared.definition for name in free_names(expr) if (declared := scope.get(name))}
    return substitute(expr, {name: each for name, each in defined.items() if each is not None})


def _primes(expr: Expr) -> Expr:
    """σ' and tanh' written out."""
    expr = rebuild(expr, _primes)
    match expr:
        case Apply(op="sigmoid_prime", args=(z,)):
            s = Apply("sigmoid", (z,))
            return Apply("hadamard", (s, Apply("add", (ONE, neg(s)))))
        case Apply(op="tanh_prime", args=(z,)):
            return Apply("add", (ONE, neg(Apply("pow", (Apply("tanh", (z,)), number(2))))))
        case Apply(op="mul" | "hadamard" as op, args=args) if any(_is(arg, "hadamard") for arg in args):
            flat = [inner for arg in args for inner in (arg.args if _is(arg, "hadamard") else (arg,))]  # type: ignore[union-attr]
            return Apply(op, tuple(flat))
    return expr


def _is(expr: Expr, op: str) -> bool:
    return isinstance(expr, Apply) and expr.op == op


def _exponentials(expr: Expr, scope: Scope) -> Expr:
    expr = rebuild(expr, lambda child: _exponentials(child, scope))
    match expr:
        case Apply(op="mul" | "hadamard" as op, args=args):
            for n, factor in enumerate(args):
                z = _argument(factor, scope)
                other = Apply("add", (ONE, neg(factor)))
                if z is not None and other in args:
                    rest = [arg for k, arg in enumerate(args) if k != n]
                    rest.remove(other)
                    power = Apply("exp", (neg(z),))
                    bottom = Apply("pow", (Apply("add", (ONE, power)), number(2)))
                    whole = Apply("div", (power, bottom))
                    return Apply(op, (whole, *rest)) if rest else whole
    return expr


def _argument(expr: Expr, scope: Scope) -> Expr | None:
    """What σ is taken of, also where its value has a name."""
    if isinstance(expr, Name):
        declared = scope.get(expr.name)
        expr = declared.definition if declared is not None and declared.definition is not None else expr
    return expr.args[0] if isinstance(expr, Apply) and expr.op == "sigmoid" else None
