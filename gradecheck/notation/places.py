"""Places in an expression: the ways to its nodes, and what may be put there instead."""

from __future__ import annotations

from collections.abc import Iterator

from .expr import SCALAR, Apply, Expr, Reduction
from .reading import NotationError
from .scope import Scope
from .shapes import Elaborator, Fit

Path = tuple[int, ...]


def places_of(expr: Expr, path: Path = ()) -> Iterator[tuple[Path, Expr]]:
    """Every node that is part of the value, with the way to it (a sum's bounds are left alone)."""
    yield path, expr
    for n, child in enumerate(_below(expr)):
        yield from places_of(child, (*path, n))


def _below(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Apply(op="index" | "slice" | "basis", args=args):
            return args[:1] if expr.op != "basis" else ()
        case Apply():
            return expr.args
        case Reduction():
            return (expr.body,)
    return ()


def put(expr: Expr, path: Path, new: Expr) -> Expr:
    """``expr`` with the node at ``path`` exchanged for ``new``.

    >>> from .expr import Name
    >>> put(Apply("add", (Name("x"), Name("y"))), (1,), Name("z")).args[1]
    Name(name='z')
    """
    if not path:
        return new
    first, *rest = path
    match expr:
        case Apply():
            args = list(expr.args)
            args[first] = put(args[first], tuple(rest), new)
            return Apply(expr.op, tuple(args))
        case Reduction():
            body = put(expr.body, tuple(rest), new)
            return Reduction(expr.op, expr.index, expr.lower, expr.upper, expr.condition, body)
    raise AssertionError(f"no way through {expr}")


def is_scalar(node: Expr, scope: Scope) -> bool:
    """Whether a node is 1 × 1; what cannot be told is not."""
    try:
        return Elaborator("", scope, Fit()).run(node)[1] == SCALAR
    except NotationError:
        return False
