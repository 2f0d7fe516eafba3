"""The shape that an operation gives, with symbolic dimensions compared by name."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import AuthorError
from ..notation.expr import SCALAR, Apply, Dim, Expr, Name, Number, Shape, add, number
from ..notation.operations import OPERATIONS


def written(shape: Shape) -> str:
    """
    >>> written(("D_x", 1))
    'D_x × 1'
    """
    return f"{shape[0]} × {shape[1]}"


def as_expr(dim: Dim) -> Expr:
    """A dimension as a number of the problem.

    >>> as_expr("n"), as_expr(3).value
    (Name(name='n'), Fraction(3, 1))
    """
    names, constant = _linear(dim)
    factors = [tuple(Name(factor) for factor in name.split("·")) for name in names]
    return add(*(Apply("mul", each) if len(each) > 1 else each[0] for each in factors), number(constant))


def _linear(dim: Dim) -> tuple[tuple[str, ...], int]:
    """A dimension as names and a whole number to be added: ``n + k - 1`` → ``("n", "k"), -1``."""
    if isinstance(dim, int):
        return (), dim
    parts = dim.replace(" - ", " + -").split(" + ")
    constant = sum(int(part) for part in parts if part.removeprefix("-").isdigit())
    return tuple(part for part in parts if not part.removeprefix("-").isdigit()), constant


def _dim(names: tuple[str, ...], constant: int) -> Dim:
    if not names:
        return constant
    tail = f" {'+' if constant > 0 else '-'} {abs(constant)}" if constant else ""
    return " + ".join(sorted(names)) + tail


def broadcast(*shapes: Shape) -> Shape:
    """The common shape of operands that act entry by entry; a dimension of 1 stretches.

    Raises ``AuthorError`` where two dimensions differ.

    >>> broadcast(("n", 1), (1, 1), ("n", "m"))
    ('n', 'm')
    """
    rows, columns = SCALAR
    for shape in shapes:
        rows, columns = _stretch(rows, shape[0], shapes), _stretch(columns, shape[1], shapes)
    return rows, columns


def _stretch(left: Dim, right: Dim, shapes: Sequence[Shape]) -> Dim:
    if left == right or right == 1:
        return left
    if left == 1:
        return right
    raise AuthorError("shapes do not fit: " + ", ".join(map(written, shapes)))


def product_shape(left: Shape, right: Shape) -> Shape:
    """The shape of a matrix product; a scalar on either side stretches.

    Raises ``AuthorError`` where the inner dimensions differ.

    >>> product_shape((1, "n"), ("n", 1))
    (1, 1)
    """
    if left[1] == right[0]:
        return left[0], right[1]
    if SCALAR in (left, right):
        return broadcast(left, right)
    raise AuthorError(f"a {written(left)} matrix times a {written(right)} matrix does not exist")


def result_shape(op: str, shapes: Sequence[Shape], args: Sequence[Expr]) -> Shape:
    """The shape of ``op`` on arguments of these shapes; ``args`` matter where a value decides (``slice``).

    >>> result_shape("outer", [("n", 1), ("m", 1)], [])
    ('n', 'm')
    """
    kind = OPERATIONS[op].kind
    if kind in ("elementwise", "compare"):
        return broadcast(*shapes)
    if kind == "reduce":
        return SCALAR
    if kind == "same":
        return shapes[0]
    return _special(op, shapes, args)


def _special(op: str, shapes: Sequence[Shape], args: Sequence[Expr]) -> Shape:
    first = shapes[0]
    match op:
        case "matmul":
            for right in shapes[1:]:
                first = product_shape(first, right)
            return first
        case "transpose":
            return first[1], first[0]
        case "cases":
            return broadcast(*shapes)
        case "vector":
            return len(shapes), 1
        case "matrix":
            return len(shapes), length(first)
        case "index":
            return shapes[1] if len(shapes) == 2 else SCALAR
        case "slice":
            return _difference(args[2], args[1]), 1
        case "basis":
            return shapes[1][0], 1
        case "diag":
            return (first[0], first[0]) if first[1] == 1 else (first[0], 1)
        case "outer":
            return length(first), length(shapes[1])
        case "dot":
            return SCALAR
        case "kron":
            return _times(first[0], shapes[1][0]), _times(first[1], shapes[1][1])
        case "total_rows":
            return 1, first[1]
        case "total_columns":
            return first[0], 1
        case "permutation":
            return length(first), length(first)
        case "concat":
            return _plus(*(shape[0] for shape in shapes)), first[1]
        case "identity":
            return first[0], first[0]
    raise AuthorError(f"no shape is known for '{op}'")


def length(shape: Shape) -> Dim:
    """The number of entries of a column or a row."""
    return shape[1] if shape[0] == 1 else shape[0]


def _plus(*dims: Dim) -> Dim:
    """
    >>> _plus("n", 1), _plus(_plus("n", -1), 1), _plus(2, 3)
    ('n + 1', 'n', 5)
    """
    parts = [_linear(dim) for dim in dims]
    return _dim(tuple(name for names, _ in parts for name in names), sum(constant for _, constant in parts))


def _times(left: Dim, right: Dim) -> Dim:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    return left if right == 1 else right if left == 1 else f"{left}·{right}"


def _difference(upper: Expr, lower: Expr) -> Dim:
    """``upper - lower`` as a dimension; raises ``AuthorError`` where no number or name says it."""
    above, below = _of_expr(upper), _of_expr(lower)
    if above is None or below is None or any(name not in above[0] for name in below[0]):
        raise AuthorError("the length of a slice must follow from its bounds")
    names = list(above[0])
    for name in below[0]:
        names.remove(name)
    return _dim(tuple(names), above[1] - below[1])


def _of_expr(expr: Expr) -> tuple[tuple[str, ...], int] | None:
    match expr:
        case Number() if expr.value.denominator == 1:
            return (), int(expr.value)
        case Name():
            return (expr.name,), 0
        case Apply(op="neg", args=(Number() as constant,)):
            return (), -int(constant.value)
        case Apply(op="add"):
            parts = [_of_expr(arg) for arg in expr.args]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                return tuple(name for names, _ in known for name in names), sum(part[1] for part in known)
    return None
