"""What each operation means: a function of values, for every operation whose arguments are evaluated first.

The first tables are of functions of numbers, which act on arrays entry by entry; STRICT has them all.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from . import scalars as s
from . import tensors as t
from .values import NOUGHT, UNIT, Value, each, pairwise, scalar, transpose


def _constant(function: Callable[[], arb]) -> Callable[..., Value]:
    return lambda: scalar(function())


def _unary(function: s.Unary) -> Callable[..., Value]:
    return lambda x: each(function, x)


def _binary(function: s.Binary) -> Callable[..., Value]:
    return lambda a, b: pairwise(function, a, b)


def _many(function: s.Binary) -> Callable[..., Value]:
    def folded(*values: Value) -> Value:
        result = values[0]
        for value in values[1:]:
            result = pairwise(function, result, value)
        return result

    return folded


CONSTANTS: dict[str, Callable[[], arb]] = {"pi": arb.pi, "e": arb.const_e}

UNARY: dict[str, s.Unary] = {
    "neg": arb.__neg__,
    "exp": s.exp,
    "log": s.log,
    "sqrt": s.sqrt,
    "abs": arb.__abs__,
    "sign": s.sign,
    "sin": s.checked(arb.sin),
    "cos": s.checked(arb.cos),
    "tan": s.checked(arb.tan),
    "asin": s.within_one(arb.asin),
    "acos": s.within_one(arb.acos),
    "atan": s.checked(arb.atan),
    "sinh": s.checked(arb.sinh),
    "cosh": s.checked(arb.cosh),
    "tanh": s.checked(arb.tanh),
    "asinh": s.checked(arb.asinh),
    "acosh": s.acosh,
    "atanh": s.atanh,
    "sec": s.reciprocal_of(arb.cos),
    "csc": s.reciprocal_of(arb.sin),
    "cot": s.cot,
    "factorial": s.factorial,
    "sigmoid": s.sigmoid,
    "relu": s.relu,
    "softplus": s.softplus,
    "step": s.step,
    "sigmoid_prime": s.sigmoid_prime,
    "relu_prime": s.step,
    "tanh_prime": s.tanh_prime,
    "softplus_prime": s.sigmoid,
    "not": s.negate,
    "ones_like": lambda _: UNIT,
    "zeros_like": lambda _: NOUGHT,
}

BINARY: dict[str, s.Binary] = {
    "div": s.divide,
    "log_base": s.log_base,
    "lt": lambda a, b: s.greater(b, a),
    "le": lambda a, b: s.greater_equal(b, a),
    "gt": s.greater,
    "ge": s.greater_equal,
    "eq": s.equal,
    "ne": s.unequal,
}

FOLDED: dict[str, s.Binary] = {
    "add": arb.__add__,
    "mul": arb.__mul__,
    "hadamard": arb.__mul__,
    "max": arb.max,
    "min": arb.min,
    "and": s.both,
    "or": s.either,
}
"""From the left, over any number of arguments."""

ARRAYS: dict[str, Callable[..., Value]] = {
    "transpose": transpose,
    "vector": t.vector,
    "matrix": t.matrix,
    "diag": t.diag,
    "outer": t.outer,
    "dot": t.dot,
    "trace": t.trace,
    "kron": t.kron,
    "norm": t.norm,
    "total": t.total,
    "total_rows": t.total_rows,
    "total_columns": t.total_columns,
    "mean": t.mean,
    "maximum_entry": t.largest,
    "minimum_entry": t.smallest,
    "sort": t.sort,
    "argsort": t.argsort,
    "permutation": t.permutation,
    "softmax": t.softmax,
    "logsumexp": t.logsumexp,
    "concat": t.concat,
}

STRICT: dict[str, Callable[..., Value]] = {
    **{op: _constant(function) for op, function in CONSTANTS.items()},
    **{op: _unary(function) for op, function in UNARY.items()},
    **{op: _binary(function) for op, function in BINARY.items()},
    **{op: _many(function) for op, function in FOLDED.items()},
    **ARRAYS,
}
