"""Mistakes with matrices: orders, transposes, kinds of products, sums along an axis."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import SCALAR, Apply, Expr, Name, Reduction, Shape, walk
from ...notation.places import is_scalar
from ...notation.reading import NotationError
from ...notation.scope import Scope
from ...notation.shapes import infer_shape
from .rule import Rule, of_nodes, whole


def turned(expr: Expr) -> Expr:
    """The transpose."""
    match expr:
        case Apply(op="transpose", args=(inner,)):
            return inner
    return Apply("transpose", (expr,))


def _transposed(right: Expr, scope: Scope) -> Iterator[Expr]:
    if not is_scalar(right, scope):
        yield turned(right)


def _is_plain(node: Expr, scope: Scope) -> bool:
    """Whether a node is a number by what stands in it: no arrays."""
    named = [scope.get(part.name) for part in walk(node) if isinstance(part, Name)]
    return all(declared is None or declared.shape == SCALAR for declared in named)


def _factor_transposed(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="matmul" | "hadamard" | "mul" as op, args=args):
            for n, factor in enumerate(args):
                if _is_plain(factor, scope):
                    continue
                yield Apply(op, (*args[:n], turned(factor), *args[n + 1 :]))
        case Apply(op="transpose", args=(inner,)):
            yield inner


def _swapped(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="matmul", args=args):
            yield Apply("matmul", args[::-1])
            for n in range(len(args) - 1) if len(args) > 2 else ():
                yield Apply("matmul", (*args[:n], args[n + 1], args[n], *args[n + 2 :]))


def _outer_for_inner(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="matmul", args=(one, two)):
            yield Apply("matmul", (turned(one), turned(two)))
            yield Apply("matmul", (turned(two), turned(one)))
        case Apply(op="outer", args=(one, two)):
            yield Apply("dot", (one, two))
        case Apply(op="dot", args=(one, two)):
            yield Apply("outer", (one, two))


def _hadamard(node: Expr, scope: Scope) -> Iterator[Expr]:
    """One kind of product for the other in the same shape, with a transpose where that needs one."""
    match node:
        case Apply(op="matmul" | "mul" | "hadamard" as op, args=(one, two)) if not _is_plain(node, scope):
            other = "hadamard" if op == "matmul" else "matmul"
            shape = _shape(node, scope)
            for a in (one, turned(one)):
                for b in (two, turned(two)):
                    for product in (Apply(other, (a, b)), Apply(other, (b, a))):
                        if shape is not None and _shape(product, scope) == shape:
                            yield product


def _shape(expr: Expr, scope: Scope) -> Shape | None:
    try:
        return infer_shape(expr, scope)
    except NotationError:
        return None


def _other_axis(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="total_rows", args=args):
            yield Apply("total_columns", args)
            yield Apply("total", args)
        case Apply(op="total_columns", args=args):
            yield Apply("total_rows", args)
            yield Apply("total", args)
        case Apply(op="total", args=args):
            yield Apply("total_rows", args)
            yield Apply("total_columns", args)


def _stacked(node: Expr, scope: Scope) -> Iterator[Expr]:
    """Columns side by side where they are to be summed."""
    if isinstance(node, Reduction) and node.op == "sum":
        yield Reduction("stack", node.index, node.lower, node.upper, None, node.body)


def _diagonal(node: Expr, scope: Scope) -> Iterator[Expr]:
    match node:
        case Apply(op="diag", args=(inner,)):
            yield inner


MATRICES = (
    of_nodes(
        "factor_transposed",
        "factor transposed",
        "A factor is transposed, or should be.",
        "Wᵀ g: W g",
        _factor_transposed,
        2,
    ),
    of_nodes(
        "factors_swapped",
        "factors swapped",
        "The factors of a matrix product are in the wrong order.",
        "A B: B A",
        _swapped,
        2,
    ),
    of_nodes(
        "outer_for_inner",
        "outer for inner product",
        "You took the inner product for the outer one, or the reverse.",
        "g xᵀ: gᵀ x",
        _outer_for_inner,
    ),
    of_nodes(
        "wrong_product",
        "one product for another",
        "You took the matrix product for the one entry by entry, or the reverse.",
        "A B: A ∘ B",
        _hadamard,
    ),
    of_nodes(
        "wrong_axis",
        "sum along the other axis",
        "You sum along the wrong axis.",
        "sum of columns: sum of rows",
        _other_axis,
    ),
    of_nodes(
        "not_summed",
        "examples side by side",
        "The examples stand side by side; they are to be summed.",
        "Σ_i g^(i): G",
        _stacked,
    ),
    of_nodes(
        "diagonal",
        "diagonal matrix as a vector",
        "A vector stands where a diagonal matrix belongs.",
        "diag(s): s",
        _diagonal,
    ),
)

TRANSPOSED = Rule("transposed", "transposed", "Rows and columns are exchanged.", "W: Wᵀ", whole(_transposed), 4)
