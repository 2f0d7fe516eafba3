"""Equal up to something: a constant, a factor, the sign, the order of the entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ..notation.expr import SCALAR, Apply, Expr, Name, free_names, neg, number, substitute
from ..notation.scope import Scope
from ..notation.shapes import infer_shape
from .compare import compare
from .comparison import Comparison
from .points import needs_of

UpTo = Literal["constant", "constant_factor", "sign", "permutation"]
COPY = "′"


def compare_up_to(kind: UpTo, expected: Expr, given: Expr, scope: Scope, *, seed: int = 0) -> Comparison:
    """Whether the two are equal up to a constant, a constant factor other than 0, the sign, or an order.

    A function is constant where it has one value at any two points, so its variables are doubled and the two
    copies compared.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("x"),))
    >>> sides = [parse(text, scope)[0].expr for text in ("sin(x)^2", "3 - cos(x)^2")]
    >>> compare_up_to("constant", *sides, scope).verdict
    'equal'
    """
    match kind:
        case "constant":
            return _constant(Apply("add", (given, neg(expected))), scope, seed)
        case "constant_factor":
            return _proportional(expected, given, scope, seed)
        case "sign":
            same = compare(expected, given, scope, seed=seed)
            return same if same.verdict == "equal" else compare(neg(expected), given, scope, seed=seed)
        case "permutation":
            return compare(Apply("sort", (expected,)), Apply("sort", (given,)), scope, seed=seed)


def _proportional(expected: Expr, given: Expr, scope: Scope, seed: int) -> Comparison:
    """Whether one number is the factor of all entries everywhere.

    Of arrays, each entry of one at a point is multiplied by each entry of the other at another point.
    """
    shape, plain = infer_shape(expected, scope), compare(expected, given, scope, seed=seed)
    if plain.verdict == "equal" or infer_shape(given, scope) != shape:
        return plain
    zero = number(0) if shape == SCALAR else Apply("zeros_like", (expected,))
    if compare(zero, given, scope, seed=seed).verdict != "different":
        return plain
    if shape == SCALAR:
        return _constant(Apply("div", (given, expected)), scope, seed)
    doubled, (one, other), (one_there, other_there) = _doubled((given, expected), scope)
    sides = Apply("kron", (one, other_there)), Apply("kron", (other, one_there))
    found = compare(*sides, doubled, seed=seed)
    return plain if found.verdict == "different" else found


def _constant(expr: Expr, scope: Scope, seed: int) -> Comparison:
    """Whether ``expr`` has the same value everywhere."""
    doubled, (here,), (there,) = _doubled((expr,), scope)
    return compare(here, there, doubled, seed=seed)


def _doubled(exprs: Sequence[Expr], scope: Scope) -> tuple[Scope, list[Expr], list[Expr]]:
    """The expressions at any two points: with variables of their own, in a scope that has both."""
    inputs = {declared.name for declared in needs_of(*exprs, scope=scope).inputs}
    definitions = {d.name: d.definition for d in scope.names if d.definition is not None}
    here: list[Expr] = []
    for spelled in exprs:
        while used := free_names(spelled) & set(definitions):
            bodies = {name: body for name in used if (body := definitions[name]) is not None}
            spelled = substitute(spelled, bodies)
        here.append(spelled)
    copies = tuple(replace(d, name=d.name + COPY, aliases=()) for d in scope.names if d.name in inputs)
    names: dict[str, Expr] = {name: Name(name + COPY) for name in inputs}
    doubled = replace(scope, names=(*scope.names, *copies))
    return doubled, here, [substitute(spelled, names) for spelled in here]
