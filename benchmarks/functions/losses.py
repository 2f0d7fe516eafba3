"""Losses: the backward takes no upstream gradient."""

from __future__ import annotations

import numpy as np

from gradecheck.differences.configurations import Declaration, InputSpec, Option

from . import Pair


def softmax_loss_forward(x, y):
    shifted = x - x.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.mean(logs[np.arange(x.shape[0]), y])


def softmax_loss_backward(x, y):
    N = x.shape[0]
    p = np.exp(x - np.max(x, axis=1, keepdims=True))
    p /= np.sum(p, axis=1, keepdims=True)
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return dx


def svm_loss_forward(x, y):
    N = x.shape[0]
    right = x[np.arange(N), y][:, None]
    margins = np.maximum(0, x - right + 1)
    margins[np.arange(N), y] = 0
    return np.sum(margins) / N


def svm_loss_backward(x, y):
    N = x.shape[0]
    right = x[np.arange(N), y][:, None]
    margins = np.maximum(0, x - right + 1)
    margins[np.arange(N), y] = 0
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    count = np.sum(margins > 0, axis=1)
    dx[np.arange(N), y] -= count
    dx /= N
    return dx


def cross_entropy_forward(p, y):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def cross_entropy_backward(p, y):
    m = p.shape[0]
    dp = -(y / p - (1 - y) / (1 - p)) / m
    return dp


def squared_loss_forward(w, x, y):
    return np.mean((x @ w - y) ** 2) / 2


def squared_loss_backward(w, x, y):
    m = x.shape[0]
    error = x @ w - y
    dw = x.T @ error / m
    return dw


def ridge_loss_forward(W, b, x, y, reg):
    return 0.5 * np.mean(np.sum((x @ W + b - y) ** 2, axis=1)) + reg * np.sum(W * W)


def ridge_loss_backward(W, b, x, y, reg):
    m = x.shape[0]
    error = (x @ W + b - y) / m
    dW = x.T @ error
    dW += 2 * reg * W
    db = error.sum(axis=0)
    return dW, db


def logistic_forward(w, b, X, Y):
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def logistic_backward(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    dz = A - Y
    dw = X @ dz.T / m
    db = np.sum(dz) / m
    return dw, db


def softmax_forward(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_backward(dout, x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    s = e / e.sum(axis=1, keepdims=True)
    inner = np.sum(dout * s, axis=1, keepdims=True)
    return s * (dout - inner)


SCORES = Declaration(
    (InputSpec("x", ("N", "C")), InputSpec("y", ("N",), "label", below="C")), batch="N", least={"C": 2}
)
PAIRS = [
    Pair("softmax loss", softmax_loss_forward, softmax_loss_backward, SCORES),
    Pair("svm loss", svm_loss_forward, svm_loss_backward, SCORES),
    Pair("softmax", softmax_forward, softmax_backward, Declaration((InputSpec("x", ("N", "C")),), batch="N")),
    Pair(
        "cross-entropy",
        cross_entropy_forward,
        cross_entropy_backward,
        Declaration(
            (InputSpec("p", ("m",), "probability"), InputSpec("y", ("m",), "label", below=2)), batch="m"
        ),
    ),
    Pair(
        "squared loss",
        squared_loss_forward,
        squared_loss_backward,
        Declaration(
            (
                InputSpec("w", ("D",)),
                InputSpec("x", ("m", "D"), wrt=False),
                InputSpec("y", ("m",), wrt=False),
            ),
            batch="m",
        ),
    ),
    Pair(
        "l2 regularised loss",
        ridge_loss_forward,
        ridge_loss_backward,
        Declaration(
            (
                InputSpec("W", ("D", "C")),
                InputSpec("b", ("C",)),
                InputSpec("x", ("m", "D"), wrt=False),
                InputSpec("y", ("m", "C"), wrt=False),
            ),
            (Option("reg", (0.3, 1.7)),),
            batch="m",
        ),
    ),
    Pair(
        "logistic regression",
        logistic_forward,
        logistic_backward,
        Declaration(
            (
                InputSpec("w", ("D", 1)),
                InputSpec("b", ()),
                InputSpec("X", ("D", "m"), wrt=False),
                InputSpec("Y", (1, "m"), "label", below=2),
            ),
            batch="m",
        ),
    ),
]
