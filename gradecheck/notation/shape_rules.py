"""What single operations do to shapes: rules for all that is neither elementwise nor a product."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .expr import SCALAR, Apply, Dim, Expr, Name, Number, Shape, free_names, number

if TYPE_CHECKING:
    from .shapes import Elaborator


def broadcast(left: Shape, right: Shape) -> Shape | None:
    """The shape of an elementwise operation; a column or row is repeated along a matrix.

    >>> broadcast(("D", "m"), ("D", 1)), broadcast(("D", 1), (1, "D"))
    (('D', 'm'), None)
    """
    if left == right or right == SCALAR:
        return left
    if left == SCALAR:
        return right
    for large, small in ((left, right), (right, left)):
        if small == (large[0], 1) or small == (1, large[1]):
            return large
    return None


def show_shape(shape: Shape) -> str:
    """
    >>> show_shape(("D_x", 1))
    'D_x × 1'
    """
    return f"{shape[0]} × {shape[1]}"


def _transpose(_: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    return expr, shapes[0][::-1]


def _vector(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    if all(shape == SCALAR for shape in shapes):
        return expr, (len(shapes), 1)
    if len(set(shapes)) == 1 and shapes[0][1] == 1:
        return Apply("matrix", expr.args, expr.span), (len(shapes), shapes[0][0])
    raise at.fail(
        "the entries of a list have different shapes", expr.span, "list scalars, or rows of one length"
    )


def _matrix(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    if len({shape[0] for shape in shapes}) != 1:
        raise at.fail("the rows of the matrix have different lengths", expr.span, "fill in the missing entries")
    if all(shape == SCALAR for shape in shapes):
        cells = (row.args[0] if isinstance(row, Apply) and row.op == "vector" else row for row in expr.args)
        return Apply("vector", tuple(cells), expr.span), (len(shapes), 1)
    return expr, (len(shapes), shapes[0][0])


def _index(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    base, *positions = shapes
    if len(positions) == 2:
        return expr, SCALAR
    if 1 not in base:
        return expr, (1, base[1])
    if base == SCALAR and not free_names(expr.args[0]):
        raise at.fail("a scalar has no component", expr.span, "remove the index")
    return expr, positions[0] if positions[0] != SCALAR else SCALAR


def _slice(_: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    bounds = [arg.value if isinstance(arg, Number) else None for arg in expr.args[1:]]
    low, high = bounds
    if low is not None and high is not None:
        return expr, (int(high - low), 1)
    upper = expr.args[2].name if isinstance(expr.args[2], Name) else "end"
    return expr, (upper if low == 0 else f"{upper} - {low if low is not None else 'start'}", 1)


def _basis(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    return expr, (shapes[1][0], 1)


def _diag(_: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    rows, columns = shapes[0]
    if 1 in (rows, columns):
        size = columns if rows == 1 else rows
        return expr, (size, size)
    return expr, (rows, 1)


def _outer(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    left, right = (_length(at, expr, shape) for shape in shapes)
    return expr, (left, right)


def _dot(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    left, right = (_length(at, expr, shape) for shape in shapes)
    if left != right:
        raise at.fail(f"an inner product of vectors of lengths {left} and {right}", expr.span)
    return expr, SCALAR


def _length(at: Elaborator, expr: Apply, shape: Shape) -> Dim:
    if 1 not in shape:
        raise at.fail(f"a vector is needed, not {show_shape(shape)}", expr.span)
    return shape[1] if shape[0] == 1 else shape[0]


def _kron(_: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    (a, b), (c, d) = shapes
    return expr, (_times(a, c), _times(b, d))


def _times(left: Dim, right: Dim) -> Dim:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    return right if left == 1 else left if right == 1 else f"{left}*{right}"


def _concat(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    if len({shape[1] for shape in shapes}) != 1:
        raise at.fail("concatenated arrays have different numbers of columns", expr.span)
    sizes = [shape[0] for shape in shapes]
    if all(isinstance(size, int) for size in sizes):
        return expr, (sum(size for size in sizes if isinstance(size, int)), shapes[0][1])
    return expr, ("+".join(str(size) for size in sizes), shapes[0][1])


def _cases(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    shape = SCALAR
    for other in shapes:
        joined = broadcast(shape, other)
        if joined is None:
            raise at.fail(f"cases of shapes {show_shape(shape)} and {show_shape(other)}", expr.span)
        shape = joined
    return expr, shape


def _pow(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    if shapes[1] != SCALAR:
        raise at.fail("an exponent must be a scalar", expr.span, "write the power entry by entry")
    rows, columns = shapes[0]
    if expr.args[1] == number(-1) and _is_permutation(at, expr.args[0]):
        return Apply("transpose", expr.args[:1], expr.span), shapes[0]
    if rows == columns != 1:
        remedy = "write A A or A ∘ A"
        raise at.fail("a power of a square matrix can be read in two ways", expr.span, remedy)
    return expr, shapes[0]


def _is_permutation(at: Elaborator, expr: Expr) -> bool:
    """Whether this is a permutation matrix, the inverse of which is its transpose."""
    declared = at.scope.get(expr.name) if isinstance(expr, Name) else None
    expr = (declared and declared.definition) or expr
    return isinstance(expr, Apply) and expr.op == "permutation"


def _square(at: Elaborator, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
    if isinstance(arg := expr.args[0], Name) and arg.name in at.scope.dims and at.scope.get(arg.name) is None:
        like = next((one.name for one in at.scope.names if one.shape[0] == arg.name), None)
        if like is None:
            raise at.fail(f"nothing has {arg.name} rows", expr.span, "write the matrix out")
        return Apply(expr.op, (Name(like),), expr.span), (arg.name, arg.name)
    size = _length(at, expr, shapes[0]) if expr.op == "permutation" else shapes[0][0]
    return expr, (size, size)


Rule = Callable[["Elaborator", Apply, list[Shape]], tuple[Expr, Shape]]

RULES: dict[str, Rule] = {
    "transpose": _transpose,
    "vector": _vector,
    "matrix": _matrix,
    "index": _index,
    "slice": _slice,
    "basis": _basis,
    "diag": _diag,
    "outer": _outer,
    "dot": _dot,
    "kron": _kron,
    "concat": _concat,
    "cases": _cases,
    "pow": _pow,
    "permutation": _square,
    "identity": _square,
    "total_rows": lambda _, expr, shapes: (expr, (1, shapes[0][1])),
    "total_columns": lambda _, expr, shapes: (expr, (shapes[0][0], 1)),
}
