"""Arrays entry by entry: what an expression of arrays is at small sizes, as scalar expressions.

So the exact step reaches arrays: two are the same at given sizes when all of their entries are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product

from ..notation.expr import Apply, Expr, Name, Number, Reduction, number, substitute
from ..notation.operations import OPERATIONS
from ..notation.scope import Declared, Scope
from .balls import constant
from .program import NotScalar, Program

Grid = tuple[tuple[int, ...], ...]
"""Rows of nodes of a program."""

SIZES = (2, 3, 4)
MOST_ENTRIES = 40
LONGEST_SUM = 12


class Beyond(Exception):
    """Not written out entry by entry."""


def entries_of(
    exprs: Sequence[Expr], scope: Scope, dims: Mapping[str, int], fixed: Mapping[str, int]
) -> tuple[Program, list[Grid]]:
    """The entries of each expression at these dimensions, with free indices ``fixed``, as nodes of one program.

    Raises ``Beyond``.

    >>> scope = Scope(names=(Declared("x", ("n", 1)),), dims=("n",))
    >>> inner = Apply("matmul", (Apply("transpose", (Name("x"),)), Name("x")))
    >>> program, (grid,) = entries_of([inner], scope, {"n": 2}, {})
    >>> len(grid), [declared.name for declared in program.scope.names]
    (1, ['x[0, 0]', 'x[1, 0]'])
    """
    found: dict[str, Declared] = {}
    program = Program(Scope())
    try:
        grids = [_Entries(program, scope, dims, fixed, found).of(expr) for expr in exprs]
    except NotScalar:
        raise Beyond from None
    program.scope = Scope(tuple(found.values()))
    return program, grids


def sizes_of(scope: Scope) -> dict[str, int]:
    """Small, pairwise different sizes for the dimensions."""
    return {dim: SIZES[n % len(SIZES)] + n // len(SIZES) * len(SIZES) for n, dim in enumerate(scope.dims)}


class _Entries:
    def __init__(
        self,
        program: Program,
        scope: Scope,
        dims: Mapping[str, int],
        fixed: Mapping[str, int],
        found: dict[str, Declared],
    ) -> None:
        self.program = program
        self.scope = scope
        self.dims = dims
        self.fixed = fixed
        self.found = found

    def of(self, expr: Expr) -> Grid:
        match expr:
            case Number():
                return self._number(expr.value)
            case Name():
                return self._name(expr)
            case Reduction():
                return self._reduction(expr)
        if expr.op in ("index", "basis"):
            return self._by_position(expr)
        if expr.op == "pow":
            return self._power(*expr.args)
        grids = [self.of(arg) for arg in expr.args]
        if OPERATIONS[expr.op].kind in ("elementwise", "compare"):
            return _elementwise(self.program, expr.op, grids)
        rule = RULES.get(expr.op)
        if rule is None:
            raise Beyond(expr.op)
        return rule(self.program, *grids)

    def _number(self, value: Fraction | int) -> Grid:
        return ((self.program.number(value),),)

    def _power(self, base: Expr, exponent: Expr) -> Grid:
        exact = constant(exponent)
        if exact is None:
            return _elementwise(self.program, "power", [self.of(base), self.of(exponent)])
        return tuple(tuple(self.program.power(entry, exact) for entry in row) for row in self.of(base))

    def _name(self, expr: Name) -> Grid:
        declared = self.scope.get(expr.name)
        if declared is None:
            known = self.dims.get(expr.name, self.fixed.get(expr.name))
            return self._number(known) if known is not None else ((self._entry(expr.name, Declared("")),),)
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
            return ((self._entry(expr.name + batch, declared),),)
        return tuple(
            tuple(self._entry(f"{expr.name}{batch}[{i}, {j}]", declared) for j in range(columns))
            for i in range(rows)
        )

    def _entry(self, name: str, declared: Declared) -> int:
        self.found[name] = Declared(name, domain=declared.domain)
        return self.program.node("input", datum=name)

    def _reduction(self, expr: Reduction) -> Grid:
        lower, upper = self._whole(expr.lower), self._whole(expr.upper)
        if (expr.op != "sum" and expr.op != "stack") or upper - lower >= LONGEST_SUM or upper < lower:
            raise Beyond(expr.op)
        parts = [self._at(expr, k) for k in range(lower, upper + 1) if self._holds(expr, k)]
        if expr.op == "stack":
            return _turned(tuple(part[0] for part in map(_turned, parts)))
        return _elementwise(self.program, "add", parts) if parts else self._number(0)

    def _at(self, expr: Reduction, k: int) -> Grid:
        inner = _Entries(self.program, self.scope, self.dims, {**self.fixed, expr.index: k}, self.found)
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
            return tuple((self.program.number(int(i == at)),) for i in range(size))
        grid = self.of(expr.args[0])
        positions = [self._whole(arg) - self.scope.base for arg in expr.args[1:]]
        flat = [entry for row in grid for entry in row]
        if len(positions) == 2 and 0 <= positions[0] < len(grid) and 0 <= positions[1] < len(grid[0]):
            return ((grid[positions[0]][positions[1]],),)
        if len(positions) == 1 and 1 in (len(grid), len(grid[0])) and 0 <= positions[0] < len(flat):
            return ((flat[positions[0]],),)
        raise Beyond("index")


def _elementwise(p: Program, op: str, grids: Sequence[Grid]) -> Grid:
    rows, columns = max(len(grid) for grid in grids), max(len(grid[0]) for grid in grids)
    if any(len(grid) not in (1, rows) or len(grid[0]) not in (1, columns) for grid in grids):
        raise Beyond("shape")

    def entry(i: int, j: int) -> int:
        return p.apply(op, [grid[i % len(grid)][j % len(grid[0])] for grid in grids])

    return tuple(tuple(entry(i, j) for j in range(columns)) for i in range(rows))


def _turned(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=True))


def _flat(grid: Grid) -> list[int]:
    return [entry for row in grid for entry in row]


def _sum(p: Program, entries: Sequence[int]) -> int:
    return p.apply("add", list(entries))


def _inner(p: Program, left: Sequence[int], right: Sequence[int]) -> int:
    return _sum(p, [p.apply("mul", [a, b]) for a, b in zip(left, right, strict=True)])


def _matmul(p: Program, *grids: Grid) -> Grid:
    result = grids[0]
    for grid in grids[1:]:
        if len(result[0]) != len(grid):
            raise Beyond("shape")
        columns = _turned(grid)
        result = tuple(tuple(_inner(p, row, column) for column in columns) for row in result)
    return result


def _diag(p: Program, grid: Grid) -> Grid:
    if 1 not in (len(grid), len(grid[0])):
        return tuple((grid[i][i],) for i in range(len(grid)))
    flat, zero = _flat(grid), p.number(0)
    return tuple(tuple(entry if i == j else zero for j in range(len(flat))) for i, entry in enumerate(flat))


def _outer(p: Program, a: Grid, b: Grid) -> Grid:
    return tuple(tuple(p.apply("mul", [x, y]) for y in _flat(b)) for x in _flat(a))


def _kron(p: Program, a: Grid, b: Grid) -> Grid:
    places = product(range(len(a)), range(len(b)))
    return tuple(tuple(p.apply("mul", [x, y]) for x in a[i] for y in b[k]) for i, k in places)


def _mean(p: Program, a: Grid) -> Grid:
    return ((p.apply("div", [_sum(p, _flat(a)), p.number(len(_flat(a)))]),),)


def _filled(value: int) -> Callable[[Program, Grid], Grid]:
    return lambda p, a: tuple(tuple(p.number(value) for _ in row) for row in a)


RULES: dict[str, Callable[..., Grid]] = {
    "matmul": _matmul,
    "transpose": lambda p, a: _turned(a),
    "diag": _diag,
    "outer": _outer,
    "kron": _kron,
    "dot": lambda p, a, b: ((_inner(p, _flat(a), _flat(b)),),),
    "trace": lambda p, a: ((_sum(p, [a[i][i] for i in range(len(a))]),),),
    "total": lambda p, a: ((_sum(p, _flat(a)),),),
    "total_rows": lambda p, a: (tuple(_sum(p, column) for column in _turned(a)),),
    "total_columns": lambda p, a: tuple((_sum(p, row),) for row in a),
    "mean": _mean,
    "vector": lambda p, *entries: tuple(entry[0] for entry in entries),
    "matrix": lambda p, *rows: tuple(tuple(_flat(row)) for row in rows),
    "ones_like": _filled(1),
    "zeros_like": _filled(0),
    "identity": lambda p, a: tuple(tuple(p.number(int(i == j)) for j in range(len(a))) for i in range(len(a))),
}
