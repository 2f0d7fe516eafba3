"""Mistakes with sorting and with vectors written out: where each entry of a gradient goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...notation.expr import Apply, Expr, Name, Number
from ...notation.scope import Scope
from .matrices import turned
from .rule import of_nodes


def _is_permutation(expr: Expr, scope: Scope) -> bool:
    match expr:
        case Apply(op="permutation"):
            return True
        case Apply(op="transpose", args=(inner,)):
            return _is_permutation(inner, scope)
        case Name(name=name):
            declared = scope.get(name)
            return (
                declared is not None
                and isinstance(declared.definition, Apply)
                and _is_permutation(declared.definition, scope)
            )
    return False


def _not_routed(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="matmul", args=args):
            for n, factor in enumerate(args):
                if _is_permutation(factor, scope) and len(args) == 2:
                    yield args[1 - n]
                if isinstance(factor, Apply) and factor.op == "mul":
                    front = tuple(each for each in factor.args if not _is_permutation(each, scope))
                    if len(front) < len(factor.args) and len(args) == 2:
                        yield Apply("mul", (*front, args[1 - n]))
        case Apply(op="index", args=(base, Apply(op="argsort" | "index"))):
            yield base
        case Apply(op="vector", args=args):
            order = _order(args)
            if order is not None:
                yield _ordered(args, sorted(range(len(order)), key=lambda k: order[k]))


def _routed_back(node: Expr, scope: Scope) -> Iterator[Expr]:
    """The inverse permutation."""
    match node:
        case Apply(op="transpose", args=(inner,)) if _is_permutation(inner, scope):
            yield inner
        case Apply(op="matmul", args=args):
            for n, factor in enumerate(args):
                if _is_permutation(factor, scope):
                    yield Apply("matmul", (*args[:n], turned(factor), *args[n + 1 :]))
        case Apply(op="index", args=(base, Apply(op="argsort", args=(Apply(op="argsort") as inner,)))):
            yield Apply("index", (base, inner))
        case Apply(op="index", args=(base, Apply(op="argsort") as once)):
            yield Apply("index", (base, Apply("argsort", (once,))))
        case Apply(op="vector", args=args):
            order = _order(args)
            if order is not None:
                ranks = [sorted(order).index(position) for position in order]
                yield _ordered(args, [ranks.index(ranks.index(k)) for k in range(len(ranks))])


def _order(args: Sequence[Expr]) -> list[int] | None:
    """The positions of a vector's entries, where it is another vector in a new order."""
    found: list[int] = []
    base: Expr | None = None
    for entry in args:
        match entry:
            case Apply(op="index", args=(Name() as own, Number(value=value))) if base in (None, own):
                base = own
                found.append(int(value))
            case _:
                return None
    return found if len(set(found)) == len(found) > 1 else None


def _ordered(args: Sequence[Expr], order: Sequence[int]) -> Expr:
    return Apply("vector", tuple(args[k] for k in order))


def _moved(node: Expr, scope: Scope) -> Iterator[Expr]:
    """The entries of a vector moved on by one, or from back to front."""
    match node:
        case Apply(op="vector", args=args) if len(args) > 1:
            yield Apply("vector", (*args[1:], args[0]))
            yield Apply("vector", (args[-1], *args[:-1]))
            yield Apply("vector", args[::-1])


def _not_sorted(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="sort", args=(inner,)):
            yield inner
        case Apply(op="matmul", args=(one, other)) if _is_permutation(one, scope):
            yield Apply("sort", (other,))
        case Name(name=name):
            declared = scope.get(name)
            if declared is not None and declared.distinct:
                yield Apply("sort", (node,))
            definition = None if declared is None else declared.definition
            if isinstance(definition, Apply) and definition.op == "sort":
                yield from definition.args


SORTING = (
    of_nodes(
        "not_routed",
        "gradient not routed",
        "The gradient is not routed back: each entry goes where the sorted one came from.",
        "Pᵀ g: g",
        _not_routed,
    ),
    of_nodes(
        "routed_back",
        "routed by the permutation",
        "The gradient is routed by the permutation instead of its inverse.",
        "Pᵀ g: P g",
        _routed_back,
    ),
    of_nodes(
        "entries_moved",
        "entries in the wrong order",
        "The entries are right, their order is not.",
        "[a, b, c]: [b, c, a]",
        _moved,
    ),
    of_nodes(
        "not_sorted",
        "sorted or not",
        "A vector is sorted where it should not be, or the reverse.",
        "gᵀ sort(x): gᵀ x",
        _not_sorted,
    ),
)
