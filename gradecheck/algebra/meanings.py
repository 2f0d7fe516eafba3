"""What each operation means: a function of values, for every operation whose arguments are evaluated first."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from . import scalars as s
from . import tensors as t
from .values import NOUGHT, UNIT, Value, each, pairwise, scalar, transpose


def _unary(function: s.Unary) -> Callable[..., Value]:
    return lambda x: each(function, x)


def _binary(function: s.Binary) -> Callable[..., Value]:
    return lambda a, b: pairwise(function, a, b)


def _many(function: s.Binary) -> Callable[..., Value]:
    """From the left, over any number of arguments."""

    def folded(*values: Value) -> Value:
        result = values[0]
        for value in values[1:]:
            result = pairwise(function, result, value)
        return result

    return folded


STRICT: dict[str, Callable[..., Value]] = {
    "pi": lambda: scalar(arb.pi()),
    "e": lambda: scalar(arb.const_e()),
    "add": _many(arb.__add__),
    "neg": _unary(arb.__neg__),
    "mul": _many(arb.__mul__),
    "div": _binary(s.divide),
    "hadamard": _many(arb.__mul__),
    "exp": _unary(s.exp),
    "log": _unary(s.log),
    "log_base": _binary(s.log_base),
    "sqrt": _unary(s.sqrt),
    "abs": _unary(arb.__abs__),
    "sign": _unary(s.sign),
    "sin": _unary(arb.sin),
    "cos": _unary(arb.cos),
    "tan": _unary(s.tan),
    "asin": _unary(s.within_one(arb.asin)),
    "acos": _unary(s.within_one(arb.acos)),
    "atan": _unary(arb.atan),
    "sinh": _unary(lambda x: s.finite(x.sinh())),
    "cosh": _unary(lambda x: s.finite(x.cosh())),
    "tanh": _unary(arb.tanh),
    "asinh": _unary(arb.asinh),
    "acosh": _unary(s.acosh),
    "atanh": _unary(s.atanh),
    "sec": _unary(s.reciprocal_of(arb.cos)),
    "csc": _unary(s.reciprocal_of(arb.sin)),
    "cot": _unary(s.cot),
    "factorial": _unary(s.factorial),
    "sigmoid": _unary(s.sigmoid),
    "relu": _unary(s.relu),
    "softplus": _unary(s.softplus),
    "step": _unary(s.step),
    "sigmoid_prime": _unary(s.sigmoid_prime),
    "relu_prime": _unary(s.step),
    "tanh_prime": _unary(s.tanh_prime),
    "softplus_prime": _unary(s.sigmoid),
    "max": _many(arb.max),
    "min": _many(arb.min),
    "lt": _binary(lambda a, b: s.greater(b, a)),
    "le": _binary(lambda a, b: s.greater_equal(b, a)),
    "gt": _binary(s.greater),
    "ge": _binary(s.greater_equal),
    "eq": _binary(s.equal),
    "ne": _binary(s.unequal),
    "and": _many(s.both),
    "or": _many(s.either),
    "not": _unary(s.negate),
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
    "ones_like": _unary(lambda _: UNIT),
    "zeros_like": _unary(lambda _: NOUGHT),
}
