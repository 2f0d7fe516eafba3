"""Every operation on 2-D arrays of floats: the forward computation in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[..., Any]


def scalar(value: float | np.floating[Any]) -> Array:
    """A 1 × 1 array."""
    return np.array([[float(value)]])


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x) without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def softplus(x: Array) -> Array:
    """log(1 + e^x) without overflow."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def cases(*args: Array) -> Array:
    """The first value whose condition holds; NaN where none does."""
    pairs = list(zip(args[::2], args[1::2], strict=False))
    result = args[-1] if len(args) % 2 else scalar(np.nan)
    for value, condition in reversed(pairs):
        result = np.where(condition != 0, value, result)
    return result


def softmax(x: Array) -> Array:
    """Of each column."""
    shifted = np.exp(x - x.max(axis=0, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=0, keepdims=True))


def logsumexp(x: Array) -> Array:
    """log Σ e^x of all entries."""
    return scalar(x.max() + np.log(np.exp(x - x.max()).sum()))


def permutation(x: Array) -> Array:
    """The matrix P with P x = sort(x)."""
    return np.eye(x.size)[np.argsort(x.ravel(), kind="stable")]


def diag(x: Array) -> Array:
    """A vector as a diagonal matrix, the diagonal of a matrix as a column."""
    return np.diag(x.ravel()) if 1 in x.shape else np.diag(x).reshape(-1, 1)


def _fold(function: Function) -> Function:
    def folded(*args: Array) -> Array:
        result = args[0]
        for arg in args[1:]:
            result = function(result, arg)
        return result

    return folded


def _truth(function: Function) -> Function:
    return lambda *args: np.asarray(function(*args), dtype=np.float64)


def _like(x: Array, result: Array) -> Array:
    return result.reshape(x.shape)


FORWARD: dict[str, Function] = {
    "pi": lambda: scalar(np.pi),
    "e": lambda: scalar(np.e),
    "add": _fold(np.add),
    "neg": np.negative,
    "mul": _fold(np.multiply),
    "div": np.divide,
    "pow": np.power,
    "hadamard": _fold(np.multiply),
    "exp": np.exp,
    "log": np.log,
    "log_base": lambda base, x: np.log(x) / np.log(base),
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "sec": lambda x: 1 / np.cos(x),
    "csc": lambda x: 1 / np.sin(x),
    "cot": lambda x: 1 / np.tan(x),
    "factorial": lambda x: scalar(factorial(int(x.item()))),
    "sigmoid": sigmoid,
    "relu": lambda x: np.maximum(x, 0),
    "softplus": softplus,
    "step": _truth(lambda x: x > 0),
    "sigmoid_prime": lambda x: sigmoid(x) * sigmoid(-x),
    "relu_prime": _truth(lambda x: x > 0),
    "tanh_prime": lambda x: 1 - np.tanh(x) ** 2,
    "softplus_prime": sigmoid,
    "max": _fold(np.maximum),
    "min": _fold(np.minimum),
    "lt": _truth(np.less),
    "le": _truth(np.less_equal),
    "gt": _truth(np.greater),
    "ge": _truth(np.greater_equal),
    "eq": _truth(np.equal),
    "ne": _truth(np.not_equal),
    "and": _truth(_fold(np.logical_and)),
    "or": _truth(_fold(np.logical_or)),
    "not": _truth(np.logical_not),
    "cases": cases,
    "matmul": _fold(np.matmul),
    "transpose": np.transpose,
    "vector": lambda *entries: np.vstack(entries),
    "matrix": lambda *rows: np.vstack([row.reshape(1, -1) for row in rows]),
    "diag": diag,
    "outer": lambda a, b: np.outer(a, b),
    "dot": lambda a, b: scalar(np.dot(a.ravel(), b.ravel())),
    "trace": lambda x: scalar(np.trace(x)),
    "kron": np.kron,
    "norm": lambda x: scalar(np.linalg.norm(x)),
    "total": lambda x: scalar(x.sum()),
    "total_rows": lambda x: x.sum(axis=0, keepdims=True),
    "total_columns": lambda x: x.sum(axis=1, keepdims=True),
    "mean": lambda x: scalar(x.mean()),
    "maximum_entry": lambda x: scalar(x.max()),
    "minimum_entry": lambda x: scalar(x.min()),
    "sort": lambda x: _like(x, np.sort(x.ravel())),
    "argsort": lambda x: _like(x, np.argsort(x.ravel(), kind="stable").astype(np.float64)),
    "permutation": permutation,
    "softmax": softmax,
    "logsumexp": logsumexp,
    "concat": lambda *parts: np.vstack(parts),
    "ones_like": np.ones_like,
    "zeros_like": np.zeros_like,
    "identity": lambda x: np.eye(x.shape[0]),
}


class Arrays:
    """The algebra of 2-D arrays; ``base`` is the first position of a vector."""

    def __init__(self, base: int) -> None:
        self.base = base

    def apply(self, op: str, *args: Array) -> Array:
        """Any operation of the table."""
        match op:
            case "index":
                return self._index(*args)
            case "slice":
                lower, upper = (int(arg.item()) - self.base for arg in args[1:])
                return args[0][lower:upper]
            case "basis":
                return np.eye(args[1].shape[0])[:, [int(args[0].item()) - self.base]]
        return np.asarray(FORWARD[op](*args), dtype=np.float64)

    def _index(self, x: Array, *positions: Array) -> Array:
        rows = [np.rint(position).astype(int) - self.base for position in positions]
        if len(rows) == 2:
            return scalar(x[rows[0].item(), rows[1].item()])
        if 1 in x.shape:
            return np.asarray(x.ravel()[rows[0]])
        return x[[rows[0].item()]]

    def number(self, value: int) -> Array:
        """A 1 × 1 array."""
        return scalar(value)

    def total(self, operand: Array) -> Array:
        """The sum of all entries."""
        return scalar(operand.sum())

    def sum_to(self, operand: Array, like: Array) -> Array:
        """Summed along the axes on which ``like`` was stretched."""
        operand = np.broadcast_to(operand, np.broadcast_shapes(operand.shape, like.shape))
        for axis in (0, 1):
            if like.shape[axis] == 1 != operand.shape[axis]:
                operand = operand.sum(axis=axis, keepdims=True)
        return operand

    def part(self, operand: Array, position: int, pieces: Sequence[Array]) -> Array:
        """The rows that belong to one of the pieces."""
        start = sum(piece.shape[0] for piece in pieces[:position])
        return operand[start : start + pieces[position].shape[0]]
