"""Functions that act on each entry, or reorder entries."""

from __future__ import annotations

import numpy as np

from gradecheck.differences.configurations import Declaration, InputSpec, Option

from . import Pair

MATRIX = Declaration((InputSpec("x", ("N", "D")),), batch="N")
VECTOR = Declaration((InputSpec("x", ("n",), distinct=True),))


def relu_forward(x):
    return np.maximum(0, x)


def relu_backward(dout, x):
    mask = x > 0
    dx = dout * mask
    return dx


def leaky_relu_forward(x, slope):
    return np.where(x > 0, x, slope * x)


def leaky_relu_backward(dout, x, slope):
    dx = dout.copy()
    dx[x <= 0] = slope * dx[x <= 0]
    return dx


def sigmoid_forward(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_backward(dout, x):
    s = 1 / (1 + np.exp(-x))
    return dout * s * (1 - s)


def tanh_forward(x):
    return np.tanh(x)


def tanh_backward(dout, x):
    t = np.tanh(x)
    dx = (1 - t**2) * dout
    return dx


def softplus_forward(x):
    return np.logaddexp(0, x)


def softplus_backward(dout, x):
    s = 1 / (1 + np.exp(-x))
    return dout * s


def gelu_forward(x):
    return 0.5 * x * (1 + np.tanh(0.8 * (x + 0.04 * x**3)))


def gelu_backward(dout, x):
    t = np.tanh(0.8 * (x + 0.04 * x**3))
    dt = 0.8 * (1 + 0.12 * x**2) * (1 - t**2)
    return dout * (0.5 * (1 + t) + 0.5 * x * dt)


def dropout_forward(x, mask, keep):
    return x * mask / keep


def dropout_backward(dout, mask, keep):
    dx = dout * mask / keep
    return dx


def sort_forward(x):
    return np.sort(x)


def sort_backward(dout, x):
    order = np.argsort(x)
    dx = np.zeros_like(x)
    dx[order] = dout
    return dx


def scaled_sort_forward(x):
    return x[0] * np.sort(x)


def scaled_sort_backward(dout, x):
    order = np.argsort(x)
    dx = np.zeros_like(x)
    dx[order] = x[0] * dout
    dx[0] += np.sum(dout * np.sort(x))
    return dx


def cumsum_forward(x):
    return np.cumsum(x, axis=1)


def cumsum_backward(dout):
    dx = np.cumsum(dout[:, ::-1], axis=1)
    return dx[:, ::-1]


def product_forward(x, y):
    return x * y + x**2


def product_backward(dout, x, y):
    dx = dout * y
    dx += 2 * x * dout
    dy = dout * x
    return dx, dy


PAIRS = [
    Pair("relu", relu_forward, relu_backward, MATRIX),
    Pair(
        "leaky relu",
        leaky_relu_forward,
        leaky_relu_backward,
        Declaration((InputSpec("x", ("N", "D")),), (Option("slope", (0.1,)),), batch="N"),
    ),
    Pair("sigmoid", sigmoid_forward, sigmoid_backward, MATRIX),
    Pair("tanh", tanh_forward, tanh_backward, MATRIX),
    Pair("softplus", softplus_forward, softplus_backward, MATRIX),
    Pair("gelu", gelu_forward, gelu_backward, MATRIX),
    Pair(
        "dropout",
        dropout_forward,
        dropout_backward,
        Declaration(
            (InputSpec("x", ("N", "D")), InputSpec("mask", ("N", "D"), "boolean")),
            (Option("keep", (0.6, 0.9)),),
            batch="N",
        ),
    ),
    Pair("sort", sort_forward, sort_backward, VECTOR),
    Pair("scaled sort", scaled_sort_forward, scaled_sort_backward, VECTOR),
    Pair("cumsum", cumsum_forward, cumsum_backward, MATRIX),
    Pair(
        "product and square",
        product_forward,
        product_backward,
        Declaration((InputSpec("x", ("N", "D")), InputSpec("y", ("N", "D"))), batch="N"),
    ),
]
