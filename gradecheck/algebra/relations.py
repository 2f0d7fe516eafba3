"""Equal up to something: a constant, a factor, the sign, the order of the entries."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ..notation.expr import Apply, Expr, Name, free_names, neg, number, substitute
from ..notation.scope import Scope
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
            if compare(number(0), given, scope, seed=seed).verdict == "equal":
                return compare(expected, given, scope, seed=seed)
            return _constant(Apply("div", (given, expected)), scope, seed)
        case "sign":
            same = compare(expected, given, scope, seed=seed)
            return same if same.verdict == "equal" else compare(neg(expected), given, scope, seed=seed)
        case "permutation":
            return compare(Apply("sort", (expected,)), Apply("sort", (given,)), scope, seed=seed)


def _constant(expr: Expr, scope: Scope, seed: int) -> Comparison:
    """Whether ``expr`` has the same value everywhere."""
    inputs = {declared.name for declared in needs_of(expr, scope=scope).inputs}
    definitions = {d.name: d.definition for d in scope.names if d.definition is not None}
    spelled = expr
    while used := free_names(spelled) & set(definitions):
        spelled = substitute(spelled, {name: body for name in used if (body := definitions[name]) is not None})
    copies = tuple(replace(d, name=d.name + COPY, aliases=()) for d in scope.names if d.name in inputs)
    doubled = replace(scope, names=(*scope.names, *copies))
    other = substitute(spelled, {name: Name(name + COPY) for name in inputs})
    return compare(spelled, other, doubled, seed=seed)
