"""Expressions: what every other room works on.

Four node types carry all of the field's mathematics. An expression is a value: frozen, hashable, compared
without regard to spans and to how a number was typed. Everything has two dimensions: a scalar is 1 × 1, a
vector is a column n × 1, so that ``gᵀx`` is a scalar and ``W x + b`` needs no special case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

Dim = int | str
"""A dimension: a number, or the name of a symbolic dimension such as ``D_x``."""

Shape = tuple[Dim, Dim]
"""Rows × columns."""

SCALAR: Shape = (1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in the text that an expression was read from."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """A rational number. ``places`` counts the decimals that were typed; ``None`` means exact."""

    value: Fraction
    places: int | None = field(default=None, compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A declared name in its canonical spelling, or a bound index."""

    name: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation of ``operations.OPERATIONS`` applied to its arguments.

    >>> Apply("add", (Name("x"), Apply("neg", (Name("y"),))))
    Apply(op='add', args=(Name(name='x'), Apply(op='neg', args=(Name(name='y'),))))
    """

    op: str
    args: tuple[Expr, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reduction:
    """``op`` over ``index`` from ``lower`` to ``upper`` (both included), where ``condition`` holds.

    ``op`` is ``sum``, ``prod``, or ``stack`` (columns side by side: ``X`` from ``x^(i)``). After parsing,
    ``lower`` and ``upper`` are always filled: from what was written, or from the declared range.
    """

    op: str
    index: str
    lower: Expr
    upper: Expr
    condition: Expr | None
    body: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


Expr = Number | Name | Apply | Reduction


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly below ``expr``."""
    match expr:
        case Apply():
            return expr.args
        case Reduction():
            condition = () if expr.condition is None else (expr.condition,)
            return (expr.lower, expr.upper, *condition, expr.body)
    return ()


def rebuild(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """``expr`` with ``change`` applied to each of its children."""
    match expr:
        case Apply():
            args = tuple(change(arg) for arg in expr.args)
            return expr if args == expr.args else Apply(expr.op, args, expr.span)
        case Reduction():
            return replace(
                expr,
                lower=change(expr.lower),
                upper=change(expr.upper),
                condition=None if expr.condition is None else change(expr.condition),
                body=change(expr.body),
            )
    return expr


def walk(expr: Expr) -> Iterator[Expr]:
    """Every node of ``expr``, itself first."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def free_names(expr: Expr) -> frozenset[str]:
    """The names that ``expr`` uses and does not bind.

    >>> x_i = Apply("index", (Name("x"), Name("i")))
    >>> sorted(free_names(Reduction("sum", "i", number(0), number(2), None, x_i)))
    ['x']
    """
    match expr:
        case Name():
            return frozenset({expr.name})
        case Reduction():
            bounds = free_names(expr.lower) | free_names(expr.upper)
            inner = free_names(expr.body)
            if expr.condition is not None:
                inner |= free_names(expr.condition)
            return bounds | (inner - {expr.index})
    return frozenset[str]().union(*(free_names(child) for child in children(expr)))


def substitute(expr: Expr, values: dict[str, Expr]) -> Expr:
    """``expr`` with free names replaced; bound indices shadow."""
    match expr:
        case Name():
            return values.get(expr.name, expr)
        case Reduction() if expr.index in values:
            values = {name: value for name, value in values.items() if name != expr.index}
    return rebuild(expr, lambda child: substitute(child, values))


def number(value: int | Fraction) -> Number:
    """An exact number."""
    return Number(Fraction(value))


def add(*terms: Expr) -> Expr:
    """The sum, without zeros; nested sums are flattened."""
    flat: list[Expr] = []
    for term in terms:
        flat.extend(term.args if isinstance(term, Apply) and term.op == "add" else [term])
    flat = [term for term in flat if term != ZERO]
    return ZERO if not flat else flat[0] if len(flat) == 1 else Apply("add", tuple(flat))


def neg(expr: Expr) -> Expr:
    """Minus ``expr``; two minus signs cancel."""
    match expr:
        case Number():
            return Number(-expr.value, expr.places)
        case Apply(op="neg"):
            return expr.args[0]
    return Apply("neg", (expr,))


ZERO = number(0)
ONE = number(1)
