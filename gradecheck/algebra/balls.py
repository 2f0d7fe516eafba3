"""The value of an expression at a point, in ball arithmetic.

``meanings.STRICT`` gives operations their meaning as functions of values; ``LAZY`` has those whose arguments
are not simply evaluated first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import pairwise as neighbours
from time import monotonic

from flint import arb, ctx, fmpq

from ..notation.expr import Apply, Expr, Name, Number, Reduction
from ..notation.scope import Declared, Scope
from . import scalars as s
from . import tensors as t
from .meanings import STRICT
from .values import (
    NAN,
    NOUGHT,
    UNIT,
    Exact,
    Misfit,
    TooLarge,
    Undefined,
    Value,
    pairwise,
    scalar,
)

LONGEST_REDUCTION = 5_000
MOST_WORK = 400_000
MOST_NESTING = 150
LARGEST_CONSTANT_POWER = 100
LONGEST_CONSTANT = 400
"""Bits of a power of numbers that counts as a number."""

Env = Mapping[str, int]
"""The values of the bound indices."""

Position = tuple[str, int | None]
"""A name, and the index value for a name with a batch."""


@dataclass(frozen=True, slots=True)
class Point:
    """Dimensions, a value for each free index, and a value for each input (or node that is set)."""

    dims: Mapping[str, int]
    indices: Mapping[str, int]
    values: Mapping[Position, Exact]


@dataclass(slots=True)
class Evaluation:
    """One evaluation at a point: remembers the values of names, and counts the work."""

    scope: Scope
    point: Point
    deadline: float = float("inf")
    work: int = 0
    depth: int = 0
    known: dict[Position, Value] = field(default_factory=dict)

    def of(self, expr: Expr, env: Env) -> Value:
        """The value of ``expr``; raises a ``NoValue``."""
        match expr:
            case Apply():
                simple = STRICT.get(expr.op)
                if simple is None:
                    return LAZY[expr.op](self, expr, env)
                args = [self.of(arg, env) for arg in expr.args]
                self.spend(len(args[0].entries) if args else 1)
                return simple(*args)
            case Number():
                return scalar(arb(fmpq(expr.value.numerator, expr.value.denominator)))
            case Name():
                return self.named(expr.name, env)
            case Reduction():
                return self.reduced(expr, env)

    def spend(self, amount: int) -> None:
        """Count work; raises ``TooLarge`` when it is too much or takes too long."""
        before = self.work
        self.work += amount
        if self.work > MOST_WORK:
            raise TooLarge("too much to compute")
        if before >> 9 != self.work >> 9 and monotonic() > self.deadline:
            raise TooLarge("out of time")

    def named(self, name: str, env: Env) -> Value:
        """The value of a name: a bound index, a dimension, a free index, an input or a node."""
        if name in env:
            return scalar(arb(env[name]))
        declared = self.scope.get(name)
        if declared is None:
            number = self.point.dims.get(name, self.point.indices.get(name))
            if number is None:
                raise Undefined(f"{name} has no value")
            return scalar(arb(number))
        position = name, self.batch_value(declared, env)
        if position not in self.known:
            self.known[position] = self.declared(declared, position)
        return self.known[position]

    def batch_value(self, declared: Declared, env: Env) -> int | None:
        """Which of its batch a name stands for: the bound index, or the one fixed for the free index."""
        if declared.batch is None:
            return None
        return env.get(declared.batch, self.point.indices.get(declared.batch, 0))

    def declared(self, declared: Declared, position: Position) -> Value:
        """The value given to a declared name, or else that of its definition."""
        given = self.point.values.get(position)
        if given is not None:
            return given.ball()
        if declared.definition is None:
            raise Undefined(f"{declared.name} has no value")
        if self.depth > MOST_NESTING:
            raise TooLarge("definitions are nested too deeply")
        env = {} if declared.batch is None or position[1] is None else {declared.batch: position[1]}
        self.depth += 1
        try:
            return self.of(declared.definition, env)
        finally:
            self.depth -= 1

    def reduced(self, expr: Reduction, env: Env) -> Value:
        """A sum, a product, or columns side by side."""
        lower = t.integer(self.of(expr.lower, env))
        upper = t.integer(self.of(expr.upper, env))
        if upper - lower >= LONGEST_REDUCTION:
            raise TooLarge("a sum is too long")
        parts = [part for k in range(lower, upper + 1) if (part := self.summand(expr, env, k))]
        match expr.op:
            case "sum":
                return reduce(t.plus, parts) if parts else scalar(NOUGHT)
            case "prod":
                return reduce(t.times, parts) if parts else scalar(UNIT)
        if not parts:
            raise Misfit("a matrix without columns")
        return t.stack(*parts)

    def summand(self, expr: Reduction, env: Env, k: int) -> Value | None:
        """The body at index k, or nothing where the condition does not hold."""
        inner = {**env, expr.index: k}
        if expr.condition is not None and not self.holds(expr.condition, inner):
            return None
        return self.of(expr.body, inner)

    def holds(self, condition: Expr, env: Env) -> bool:
        """Whether a scalar condition is true."""
        value = self.of(condition, env)
        if not value.is_scalar:
            raise Misfit("a condition must be a scalar here")
        if value.entries[0].is_nan():
            raise Undefined("a condition is undefined")
        return s.equal(value.entries[0], NOUGHT).is_zero()

    def count(self, expr: Expr, env: Env) -> int:
        """How many rows ``expr`` has; a symbolic dimension stands for itself."""
        if isinstance(expr, Name) and expr.name in self.point.dims and self.scope.get(expr.name) is None:
            return self.point.dims[expr.name]
        return self.of(expr, env).rows


def value_at(expr: Expr, scope: Scope, point: Point, bits: int, deadline: float = float("inf")) -> Value:
    """The value of ``expr`` at ``point``, computed with ``bits`` bits. Every entry is defined.

    Raises a ``NoValue``: ``Undefined``, ``Imprecise``, ``TooLarge`` or ``Misfit``.
    """
    with ctx.workprec(bits):
        return defined(Evaluation(scope, point, deadline).of(expr, {}))


def defined(value: Value) -> Value:
    """``value``, unless one of its entries is undefined."""
    if value.is_defined:
        return value
    raise Undefined("not defined")


def constant(expr: Expr) -> Fraction | None:
    """The rational number that a small expression of numbers stands for, such as an exponent -1/2 or 10^6.

    >>> constant(Apply("neg", (Number(Fraction(1, 2)),)))
    Fraction(-1, 2)
    """
    match expr:
        case Number():
            return expr.value
        case Apply(op="neg", args=(arg,)):
            value = constant(arg)
            return None if value is None else -value
        case Apply(op="div" | "pow" as op, args=(first, second)):
            a, b = constant(first), constant(second)
            if a is None or b is None or (op == "div" and not b):
                return None
            return a / b if op == "div" else _constant_power(a, b)
    return None


def _constant_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """A power that is a number of moderate length."""
    if exponent.denominator != 1 or abs(exponent) > LARGEST_CONSTANT_POWER or (not base and exponent < 0):
        return None
    length = max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(int(exponent))
    return base ** int(exponent) if length <= LONGEST_CONSTANT else None


# ---- operations that do more than evaluate their arguments -------------------------------------------------


def _power(evaluation: Evaluation, expr: Apply, env: Env) -> Value:
    base, exponent = (evaluation.of(arg, env) for arg in expr.args)
    exact = constant(expr.args[1])
    evaluation.spend(len(base.entries))
    return pairwise(lambda a, b: s.power(a, b, exact), base, exponent)


def _cases(evaluation: Evaluation, expr: Apply, env: Env) -> Value:
    """The first value whose condition holds, entry by entry where a condition is a matrix."""
    args = expr.args
    if len(args) == 1:
        return evaluation.of(args[0], env)
    condition = evaluation.of(args[1], env)
    rest = Apply("cases", args[2:]) if args[2:] else None
    if condition.is_scalar:
        if condition.entries[0].is_nan():
            raise Undefined("a condition is undefined")
        if not condition.entries[0].is_zero():
            return evaluation.of(args[0], env)
        if rest is None:
            raise Undefined("no case applies")
        return _cases(evaluation, rest, env)
    chosen = pairwise(lambda c, v: NAN if c.is_zero() else v, condition, evaluation.of(args[0], env))
    others = scalar(NAN) if rest is None else _cases(evaluation, rest, env)
    others = pairwise(lambda c, v: v if c.is_zero() else NAN, condition, others)
    return pairwise(lambda a, b: b if a.is_nan() else a, chosen, others)


def _index(evaluation: Evaluation, expr: Apply, env: Env) -> Value:
    value, first, *second = (evaluation.of(arg, env) for arg in expr.args)
    return t.index(value, first, second[0] if second else None, evaluation.scope.base)


def _slice(evaluation: Evaluation, expr: Apply, env: Env) -> Value:
    value, start, end = (evaluation.of(arg, env) for arg in expr.args)
    base = evaluation.scope.base
    return t.part_of(value, t.integer(start) - base, t.integer(end) - base)


def _basis(evaluation: Evaluation, expr: Apply, env: Env) -> Value:
    position = t.integer(evaluation.of(expr.args[0], env)) - evaluation.scope.base
    return t.basis(position, evaluation.count(expr.args[1], env))


def _identity(evaluation: Evaluation, expr: Apply, env: Env) -> Value:
    return t.identity(evaluation.count(expr.args[0], env))


def _work_of_product(evaluation: Evaluation, expr: Apply, env: Env) -> Value:
    """A chain of matrix products, from the left; the work is counted before it is done."""
    values = [evaluation.of(arg, env) for arg in expr.args]
    evaluation.spend(sum(len(a.entries) * b.columns for a, b in neighbours(values)))
    return reduce(t.matmul, values)


LAZY: dict[str, Callable[[Evaluation, Apply, Env], Value]] = {
    "pow": _power,
    "cases": _cases,
    "matmul": _work_of_product,
    "index": _index,
    "slice": _slice,
    "basis": _basis,
    "identity": _identity,
}
