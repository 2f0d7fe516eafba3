"""Arrays entry by entry: what an expression of arrays is at small sizes, as scalar expressions.

So the exact step reaches arrays: two are the same at given sizes when all of their entries are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

from ..notation.expr import Apply, Expr, Name, Number, Reduction, add, neg, number, substitute
from ..notation.operations import OPERATIONS
from ..notation.scope import Scope
from .balls import constant

Grid = tuple[tuple[Expr, ...], ...]
"""Rows of scalar expressions."""

SIZES = (2, 3, 4)
MOST_ENTRIES = 40
LONGEST_SUM = 12


class Beyond(Exception):
    """Not written out entry by entry."""


def entries_of(expr: Expr, scope: Scope, dims: Mapping[str, int], fixed: Mapping[str, int]) -> Grid:
    """The entries of ``expr`` at these dimensions, with free indices ``fixed``; raises ``Beyond``.

    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("x", ("n", 1)),), dims=("n",))
    >>> inner = Apply("matmul", (Apply("transpose", (Name("x"),)), Name("x")))
    >>> len(entries_of(inner, scope, {"n": 2}, {})[0])
    1
    """
    return _Entries(scope, dims, fixed).of(expr)


def sizes_of(scope: Scope) -> dict[str, int]:
    """Small, pairwise different sizes for the dimensions."""
    return {dim: SIZES[n % len(SIZES)] + n // len(SIZES) * len(SIZES) for n, dim in enumerate(scope.dims)}


class _Entries:
    def __init__(self, scope: Scope, dims: Mapping[str, int], fixed: Mapping[str, int]) -> None:
        self.scope = scope
        self.dims = dims
        self.fixed = fixed

    def of(self, expr: Expr) -> Grid:
        match expr:
            case Number():
                return ((expr,),)
            case Name():
                return self._name(expr)
            case Reduction():
                return self._reduction(expr)
        if expr.op in ("index", "basis"):
            return self._by_position(expr)
        if expr.op == "pow" or OPERATIONS[expr.op].kind in ("elementwise", "compare"):
            return _elementwise(expr.op, [self.of(arg) for arg in expr.args])
        rule = RULES.get(expr.op)
        if rule is None:
            raise Beyond(expr.op)
        return rule(*(self.of(arg) for arg in expr.args))

    def _name(self, expr: Name) -> Grid:
        declared = self.scope.get(expr.name)
        if declared is None:
            known = self.dims.get(expr.name, self.fixed.get(expr.name))
            return ((number(known),),) if known is not None else ((expr,),)
        if declared.definition is not None:
            return self.of(declared.definition)
        batch = ""
        if declared.batch is not None:
            if declared.batch not in self.fixed:
                raise Beyond(expr.name)
            batch = f"^({self.fixed[declared.batch]})"
        rows, columns = (size if isinstance(size, int) else self.dims[size] for size in declared.shape)
        if rows * columns > MOST_ENTRIES:
            raise Beyond(expr.name)
        if rows == columns == 1:
            return ((Name(expr.name + batch),),)
        return tuple(tuple(Name(f"{expr.name}{batch}[{i}, {j}]") for j in range(columns)) for i in range(rows))

    def _reduction(self, expr: Reduction) -> Grid:
        lower, upper = self._whole(expr.lower), self._whole(expr.upper)
        if (expr.op != "sum" and expr.op != "stack") or upper - lower >= LONGEST_SUM or upper < lower:
            raise Beyond(expr.op)
        parts = [self._at(expr, k) for k in range(lower, upper + 1) if self._holds(expr, k)]
        if expr.op == "stack":
            return _transposed(tuple(part[0] for part in map(_transposed, parts)))
        return _elementwise("add", parts) if len(parts) > 1 else parts[0] if parts else ((number(0),),)

    def _at(self, expr: Reduction, k: int) -> Grid:
        inner = _Entries(self.scope, self.dims, {**self.fixed, expr.index: k})
        return inner.of(substitute(expr.body, {expr.index: number(k)}))

    def _holds(self, expr: Reduction, k: int) -> bool:
        match expr.condition:
            case None:
                return True
            case Apply(op="ne", args=(Name(name=name), other)) if name == expr.index:
                return self._whole(other) != k
        raise Beyond("condition")

    def _whole(self, expr: Expr) -> int:
        """The whole number that an index or a bound stands for."""
        values = {**self.dims, **self.fixed}
        plain = substitute(expr, {name: number(value) for name, value in values.items()})
        if isinstance(plain, Apply) and plain.op == "add":
            return sum(self._whole(arg) for arg in plain.args)
        value = constant(plain)
        if value is None or value.denominator != 1:
            raise Beyond("position")
        return int(value)

    def _by_position(self, expr: Apply) -> Grid:
        if expr.op == "basis":
            size, at = len(self.of(expr.args[1])), self._whole(expr.args[0]) - self.scope.base
            return tuple((number(int(i == at)),) for i in range(size))
        grid = self.of(expr.args[0])
        positions = [self._whole(arg) - self.scope.base for arg in expr.args[1:]]
        flat = [entry for row in grid for entry in row]
        if len(positions) == 2 and 0 <= positions[0] < len(grid) and 0 <= positions[1] < len(grid[0]):
            return ((grid[positions[0]][positions[1]],),)
        if len(positions) == 1 and 1 in (len(grid), len(grid[0])) and 0 <= positions[0] < len(flat):
            return ((flat[positions[0]],),)
        raise Beyond("index")


def _elementwise(op: str, grids: list[Grid]) -> Grid:
    rows, columns = max(len(grid) for grid in grids), max(len(grid[0]) for grid in grids)
    if any(len(grid) not in (1, rows) or len(grid[0]) not in (1, columns) for grid in grids):
        raise Beyond("shape")
    scalar = "mul" if op == "hadamard" else op

    def entry(i: int, j: int) -> Expr:
        args = tuple(grid[i % len(grid)][j % len(grid[0])] for grid in grids)
        if scalar == "add":
            return add(*args)
        return neg(args[0]) if scalar == "neg" else Apply(scalar, args)

    return tuple(tuple(entry(i, j) for j in range(columns)) for i in range(rows))


def _transposed(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=True))


def _inner(left: tuple[Expr, ...], right: tuple[Expr, ...]) -> Expr:
    return add(*(Apply("mul", pair) for pair in zip(left, right, strict=True)))


def _matmul(*grids: Grid) -> Grid:
    result = grids[0]
    for grid in grids[1:]:
        if len(result[0]) != len(grid):
            raise Beyond("shape")
        columns = _transposed(grid)
        result = tuple(tuple(_inner(row, column) for column in columns) for row in result)
    return result


def _flat(grid: Grid) -> tuple[Expr, ...]:
    return tuple(entry for row in grid for entry in row)


def _diag(grid: Grid) -> Grid:
    if 1 in (len(grid), len(grid[0])):
        flat = _flat(grid)
        return tuple(
            tuple(flat[i] if i == j else number(0) for j in range(len(flat))) for i in range(len(flat))
        )
    return tuple((grid[i][i],) for i in range(len(grid)))


def _outer(a: Grid, b: Grid) -> Grid:
    return tuple(tuple(Apply("mul", (x, y)) for y in _flat(b)) for x in _flat(a))


def _kron(a: Grid, b: Grid) -> Grid:
    places = product(range(len(a)), range(len(b)))
    return tuple(tuple(Apply("mul", (x, y)) for x in a[i] for y in b[k]) for i, k in places)


RULES: dict[str, Callable[..., Grid]] = {
    "matmul": _matmul,
    "transpose": _transposed,
    "diag": _diag,
    "outer": _outer,
    "kron": _kron,
    "dot": lambda a, b: ((_inner(_flat(a), _flat(b)),),),
    "trace": lambda a: ((add(*(a[i][i] for i in range(len(a)))),),),
    "total": lambda a: ((add(*_flat(a)),),),
    "total_rows": lambda a: (tuple(add(*column) for column in _transposed(a)),),
    "total_columns": lambda a: tuple((add(*row),) for row in a),
    "mean": lambda a: ((Apply("div", (add(*_flat(a)), number(len(_flat(a))))),),),
    "vector": lambda *entries: tuple(entry[0] for entry in entries),
    "matrix": lambda *rows: tuple(_flat(row) for row in rows),
    "ones_like": lambda a: tuple(tuple(number(1) for _ in row) for row in a),
    "zeros_like": lambda a: tuple(tuple(number(0) for _ in row) for row in a),
    "identity": lambda a: tuple(tuple(number(int(i == j)) for j in range(len(a))) for i in range(len(a))),
}
