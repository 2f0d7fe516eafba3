"""Mistakes and their names: each is given where it is made, and no other."""
# ruff: noqa: E501 - a table with a row for each mistake

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradecheck.differences.check import check_gradient, check_many
from gradecheck.differences.configurations import Declaration, InputSpec, Option, configurations
from gradecheck.differences.plain import backward_many, binding, forward_many

X = InputSpec("x", ("N", "D"))
MATRIX = Declaration((X,), batch="N")
AFFINE = Declaration((X, InputSpec("w", ("D", "M")), InputSpec("b", ("M",))), batch="N")
SQUARE = Declaration((X, InputSpec("w", ("D", "D"))), batch="N")
VECTOR = Declaration((InputSpec("x", ("n",), distinct=True),))
PAIRS = Declaration((InputSpec("x", ("n",), distinct=True),), least={"n": 3})
RIDGE = Declaration(
    (InputSpec("w", ("D",)), InputSpec("x", ("m", "D"), wrt=False)), (Option("reg", (0.3, 1.7)),)
)
NORM = Declaration((X,), (Option("eps", (0.1, 0.5)),))
WORDS = Declaration((InputSpec("words", ("N", "T"), "label", below="V"), InputSpec("W", ("V", "D"))), batch="N")


def affine(x: Any, w: Any, b: Any) -> Any:
    return x @ w + b


def affine_backward(dout: Any, x: Any, w: Any) -> tuple[Any, Any, Any]:
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def residual(x: Any, w: Any) -> Any:
    return x + np.tanh(x @ w)


def residual_backward(dout: Any, x: Any, w: Any, skip: float = 1.0) -> tuple[Any, Any]:
    dz = dout * (1 - np.tanh(x @ w) ** 2)
    return dz @ w.T + skip * dout, x.T @ dz


def relu(x: Any) -> Any:
    return np.maximum(0, x)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def unit(x: Any, eps: float) -> Any:
    return x / np.sqrt(np.sum(x**2, axis=1, keepdims=True) + eps)


def unit_backward(dout: Any, x: Any, eps: float) -> Any:
    r = np.sqrt(np.sum(x**2, axis=1, keepdims=True) + eps)
    return dout / r - x * np.sum(dout * x, axis=1, keepdims=True) / r**3


def overwriting(dout: Any, words: Any, W: Any) -> Any:
    dW = np.zeros_like(W)
    dW[words] = dout
    return dW


def sort_again(dout: Any, x: Any) -> Any:
    return dout[np.argsort(x)]


def scattered(dout: Any, x: Any) -> Any:
    dx = np.zeros_like(x)
    dx[np.argsort(x)[::-1]] = dout
    return dx


def pairs(x: Any) -> Any:
    return np.maximum(x[:-1], x[1:])


def to_pairs(dout: Any, x: Any, at: Any) -> Any:
    dx = np.zeros_like(x)
    np.add.at(dx, at, dout)
    return dx


