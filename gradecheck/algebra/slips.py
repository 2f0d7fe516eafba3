"""Realistic slips: what people write in place of an expression, derived from the expression itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..notation.expr import ONE, SCALAR, Apply, Expr, Name, Number, Reduction, neg, number, rebuild, walk
from ..notation.places import is_scalar, places_of, put
from ..notation.scope import Scope

BARE = {"sigmoid_prime": "sigmoid", "relu_prime": "relu", "tanh_prime": "tanh", "softplus_prime": "softplus"}
TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong expression and the name of the slip. ``weight`` is how common it is."""

    name: str
    expr: Expr
    weight: float


def slips(expr: Expr, scope: Scope) -> Iterator[Slip]:
    """Slips from ``expr``, likely ones first; some may have the same value by accident."""
    yield Slip("sign", neg(expr), 5)
    if not is_scalar(expr, scope):
        yield Slip("transposed", _turned(expr), 4)
    for path, node in places_of(expr):
        for name, other, weight in _at(node, root=not path):
            yield Slip(name, put(expr, path, other), weight)
    if is_scalar(expr, scope):
        yield Slip("constant factor", Apply("mul", (number(2), expr)), 1.5)
    for left, right in _alike(expr, scope):
        yield Slip("exchanged", _exchanged(expr, left, right), 2)


def _turned(expr: Expr) -> Expr:
    match expr:
        case Apply(op="transpose", args=(inner,)):
            return inner
    return Apply("transpose", (expr,))


def _at(node: Expr, *, root: bool) -> Iterator[tuple[str, Expr, float]]:
    """Slips at one node: what stands there instead."""
    match node:
        case Apply(op="mul" | "matmul" | "hadamard", args=args):
            for n in range(len(args)):
                rest = args[:n] + args[n + 1 :]
                kept = rest[0] if len(rest) == 1 else Apply(node.op, rest)
                yield "factor left out", kept, 3 if root else 2
            if node.op == "matmul":
                yield "factors swapped", Apply("matmul", args[::-1]), 2
        case Apply(op="add", args=args):
            for n, term in enumerate(args):
                yield "sign of a term", Apply("add", (*args[:n], neg(term), *args[n + 1 :])), 3
                rest = args[:n] + args[n + 1 :]
                yield "term left out", rest[0] if len(rest) == 1 else Apply("add", rest), 2
        case Apply(op="neg", args=(inner,)) if not root:
            yield "sign", inner, 2
        case Apply(op="div", args=(top, bottom)):
            yield "upside down", Apply("div", (bottom, top)), 1
            yield "divisor left out", top, 1
        case Apply(op="transpose", args=(inner,)) if not root:
            yield "transpose left out", inner, 2
        case Apply(op="pow", args=(base, Number(value=power))) if power not in (0, 1, 2):
            yield "power", Apply("pow", (base, number(power - 1))), 1
        case Apply(op="sigmoid" | "tanh" | "relu", args=(inner,)):
            yield "activation left out", inner, 1
        case Apply(op=op, args=args) if op in BARE:
            yield "activation in place of its derivative", Apply(BARE[op], args), 2
        case Apply(op=op, args=args) if op in TURNED:
            yield "condition turned round", Apply(TURNED[op], args), 3
        case Number(value=value) if value not in (0, 1, -1):
            yield "constant factor", ONE, 2
        case Reduction(op="sum"):
            yield "sum left out", node.body, 2


def _alike(expr: Expr, scope: Scope) -> Iterator[tuple[str, str]]:
    """Pairs of a name in ``expr`` and another declared one of the same shape whose name begins alike."""
    used = sorted({node.name for node in walk(expr) if isinstance(node, Name)})
    for name in used:
        mine = scope.get(name)
        for other in scope.names if mine else ():
            if mine and other.name != name and other.shape == mine.shape and _stem(other.name) == _stem(name):
                yield name, other.name
    if any(mine and mine.shape == SCALAR for mine in map(scope.get, used)):
        for name in used:
            kin = name.replace("x", "w") if "x" in name else name.replace("w", "x")
            if kin != name and scope.get(kin) is not None:
                yield name, kin


def _stem(name: str) -> str:
    return name.partition("_")[0]


def _exchanged(expr: Expr, left: str, right: str) -> Expr:
    if isinstance(expr, Name):
        return Name({left: right, right: left}.get(expr.name, expr.name))
    return rebuild(expr, lambda child: _exchanged(child, left, right))
