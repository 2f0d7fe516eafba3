"""Scalar expressions as one program: what they have in common is found, and computed, once.

A program is a list of nodes, each an operation on earlier ones. Definitions are put in, sums and products
become chains of two in a fixed order, and a node that is there already is not entered again: two expressions
that differ only in the order of their terms are the same node. Arrays and sums over an index have no program.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, fmpq

from ..notation.expr import SCALAR, Apply, Expr, Name, Number
from ..notation.scope import Scope
from . import scalars as s
from .balls import Point, constant
from .meanings import BINARY as PAIRED
from .meanings import CONSTANTS, FOLDED, UNARY
from .values import NAN, Undefined

LARGEST = 6_000
"""Nodes of a program."""

ALIASES = {"hadamard": "mul", "relu_prime": "step", "softplus_prime": "sigmoid"}
MIRRORED = {"lt": "gt", "le": "ge"}
SYMMETRIC = frozenset({*FOLDED, "eq", "ne"})
SKIPPED = arb.nan()
"""What a case that does not apply has for a value."""


def _case(condition: arb, value: arb) -> arb:
    """A value if its condition holds."""
    if condition.is_nan():
        return NAN
    return SKIPPED if condition.is_zero() else value


def _otherwise(case: arb, rest: arb) -> arb:
    """The value of a case, or that of the rest where it does not apply."""
    return rest if case is SKIPPED else case


BINARY: dict[str, s.Binary] = {
    **PAIRED,
    **FOLDED,
    "power": s.power,
    "case": _case,
    "otherwise": _otherwise,
}

Ratio = tuple[int, int]
Datum = Ratio | str | None
Key = tuple[str, int, int, Datum]
"""Operation, up to two arguments (-1 for none), and what else belongs to it: a number, a name, an exponent."""


class NotScalar(Exception):
    """Not only scalars, or too many of them."""


class Program:
    """The nodes of some expressions over one scope.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("x"), Declared("y")))
    >>> program = Program(scope)
    >>> program.enter(parse("x y + 1", scope)[0].expr) == program.enter(parse("1 + y x", scope)[0].expr)
    True
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.nodes: list[Key] = []
        self._ids: dict[Key, int] = {}
        self._named: dict[str, int] = {}

    def enter(self, expr: Expr) -> int:
        """The node of ``expr``; raises ``NotScalar``."""
        if type(expr) is Name:
            return self._name(expr.name)
        if type(expr) is Number:
            return self.number(expr.value)
        if type(expr) is Apply:
            return self._apply(expr)
        raise NotScalar

    def node(self, op: str, a: int = -1, b: int = -1, datum: Datum = None) -> int:
        """The node of an operation on nodes."""
        key = (op, a, b, datum)
        count = len(self.nodes)
        found = self._ids.setdefault(key, count)
        if found == count:
            self.nodes.append(key)
            if count > LARGEST:
                raise NotScalar
        return found

    @property
    def inputs(self) -> set[str]:
        """The names of inputs, dimensions and indices that were entered."""
        return {name for name, n in self._named.items() if self.nodes[n][0] == "input"}

    def number(self, value: Fraction | int) -> int:
        """The node of a number."""
        return self.node("number", datum=(value.numerator, value.denominator))

    def _name(self, name: str) -> int:
        found = self._named.get(name)
        if found is None:
            declared = self.scope.get(name)
            if declared is not None and declared.shape != SCALAR:
                raise NotScalar
            if declared is None or declared.definition is None:
                found = self.node("input", datum=name)
            else:
                found = self.enter(declared.definition)
            self._named[name] = found
        return found

    def _apply(self, expr: Apply) -> int:
        op = ALIASES.get(expr.op, expr.op)
        if op == "pow":
            return self._power(*expr.args)
        if op == "cases":
            return self._cases(expr.args)
        if op in SYMMETRIC:
            return self.apply(op, self._flat(op, expr.args))
        return self.apply(op, [self.enter(arg) for arg in expr.args])

    def apply(self, op: str, ids: list[int]) -> int:
        """The node of an operation on any number of nodes; raises ``NotScalar``."""
        op = ALIASES.get(op, op)
        if op in SYMMETRIC:
            result, *others = sorted(ids)
            for other in others:
                result = self.node(op, result, other)
            return result
        if op in MIRRORED:
            op, ids = MIRRORED[op], ids[::-1]
        if op == "neg":
            return self._negative(ids[0])
        if op in UNARY or op in BINARY or op in CONSTANTS:
            return self.node(op, ids[0] if ids else -1, ids[1] if len(ids) > 1 else -1)
        raise NotScalar

    def _flat(self, op: str, args: Sequence[Expr]) -> list[int]:
        """The arguments of a sum or product, and of those directly in it."""
        ids: list[int] = []
        for arg in args:
            if type(arg) is not Apply:
                ids.append(self.enter(arg))
            elif ALIASES.get(arg.op, arg.op) == op and op in FOLDED:
                ids += self._flat(op, arg.args)
            else:
                ids.append(self._apply(arg))
        return ids

    def _negative(self, arg: int) -> int:
        op, inner, _, datum = self.nodes[arg]
        if op == "number" and isinstance(datum, tuple):
            return self.node("number", datum=(-datum[0], datum[1]))
        return inner if op == "neg" else self.node("neg", arg)

    def _cases(self, args: Sequence[Expr]) -> int:
        """value, condition, value, condition, ..., and perhaps a value for the rest."""
        if len(args) == 1:
            return self.enter(args[0])
        case = self.node("case", self.enter(args[1]), self.enter(args[0]))
        return self.node("otherwise", case, self._cases(args[2:])) if args[2:] else case

    def _power(self, base: Expr, exponent: Expr) -> int:
        if isinstance(base, Apply) and base.op == "e":
            return self.node("exp", self.enter(exponent))
        exact = constant(exponent)
        if exact is not None:
            return self.power(self.enter(base), exact)
        return self.node("power", self.enter(base), self.enter(exponent))

    def power(self, base: int, exponent: Fraction) -> int:
        """The node of a constant power."""
        return self.node("pow", base, datum=(exponent.numerator, exponent.denominator))

    def run(self, point: Point, values: list[arb], end: int) -> None:
        """Compute the nodes up to ``end`` (included) behind those that ``values`` has, at the precision set.

        A value that is not defined is a NaN. Raises ``Undefined`` for a name without a value, ``Imprecise``
        and ``TooLarge``.
        """
        for op, a, b, datum in self.nodes[len(values) : end + 1]:
            if b >= 0:
                value = BINARY[op](values[a], values[b])
            elif datum is None:
                value = UNARY[op](values[a]) if a >= 0 else CONSTANTS[op]()
            elif op == "number":
                value = arb(fmpq(*datum))
            elif op == "pow":
                value = _powered(values[a], *datum)
            else:
                value = self._given(str(datum), point)
            values.append(value)

    def _given(self, name: str, point: Point) -> arb:
        """The value of an input, of a dimension or of an index."""
        declared = self.scope.get(name)
        if declared is None:
            size = point.dims.get(name, point.indices.get(name))
            if size is None:
                raise Undefined(f"{name} has no value")
            return arb(size)
        k = None if declared.batch is None else point.indices.get(declared.batch, 0)
        exact = point.values.get((name, k))
        if exact is None:
            raise Undefined(f"{name} has no value")
        return arb(exact.entries[0])


def _powered(base: arb, above: int, below: int) -> arb:
    return s.integer_power(base, above) if below == 1 else s.constant_power(base, Fraction(above, below))
