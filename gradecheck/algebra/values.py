"""Values: matrices of real balls, and the ways in which an expression can fail to have one.

A ball (``arb``) is an interval that certainly contains the true number. The ball ``NAN`` as an entry marks a
place that certainly has no real value (the logarithm of a negative number); it passes through arithmetic, so
that ``cases`` may discard it. What a ball is too wide to decide is an ``Imprecise``: try more bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flint import arb, fmpq

NAN = arb.nan()
NOUGHT = arb(0)
UNIT = arb(1)


class NoValue(Exception):
    """An expression has no value at a point; the subclasses say why."""


class Undefined(NoValue):
    """Certainly not a real number: division by 0, an index out of range."""


class Imprecise(NoValue):
    """Not decided at this precision; more bits may help."""


class TooLarge(NoValue):
    """More work than an answer is worth."""


class Misfit(NoValue):
    """Shapes that do not go together."""


class Value(NamedTuple):
    """A matrix of balls, row by row; a scalar is 1 × 1, a vector a column."""

    rows: int
    columns: int
    entries: tuple[arb, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def is_scalar(self) -> bool:
        """Whether there is one entry."""
        return len(self.entries) == 1

    @property
    def is_defined(self) -> bool:
        """Whether no entry is marked as undefined."""
        return not any(entry.is_nan() for entry in self.entries)

    def row(self, i: int) -> tuple[arb, ...]:
        """The i-th row, from 0."""
        return self.entries[i * self.columns : (i + 1) * self.columns]

    def column(self, j: int) -> tuple[arb, ...]:
        """The j-th column, from 0."""
        return self.entries[j :: self.columns]


class Exact(NamedTuple):
    """A matrix of rational numbers, row by row: what a point gives to a name."""

    rows: int
    columns: int
    entries: tuple[fmpq, ...]

    def ball(self) -> Value:
        """The same matrix as balls of the current precision."""
        return Value(self.rows, self.columns, tuple(arb(entry) for entry in self.entries))


def scalar(entry: arb) -> Value:
    """A 1 × 1 value."""
    return Value(1, 1, (entry,))


def column(entries: tuple[arb, ...]) -> Value:
    """A column vector."""
    return Value(len(entries), 1, entries)


def is_vector(value: Value) -> bool:
    """Whether the value is a row or a column (or a scalar)."""
    return value.rows == 1 or value.columns == 1


def transpose(value: Value) -> Value:
    """Rows become columns."""
    if value.rows == 1 or value.columns == 1:
        return Value(value.columns, value.rows, value.entries)
    entries = tuple(entry for j in range(value.columns) for entry in value.column(j))
    return Value(value.columns, value.rows, entries)


def each(function: Callable[[arb], arb], value: Value) -> Value:
    """``function`` of every entry."""
    return Value(value.rows, value.columns, tuple(map(function, value.entries)))


def pairwise(function: Callable[[arb, arb], arb], a: Value, b: Value) -> Value:
    """``function`` of entries in the same place; a scalar goes with anything, a row or a column with a matrix.

    Raises ``Misfit`` for other shapes.
    """
    if a.rows == b.rows and a.columns == b.columns:
        return Value(a.rows, a.columns, tuple(map(function, a.entries, b.entries)))
    rows, columns = max(a.rows, b.rows), max(a.columns, b.columns)
    if (rows, columns) not in (a.shape, b.shape):
        raise Misfit(f"{a.rows} × {a.columns} does not go with {b.rows} × {b.columns}")
    return Value(rows, columns, tuple(map(function, *(_spread(v, rows, columns) for v in (a, b)))))


def _spread(value: Value, rows: int, columns: int) -> tuple[arb, ...]:
    """The entries of ``value`` repeated to fill rows × columns."""
    if value.shape == (rows, columns):
        return value.entries
    if value.is_scalar:
        return value.entries * (rows * columns)
    if value.shape == (1, columns):
        return value.entries * rows
    if value.shape == (rows, 1):
        return tuple(entry for entry in value.entries for _ in range(columns))
    raise Misfit(f"{value.rows} × {value.columns} does not go with {rows} × {columns}")
