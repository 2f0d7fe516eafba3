"""Operations on whole vectors and matrices of balls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from itertools import chain
from itertools import pairwise as neighbours

from flint import arb

from .scalars import divide, exp, finite
from .values import NAN, NOUGHT, UNIT, Imprecise, Misfit, Undefined, Value, column, is_vector, pairwise, scalar

LARGEST = 20_000


def times(a: Value, b: Value) -> Value:
    """Entry by entry."""
    return pairwise(arb.__mul__, a, b)


def plus(a: Value, b: Value) -> Value:
    """Entry by entry."""
    return pairwise(arb.__add__, a, b)


def matmul(a: Value, b: Value) -> Value:
    """The matrix product; a scalar factor scales."""
    if a.columns != b.rows:
        if a.is_scalar or b.is_scalar:
            return times(a, b)
        raise Misfit(f"{a.rows} × {a.columns} cannot be multiplied by {b.rows} × {b.columns}")
    columns = [b.column(j) for j in range(b.columns)]
    entries = tuple(inner(a.row(i), column) for i in range(a.rows) for column in columns)
    return Value(a.rows, b.columns, entries)


def inner(left: Sequence[arb], right: Sequence[arb]) -> arb:
    """The sum of the products in the same place."""
    return add_up(map(arb.__mul__, left, right))


def add_up(entries: Sequence[arb] | map[arb]) -> arb:
    """The sum of some balls."""
    return sum(entries, NOUGHT)


def vector_of(value: Value) -> tuple[arb, ...]:
    """The entries of a row or a column."""
    if is_vector(value):
        return value.entries
    raise Misfit(f"a vector is wanted, not a {value.rows} × {value.columns} matrix")


def square_of(value: Value) -> int:
    """The size of a square matrix."""
    if value.rows == value.columns:
        return value.rows
    raise Misfit(f"a square matrix is wanted, not {value.rows} × {value.columns}")


def integer(value: Value) -> int:
    """A scalar that must be a whole number."""
    if not value.is_scalar:
        raise Misfit("an index must be a scalar")
    return whole(value.entries[0])


def whole(ball: arb) -> int:
    """The whole number that a ball is; ``Undefined`` if it is certainly none."""
    if ball.is_nan() or not ball.contains_integer():
        raise Undefined("an index is not a whole number")
    if not ball.is_exact() or not abs(ball) < 2**62:
        raise Imprecise("an index could not be determined")
    return int(ball.fmpz())


def matrix_of(rows: int, columns: int, entry: Callable[[int, int], arb]) -> Value:
    """The matrix with ``entry(i, j)`` in row i and column j, both from 0."""
    if rows * columns > LARGEST:
        raise Misfit("a matrix is too large")
    return Value(rows, columns, tuple(entry(i, j) for i in range(rows) for j in range(columns)))


def vector(*parts: Value) -> Value:
    """A column of scalars."""
    if not all(part.is_scalar for part in parts):
        raise Misfit("the components of a vector must be scalars")
    return column(tuple(part.entries[0] for part in parts))


def matrix(*rows: Value) -> Value:
    """A matrix of rows, each given as a vector."""
    lists = [vector_of(row) for row in rows]
    if len({len(entries) for entries in lists}) != 1:
        raise Misfit("the rows of a matrix must have the same length")
    return Value(len(lists), len(lists[0]), tuple(chain(*lists)))


def gather(entries: Sequence[arb], positions: Sequence[int]) -> tuple[arb, ...]:
    """The entries at ``positions`` (from 0), undefined outside."""
    return tuple(entries[k] if 0 <= k < len(entries) else NAN for k in positions)


def index(value: Value, first: Value, second: Value | None, base: int) -> Value:
    """x_i, W_ij, row i of W, or the entries of x at a vector of positions (these count from 0)."""
    if second is not None:
        i, j = integer(first) - base, integer(second) - base
        inside = 0 <= i < value.rows and 0 <= j < value.columns
        return scalar(value.entries[i * value.columns + j] if inside else NAN)
    if not first.is_scalar:
        picked = gather(vector_of(value), [whole(k) for k in vector_of(first)])
        return Value(first.rows, first.columns, picked)
    i = integer(first) - base
    if is_vector(value):
        return scalar(*gather(value.entries, [i]))
    if not 0 <= i < value.rows:
        raise Undefined("an index is out of range")
    return Value(1, value.columns, value.row(i))


def part_of(value: Value, start: int, end: int) -> Value:
    """The entries start .. end - 1 of a vector, counted from 0."""
    entries = vector_of(value)
    if not 0 <= start <= end <= len(entries):
        raise Undefined("an index is out of range")
    picked = entries[start:end]
    return column(picked) if value.columns == 1 else Value(1, len(picked), picked)


def basis(i: int, size: int) -> Value:
    """The unit vector with 1 at position i, from 0."""
    if not 0 <= i < size:
        raise Undefined("an index is out of range")
    return matrix_of(size, 1, lambda k, _: UNIT if k == i else NOUGHT)


def identity(size: int) -> Value:
    """The identity matrix."""
    return matrix_of(size, size, lambda i, j: UNIT if i == j else NOUGHT)


def diag(value: Value) -> Value:
    """Of a vector the diagonal matrix, of a square matrix the diagonal."""
    if is_vector(value):
        entries = value.entries
        return matrix_of(len(entries), len(entries), lambda i, j: entries[i] if i == j else NOUGHT)
    return column(value.entries[:: square_of(value) + 1])


def outer(a: Value, b: Value) -> Value:
    """u vᵀ."""
    left, right = vector_of(a), vector_of(b)
    return matrix_of(len(left), len(right), lambda i, j: left[i] * right[j])


def dot(a: Value, b: Value) -> Value:
    """uᵀ v, whichever way the vectors lie."""
    left, right = vector_of(a), vector_of(b)
    if len(left) != len(right):
        raise Misfit(f"vectors of lengths {len(left)} and {len(right)} have no inner product")
    return scalar(inner(left, right))


def kron(a: Value, b: Value) -> Value:
    """The Kronecker product."""
    return matrix_of(
        a.rows * b.rows,
        a.columns * b.columns,
        lambda i, j: a.row(i // b.rows)[j // b.columns] * b.row(i % b.rows)[j % b.columns],
    )


def trace(value: Value) -> Value:
    """The sum of the diagonal."""
    return total(Value(1, square_of(value), value.entries[:: value.rows + 1]))


def total(value: Value) -> Value:
    """The sum of all entries."""
    return scalar(add_up(value.entries))


def mean(value: Value) -> Value:
    """The mean of all entries."""
    return scalar(add_up(value.entries) / len(value.entries))


def norm(value: Value) -> Value:
    """The square root of the sum of squares."""
    return scalar(add_up([entry * entry for entry in value.entries]).nonnegative_part().sqrt())


def total_rows(value: Value) -> Value:
    """Sums down the rows: 1 × columns."""
    return Value(1, value.columns, tuple(add_up(value.column(j)) for j in range(value.columns)))


def total_columns(value: Value) -> Value:
    """Sums along the columns: rows × 1."""
    return column(tuple(add_up(value.row(i)) for i in range(value.rows)))


def largest(value: Value) -> Value:
    """The largest entry."""
    return scalar(fold(arb.max, value.entries))


def smallest(value: Value) -> Value:
    """The smallest entry."""
    return scalar(fold(arb.min, value.entries))


def fold(function: Callable[[arb, arb], arb], entries: Sequence[arb]) -> arb:
    """``function`` over a non-empty sequence, from the left."""
    result = entries[0]
    for entry in entries[1:]:
        result = function(result, entry)
    return result


def order(value: Value) -> list[int]:
    """Positions (from 0) that sort a vector in ascending order; equal entries keep their order.

    Raises ``Imprecise`` where two entries cannot be told apart.
    """
    entries = vector_of(value)
    if any(entry.is_nan() for entry in entries):
        raise Undefined("an undefined number cannot be sorted")

    def order(j: int, k: int) -> int:
        return _order(entries[j], entries[k])

    positions = sorted(range(len(entries)), key=cmp_to_key(order))
    for left, right in neighbours(positions):
        if not (entries[left] < entries[right] or (entries[left] == entries[right] and left < right)):
            raise Imprecise("the order of two numbers could not be determined")
    return positions


def _order(a: arb, b: arb) -> int:
    """-1, 0 or 1, by midpoints."""
    return (a.mid() > b.mid()) - (a.mid() < b.mid())


def sort(value: Value) -> Value:
    """The entries in ascending order."""
    return Value(value.rows, value.columns, gather(value.entries, order(value)))


def argsort(value: Value) -> Value:
    """The positions (from 0) of the entries in ascending order."""
    return Value(value.rows, value.columns, tuple(arb(k) for k in order(value)))


def permutation(value: Value) -> Value:
    """The matrix P with P x = sort(x)."""
    positions = order(value)
    return matrix_of(len(positions), len(positions), lambda i, j: UNIT if positions[i] == j else NOUGHT)


def softmax(value: Value) -> Value:
    """exp(x) over its sum, for each column."""
    powers = Value(value.rows, value.columns, tuple(map(exp, value.entries)))
    return pairwise(divide, powers, total_rows(powers))


def logsumexp(value: Value) -> Value:
    """The logarithm of the sum of the exponentials of all entries."""
    return scalar(finite(add_up([exp(entry) for entry in value.entries]).log(), *value.entries))


def concat(*parts: Value) -> Value:
    """One below the other."""
    if len({part.columns for part in parts}) != 1:
        raise Misfit("parts of different widths cannot stand one below the other")
    entries = tuple(chain.from_iterable(part.entries for part in parts))
    return Value(sum(part.rows for part in parts), parts[0].columns, entries)


def stack(*parts: Value) -> Value:
    """Side by side."""
    if len({part.rows for part in parts}) != 1:
        raise Misfit("parts of different heights cannot stand side by side")
    rows = range(parts[0].rows)
    entries = tuple(chain.from_iterable(part.row(i) for i in rows for part in parts))
    return Value(parts[0].rows, sum(part.columns for part in parts), entries)