Row = tuple[str, Declaration, Callable[..., Any], Callable[..., Any], str, str, str]
ROWS: list[Row] = [
    ("sign", MATRIX, np.tanh, lambda dout, x: -dout * (1 - np.tanh(x) ** 2), "x", "sign", ""),
    ("zero", MATRIX, np.tanh, lambda dout, x: 0 * x, "x", "zero", ""),
    ("twice", MATRIX, np.square, lambda dout, x: 4 * dout * x, "x", "factor", "2"),
    ("half", MATRIX, np.square, lambda dout, x: dout * x, "x", "factor", "1/2"),
    ("minus a third", MATRIX, np.square, lambda dout, x: -2 / 3 * dout * x, "x", "factor", "-1/3"),
    (
        "the mean for the sum",
        AFFINE,
        affine,
        lambda dout, x, w: (*affine_backward(dout, x, w)[:2], dout.mean(axis=0)),
        "b",
        "factor",
        "1/(the length of axis 0 of the output)",
    ),
    ("upstream ignored", MATRIX, sigmoid, lambda dout, x: sigmoid(x) * (1 - sigmoid(x)), "x", "upstream", "taken as 1"),
    ("upstream twice", MATRIX, np.sin, lambda dout, x: dout**2 * np.cos(x), "x", "upstream", "taken twice"),
    ("mask missing", MATRIX, relu, lambda dout, x: dout + 0 * x, "x", "mask", "missing"),
    ("mask inverted", MATRIX, relu, lambda dout, x: dout * (x <= 0), "x", "mask", "inverted"),
    ("wrong mask", MATRIX, relu, lambda dout, x: dout * (dout > 0), "x", "mask", "taken of the upstream gradient"),
    ("derivative", MATRIX, np.tanh, lambda dout, x: dout * (1 - np.tanh(x)), "x", "local", "replaced by 1 − value"),
    ("value for derivative", MATRIX, sigmoid, lambda dout, x: dout * x * (1 - x), "x", "local", "taken of the input as if it were the value: x(1 − x)"),
    (
        "a sum over the wrong axis",
        AFFINE,
        affine,
        lambda dout, x, w: (*affine_backward(dout, x, w)[:2], dout.sum(axis=1)),
        "b",
        "axis",
        "the upstream gradient summed over axis 1",
    ),
    ("transposed", AFFINE, affine, lambda dout, x, w: (dout @ w.T, dout.T @ x, dout.sum(axis=0)), "w", "transposed", ""),
    (
        "first row only",
        AFFINE,
        affine,
        lambda dout, x, w: (dout @ w.T, np.outer(x[0], dout[0]), dout.sum(axis=0)),
        "w",
        "one_example",
        "first",
    ),
    (
        "in another order",
        AFFINE,
        affine,
        lambda dout, x, w: (x, x.T @ dout, dout.sum(axis=0)),
        "x",
        "other_input",
        "x itself",
    ),
    ("skip forgotten", SQUARE, residual, lambda dout, x, w: residual_backward(dout, x, w, 0), "x", "path", "the direct connection"),
    ("only the skip", SQUARE, residual, lambda dout, x, w: (dout, residual_backward(dout, x, w)[1]), "x", "path", "everything but the direct connection"),
    ("overwritten", WORDS, lambda words, W: W[words], overwriting, "W", "overwritten", "last stays"),
    ("sorted again", VECTOR, np.sort, sort_again, "x", "order", "applied again"),
    ("not routed back", VECTOR, np.sort, lambda dout, x: dout, "x", "order", "left out"),
    ("routed elsewhere", VECTOR, np.sort, scattered, "x", "permuted", ""),
    ("the first of each window", PAIRS, pairs, lambda dout, x: to_pairs(dout, x, np.arange(len(dout))), "x", "place", "its first entry"),
    ("the smallest of each window", PAIRS, pairs, lambda dout, x: to_pairs(dout, x, np.arange(len(dout)) + (x[1:] < x[:-1])), "x", "place", "its smallest entry"),
    (
        "counted from the corner",
        PAIRS,
        pairs,
        lambda dout, x: to_pairs(dout, x, (x[1:] > x[:-1]).astype(int)),
        "x",
        "place",
        "the right place in it, counted from the corner of the array",
    ),
    (
        "regularisation off by 2",
        RIDGE,
        lambda w, x, reg: np.sum(x @ w) + reg * w @ w,
        lambda w, x, reg: x.sum(axis=0) + reg * w,
        "w",
        "regularisation",
        "-1·reg·w",
    ),
    ("eps dropped", NORM, unit, lambda dout, x: unit_backward(dout, x, 0.0), "x", "option", "eps"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_", "declaration", "forward", "backward", "name", "tag", "detail"), ROWS, ids=[r[0] for r in ROWS]
)
def test_a_mistake_is_named(
    _: str, declaration: Declaration, forward: Any, backward: Any, name: str, tag: str, detail: str
) -> None:
    check = check_gradient(forward, backward, configurations(declaration))
    assert [(one.tag, one.detail) for one in check.named if one.name == name] == [(tag, detail)]


NAMELESS = [
    (MATRIX, np.tanh, lambda dout, x: dout * (0.9 - np.tanh(x) ** 2)),
    (MATRIX, np.tanh, lambda dout, x: dout * np.cos(x)),
    (MATRIX, relu, lambda dout, x: dout * (x > 0.5)),
    (AFFINE, affine, lambda dout, x, w: (dout @ w.T * (x > 0), x.T @ dout, dout.sum(axis=0))),
    (VECTOR, np.cumsum, lambda dout, x: np.cumsum(dout) + x),
]


@pytest.mark.parametrize(("declaration", "forward", "backward"), NAMELESS)
def test_a_mistake_that_is_in_no_row_gets_no_name(
    declaration: Declaration, forward: Any, backward: Any
) -> None:
    check = check_gradient(forward, backward, configurations(declaration))
    assert check.verdict == "wrong"
    assert check.named == ()


def test_a_right_gradient_gets_no_name() -> None:
    assert check_gradient(affine, affine_backward, configurations(AFFINE)).named == ()


def test_what_is_right_for_a_batch_of_one_only_is_told() -> None:
    def backward(dout: Any, x: Any, w: Any) -> Any:
        return dout @ w.T, x.T @ dout, dout[0] * np.cos(len(x) - 1)

    check = check_gradient(affine, backward, configurations(AFFINE))
    assert [one.tag for one in check.named] == ["batch_of_1"]


@pytest.mark.parametrize(
    ("factor", "tag", "detail"),
    [(-1, "sign", ""), (2, "factor", "2"), (0, "zero", ""), (-1 / 3, "factor", "-1/3")],
)
def test_a_large_array_that_is_a_multiple_of_the_right_one_is_named(
    factor: float, tag: str, detail: str
) -> None:
    large = {"x": np.random.default_rng(0).normal(size=(60, 50))}
    check = check_gradient(np.sin, lambda dout, x: factor * dout * np.cos(x), large)
    assert [(one.tag, one.detail) for one in check.named] == [(tag, detail)]


def test_a_large_array_gets_no_name_and_no_time_is_lost_on_it() -> None:
    check = check_gradient(np.tanh, lambda dout, x: dout, {"x": np.ones((100, 100))})
    assert check.verdict == "wrong"
    assert check.evaluations < 1000


def test_without_an_explanation_the_verdict_is_the_same() -> None:
    starts = configurations(MATRIX)
    called = forward_many(np.tanh, ["x"])
    given = backward_many(lambda dout, x: dout, binding(lambda dout, x: dout, ["x"], None), ["x"])
    assert check_many(called, given, starts, explain=False).verdict == "wrong"
