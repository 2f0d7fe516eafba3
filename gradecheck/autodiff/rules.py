"""How a gradient flows back through each operation: one rule for numbers and for expressions alike.

A rule gets the upstream gradient ``g``, the result ``y`` and the arguments ``xs``, and gives one thunk for
each argument: the gradient that reaches it (the vector-Jacobian product). Operands are 2-D arrays or
``Term``s; both know ``+ - * / ** @ .T``, entry by entry. Whatever else a rule needs, ``Algebra`` gives.
Source: Griewank and Walther, *Evaluating Derivatives*, 2nd ed. (2008), table 3.3 and chapter 13 for matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

Operand = Any
"""A ``numpy`` array with two dimensions, or a ``Term``."""

Thunk = Callable[[], Operand]


class Algebra(Protocol):
    """What rules need beyond operators."""

    base: int
    """The first position of a vector."""

    def apply(self, op: str, *args: Operand) -> Operand:
        """Any operation of the table."""
        ...

    def number(self, value: int) -> Operand:
        """A number."""
        ...

    def total(self, operand: Operand) -> Operand:
        """The sum of all entries."""
        ...

    def sum_to(self, operand: Operand, like: Operand) -> Operand:
        """Summed over the entries along which ``like`` was stretched."""
        ...

    def part(self, operand: Operand, position: int, pieces: Sequence[Operand]) -> Operand:
        """The rows of ``operand`` that belong to one of the ``pieces`` it is made of."""
        ...


Rule = Callable[[Operand, Operand, Sequence[Operand], Algebra], Sequence[Thunk]]


def _unary(gradient: Callable[[Operand, Operand, Operand, Algebra], Operand]) -> Rule:
    """The rule of a function of one argument: ``gradient(g, y, x, algebra)``."""
    return lambda g, y, xs, at: [lambda: gradient(g, y, xs[0], at)]


def _add(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    return [lambda x=x: at.sum_to(g, x) for x in xs]  # type: ignore[misc]


def _multiply(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    def through(position: int) -> Operand:
        gradient = g
        for other, x in enumerate(xs):
            if other != position:
                gradient = gradient * x
        return at.sum_to(gradient, xs[position])

    return [lambda k=k: through(k) for k in range(len(xs))]  # type: ignore[misc]


def _divide(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    a, b = xs
    return [lambda: at.sum_to(g / b, a), lambda: at.sum_to(-(g * a / (b * b)), b)]


def _power(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    a, b = xs
    return [
        lambda: at.sum_to(g * b * a ** (b - 1), a),
        lambda: at.sum_to(g * y * at.apply("log", a), b),
    ]


def _log_base(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    base, x = xs
    log = at.apply("log", base)
    return [
        lambda: at.sum_to(-(g * at.apply("log", x) / (base * log * log)), base),
        lambda: at.sum_to(g / (x * log), x),
    ]


def _extreme(comparison: str) -> Rule:
    """max and min: all of it goes to the argument that is chosen; ties belong to nobody."""

    def rule(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
        def through(position: int) -> Operand:
            gradient = g
            for other, x in enumerate(xs):
                if other != position:
                    gradient = gradient * at.apply(comparison, xs[position], x)
            return at.sum_to(gradient, xs[position])

        return [lambda k=k: through(k) for k in range(len(xs))]  # type: ignore[misc]

    return rule


def _cases(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    """The gradient of each value where its condition is the first to hold."""

    def through(position: int) -> Operand:
        zero = at.number(0)
        masked = [g if k == position else x if k % 2 else zero for k, x in enumerate(xs)]
        if len(xs) % 2 == 0:
            masked.append(zero)
        return at.sum_to(at.apply("cases", *masked), xs[position])

    last = len(xs) - 1
    return [
        (lambda k=k: through(k)) if k % 2 == 0 or (k == last and k % 2 == 0) else (lambda: at.number(0))  # type: ignore[misc]
        for k in range(len(xs))
    ]


def _matmul(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    def through(position: int) -> Operand:
        gradient = g
        for right in reversed(xs[position + 1 :]):
            gradient = gradient @ right.T
        for left in xs[:position]:
            gradient = left.T @ gradient
        return gradient

    return [lambda k=k: through(k) for k in range(len(xs))]  # type: ignore[misc]


def _vector(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    return [lambda k=k: at.apply("index", g, at.number(k + at.base)) for k in range(len(xs))]  # type: ignore[misc]


def _matrix(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    return [lambda k=k: at.apply("index", g, at.number(k + at.base)).T for k in range(len(xs))]  # type: ignore[misc]


def _index(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    x, *positions = xs

    def through() -> Operand:
        if len(positions) == 2:
            row, column = at.apply("basis", positions[0], x), at.apply("basis", positions[1], x.T)
            return g * (row @ column.T)
        if x.shape[0] == 1 != x.shape[1]:
            return g * at.apply("basis", positions[0], x.T).T
        if x.shape[1] != 1:
            return at.apply("basis", positions[0], x) @ g
        return g * at.apply("basis", positions[0], x)

    return [through, *(lambda: at.number(0) for _ in positions)]


def _outer(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    a, b = xs
    return [lambda: g @ b, lambda: g.T @ a]


def _dot(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    a, b = xs
    return [lambda: g * b, lambda: g * a]


def _concat(g: Operand, y: Operand, xs: Sequence[Operand], at: Algebra) -> Sequence[Thunk]:
    return [lambda k=k: at.part(g, k, xs) for k in range(len(xs))]  # type: ignore[misc]


def _ones(at: Algebra, x: Operand) -> Operand:
    return at.apply("ones_like", x)


def _softmax(g: Operand, y: Operand, x: Operand, at: Algebra) -> Operand:
    sums = at.total(g * y) if x.shape[1] == 1 else at.apply("total_rows", g * y)
    return y * (g - sums)


RULES: dict[str, Rule] = {
    "add": _add,
    "neg": _unary(lambda g, y, x, at: -g),
    "mul": _multiply,
    "hadamard": _multiply,
    "div": _divide,
    "pow": _power,
    "exp": _unary(lambda g, y, x, at: g * y),
    "log": _unary(lambda g, y, x, at: g / x),
    "log_base": _log_base,
    "sqrt": _unary(lambda g, y, x, at: g / (2 * y)),
    "abs": _unary(lambda g, y, x, at: g * at.apply("sign", x)),
    "sin": _unary(lambda g, y, x, at: g * at.apply("cos", x)),
    "cos": _unary(lambda g, y, x, at: -(g * at.apply("sin", x))),
    "tan": _unary(lambda g, y, x, at: g * (1 + y * y)),
    "asin": _unary(lambda g, y, x, at: g / at.apply("sqrt", 1 - x * x)),
    "acos": _unary(lambda g, y, x, at: -(g / at.apply("sqrt", 1 - x * x))),
    "atan": _unary(lambda g, y, x, at: g / (1 + x * x)),
    "sinh": _unary(lambda g, y, x, at: g * at.apply("cosh", x)),
    "cosh": _unary(lambda g, y, x, at: g * at.apply("sinh", x)),
    "tanh": _unary(lambda g, y, x, at: g * (1 - y * y)),
    "asinh": _unary(lambda g, y, x, at: g / at.apply("sqrt", x * x + 1)),
    "acosh": _unary(lambda g, y, x, at: g / at.apply("sqrt", x * x - 1)),
    "atanh": _unary(lambda g, y, x, at: g / (1 - x * x)),
    "sec": _unary(lambda g, y, x, at: g * y * at.apply("tan", x)),
    "csc": _unary(lambda g, y, x, at: -(g * y * at.apply("cot", x))),
    "cot": _unary(lambda g, y, x, at: -(g * (1 + y * y))),
    "sigmoid": _unary(lambda g, y, x, at: g * y * (1 - y)),
    "relu": _unary(lambda g, y, x, at: g * at.apply("gt", x, at.number(0))),
    "softplus": _unary(lambda g, y, x, at: g * at.apply("sigmoid", x)),
    "sigmoid_prime": _unary(lambda g, y, x, at: g * y * (1 - 2 * at.apply("sigmoid", x))),
    "tanh_prime": _unary(lambda g, y, x, at: -2 * (g * y * at.apply("tanh", x))),
    "softplus_prime": _unary(lambda g, y, x, at: g * y * (1 - y)),
    "max": _extreme("gt"),
    "min": _extreme("lt"),
    "cases": _cases,
    "matmul": _matmul,
    "transpose": _unary(lambda g, y, x, at: g.T),
    "vector": _vector,
    "matrix": _matrix,
    "index": _index,
    "diag": _unary(lambda g, y, x, at: at.apply("diag", g)),
    "outer": _outer,
    "dot": _dot,
    "trace": _unary(lambda g, y, x, at: g * at.apply("identity", x)),
    "norm": _unary(lambda g, y, x, at: g * x / y),
    "total": _unary(lambda g, y, x, at: g * _ones(at, x)),
    "total_rows": _unary(lambda g, y, x, at: g * _ones(at, x)),
    "total_columns": _unary(lambda g, y, x, at: g * _ones(at, x)),
    "mean": _unary(lambda g, y, x, at: g * _ones(at, x) / at.total(_ones(at, x))),
    "maximum_entry": _unary(lambda g, y, x, at: g * at.apply("eq", x, y)),
    "minimum_entry": _unary(lambda g, y, x, at: g * at.apply("eq", x, y)),
    "sort": _unary(lambda g, y, x, at: at.apply("permutation", x).T @ g),
    "softmax": _unary(_softmax),
    "logsumexp": _unary(lambda g, y, x, at: g * at.apply("softmax", x)),
    "concat": _concat,
}
"""``slice`` has its rule in ``pullback``, for it needs its bounds as they are written."""

CONSTANT = frozenset(
    "pi e sign step relu_prime lt le gt ge eq ne and or not argsort permutation ones_like zeros_like"
    " identity basis factorial".split()
)
"""Operations through which no gradient flows."""

WITHOUT_RULE = frozenset({"kron"})
