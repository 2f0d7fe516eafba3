"""Convolution and pooling, written with loops."""

from __future__ import annotations

import numpy as np

from gradecheck.differences.configurations import Declaration, InputSpec, Option

from . import Pair


def conv_forward(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = 1 + (H + 2 * pad - HH) // stride
    columns = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = padded[:, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
            out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out


def conv_backward(dout, x, w, stride, pad):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded = np.zeros_like(padded)
    dw = np.zeros_like(w)
    db = np.sum(dout, axis=(0, 2, 3))
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    r = i * stride
                    c = j * stride
                    g = dout[n, f, i, j]
                    dw[f] += g * padded[n, :, r : r + HH, c : c + WW]
                    dpadded[n, :, r : r + HH, c : c + WW] += g * w[f]
    dx = dpadded[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db


def max_pool_forward(x, size, stride):
    N, C, H, W = x.shape
    rows = 1 + (H - size) // stride
    columns = 1 + (W - size) // stride
    out = np.zeros((N, C, rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            out[:, :, i, j] = window.max(axis=(2, 3))
    return out


def max_pool_backward(dout, x, size, stride):
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    r = i * stride
                    s = j * stride
                    window = x[n, c, r : r + size, s : s + size]
                    mask = window == np.max(window)
                    dx[n, c, r : r + size, s : s + size] += mask * dout[n, c, i, j]
    return dx


def mean_pool_forward(x, size):
    N, H, W = x.shape
    return x.reshape(N, H // size, size, W // size, size).mean(axis=(2, 4))


def mean_pool_backward(dout, size):
    dx = np.repeat(np.repeat(dout, size, axis=1), size, axis=2)
    return dx / size**2


PAIRS = [
    Pair(
        "convolution",
        conv_forward,
        conv_backward,
        Declaration(
            (
                InputSpec("x", ("N", "C", "H", "W")),
                InputSpec("w", ("F", "C", "HH", "WW")),
                InputSpec("b", ("F",)),
            ),
            (Option("stride", (1, 2)), Option("pad", (1, 0))),
            batch="N",
            sizes=(
                {"N": 2, "C": 3, "H": 3, "W": 4, "F": 2, "HH": 2, "WW": 3},
                {"N": 3, "C": 2, "H": 4, "W": 3, "F": 4, "HH": 3, "WW": 1},
            ),
            allows=lambda at: at["HH"] <= at["H"] and at["WW"] <= at["W"],
        ),
    ),
    Pair(
        "max-pool",
        max_pool_forward,
        max_pool_backward,
        Declaration(
            (InputSpec("x", ("N", "C", "H", "W"), distinct=True),),
            (Option("size", (2, 3)), Option("stride", (2, 1, 3))),
            batch="N",
            sizes=({"N": 2, "C": 3, "H": 4, "W": 6}, {"N": 3, "C": 2, "H": 5, "W": 3}),
            allows=lambda at: min(at["H"], at["W"]) >= at["size"],
        ),
    ),
    Pair(
        "mean-pool",
        mean_pool_forward,
        mean_pool_backward,
        Declaration(
            (InputSpec("x", ("N", "H", "W")),),
            (Option("size", (2, 3)),),
            batch="N",
            sizes=({"N": 3, "H": 4, "W": 6}, {"N": 2, "H": 6, "W": 3}),
            allows=lambda at: at["H"] % at["size"] == 0 and at["W"] % at["size"] == 0,
        ),
    ),
]
