"""Layers with parameters, normalisation, and small networks."""

from __future__ import annotations

import numpy as np

from gradecheck.differences.configurations import Declaration, InputSpec, Option

from . import Pair


def affine_forward(x, w, b):
    return x @ w + b


def affine_backward(dout, x, w):
    dx = dout @ w.T
    dw = x.T @ dout
    db = np.sum(dout, axis=0)
    return dx, dw, db


def deep_affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b


def deep_affine_backward(dout, x, w):
    flat = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = flat.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def column_affine_forward(W, X, b):
    return W @ X + b


def column_affine_backward(dZ, W, X):
    dW = dZ @ X.T
    dX = W.T @ dZ
    db = np.sum(dZ, axis=1, keepdims=True)
    return dW, dX, db


def batchnorm_forward(x, gamma, beta, eps):
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def batchnorm_backward(dout, x, gamma, eps):
    N = x.shape[0]
    mean = x.mean(axis=0)
    istd = 1 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - mean) * istd
    dbeta = dout.sum(axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dx = istd / N * (N * dxhat - dxhat.sum(axis=0) - xhat * np.sum(dxhat * xhat, axis=0))
    return dx, dgamma, dbeta


def batchnorm_steps_backward(dout, x, gamma, eps):
    N, D = x.shape
    xmu = x - x.mean(axis=0)
    var = np.mean(xmu**2, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1 / sqrtvar
    xhat = xmu * ivar
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -divar / sqrtvar**2
    dvar = 0.5 * dsqrtvar / np.sqrt(var + eps)
    dsq = np.ones((N, D)) * dvar / N
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = np.ones((N, D)) * dmu / N
    dx = dx1 + dx2
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, eps):
    mean = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def layernorm_backward(dout, x, gamma, eps):
    D = x.shape[1]
    mean = x.mean(axis=1, keepdims=True)
    istd = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    xhat = (x - mean) * istd
    dbeta = dout.sum(axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    s = dxhat.sum(axis=1, keepdims=True)
    t = np.sum(dxhat * xhat, axis=1, keepdims=True)
    dx = istd / D * (D * dxhat - s - xhat * t)
    return dx, dgamma, dbeta


def neuron_forward(w, x, b):
    return np.asarray(1 / (1 + np.exp(-(w @ x + b))))


def neuron_backward(dout, w, x, b):
    z = w @ x + b
    a = 1 / (1 + np.exp(-z))
    dz = dout * a * (1 - a)
    dw = dz * x
    dx = dz * w
    db = dz
    return dw, dx, db


def two_layer_forward(x, W1, b1, W2, b2):
    h = np.maximum(0, x @ W1 + b1)
    return h @ W2 + b2


def two_layer_backward(dout, x, W1, b1, W2):
    z = x @ W1 + b1
    h = np.maximum(0, z)
    dW2 = h.T @ dout
    db2 = dout.sum(axis=0)
    dh = dout @ W2.T
    dz = dh * (z > 0)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    dx = dz @ W1.T
    return dx, dW1, db1, dW2, db2


def residual_forward(x, w):
    return x + np.tanh(x @ w)


def residual_backward(dout, x, w):
    t = np.tanh(x @ w)
    dz = dout * (1 - t**2)
    dw = x.T @ dz
    dx = dz @ w.T
    dx += dout
    return dx, dw


AFFINE = (InputSpec("x", ("N", "D")), InputSpec("w", ("D", "M")), InputSpec("b", ("M",)))
NORM = Declaration(
    (InputSpec("x", ("N", "D")), InputSpec("gamma", ("D",)), InputSpec("beta", ("D",))),
    (Option("eps", (1e-2, 1e-5)),),
    batch="N",
)
PAIRS = [
    Pair("affine", affine_forward, affine_backward, Declaration(AFFINE, batch="N")),
    Pair(
        "affine of images",
        deep_affine_forward,
        deep_affine_backward,
        Declaration(
            (InputSpec("x", ("N", "H", "W")), InputSpec("w", ("D", "M")), InputSpec("b", ("M",))),
            batch="N",
            sizes=({"N": 3, "H": 2, "W": 4, "M": 5}, {"N": 4, "H": 3, "W": 2, "M": 2}),
            derived=lambda dims: {"D": dims["H"] * dims["W"]},
        ),
    ),
    Pair(
        "affine of columns",
        column_affine_forward,
        column_affine_backward,
        Declaration(
            (InputSpec("W", ("D", "F")), InputSpec("X", ("F", "m")), InputSpec("b", ("D", 1))), batch="m"
        ),
    ),
    Pair("batchnorm", batchnorm_forward, batchnorm_backward, NORM),
    Pair("batchnorm in steps", batchnorm_forward, batchnorm_steps_backward, NORM),
    Pair("layernorm", layernorm_forward, layernorm_backward, NORM),
    Pair(
        "neuron",
        neuron_forward,
        neuron_backward,
        Declaration((InputSpec("w", ("n",)), InputSpec("x", ("n",)), InputSpec("b", ()))),
    ),
    Pair(
        "two-layer net",
        two_layer_forward,
        two_layer_backward,
        Declaration(
            (
                InputSpec("x", ("N", "D")),
                InputSpec("W1", ("D", "H")),
                InputSpec("b1", ("H",)),
                InputSpec("W2", ("H", "C")),
                InputSpec("b2", ("C",)),
            ),
            batch="N",
        ),
    ),
    Pair(
        "residual",
        residual_forward,
        residual_backward,
        Declaration((InputSpec("x", ("N", "D")), InputSpec("w", ("D", "D"))), batch="N"),
    ),
]
