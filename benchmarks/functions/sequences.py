"""Recurrent steps, attention, embeddings."""

from __future__ import annotations

import numpy as np

from gradecheck.differences.configurations import Declaration, InputSpec

from . import Pair


def rnn_step_forward(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx + h @ Wh + b)


def rnn_step_backward(dnext, x, h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + h @ Wh + b)
    dz = dnext * (1 - next_h**2)
    dx = dz @ Wx.T
    dh = dz @ Wh.T
    dWx = x.T @ dz
    dWh = h.T @ dz
    db = dz.sum(axis=0)
    return dx, dh, dWx, dWh, db


def rnn_forward(x, h0, Wx, Wh):
    N, T, D = x.shape
    hs = np.zeros((N, T, h0.shape[1]))
    h = h0
    for t in range(T):
        h = np.tanh(x[:, t] @ Wx + h @ Wh)
        hs[:, t] = h
    return hs


def rnn_backward(dhs, x, h0, Wx, Wh):
    hs = rnn_forward(x, h0, Wx, Wh)
    N, T, D = x.shape
    dx = np.zeros_like(x)
    dWx = np.zeros_like(Wx)
    dWh = np.zeros_like(Wh)
    dh = np.zeros_like(h0)
    for t in range(T - 1, -1, -1):
        before = hs[:, t - 1] if t > 0 else h0
        dz = (dhs[:, t] + dh) * (1 - hs[:, t] ** 2)
        dx[:, t] = dz @ Wx.T
        dh = dz @ Wh.T
        dWx += x[:, t].T @ dz
        dWh += before.T @ dz
    return dx, dh, dWx, dWh


def lstm_step_forward(x, h, c, Wx, Wh, b):
    H = h.shape[1]
    a = x @ Wx + h @ Wh + b
    i = 1 / (1 + np.exp(-a[:, :H]))
    f = 1 / (1 + np.exp(-a[:, H : 2 * H]))
    o = 1 / (1 + np.exp(-a[:, 2 * H : 3 * H]))
    g = np.tanh(a[:, 3 * H :])
    next_c = f * c + i * g
    return o * np.tanh(next_c), next_c


def lstm_step_backward(dnext_h, dnext_c, x, h, c, Wx, Wh, b):
    H = h.shape[1]
    a = x @ Wx + h @ Wh + b
    i = 1 / (1 + np.exp(-a[:, :H]))
    f = 1 / (1 + np.exp(-a[:, H : 2 * H]))
    o = 1 / (1 + np.exp(-a[:, 2 * H : 3 * H]))
    g = np.tanh(a[:, 3 * H :])
    t = np.tanh(f * c + i * g)
    do = dnext_h * t
    dtotal = dnext_c + dnext_h * o * (1 - t**2)
    df = dtotal * c
    dc = dtotal * f
    di = dtotal * g
    dg = dtotal * i
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)])
    dx = da @ Wx.T
    dh = da @ Wh.T
    dWx = x.T @ da
    dWh = h.T @ da
    db = da.sum(axis=0)
    return dx, dh, dc, dWx, dWh, db


def attention_forward(Q, K, V):
    s = Q @ K.T / np.sqrt(Q.shape[1])
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V


def attention_backward(dout, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    s = Q @ K.T / scale
    e = np.exp(s - s.max(axis=1, keepdims=True))
    a = e / e.sum(axis=1, keepdims=True)
    dV = a.T @ dout
    da = dout @ V.T
    ds = a * (da - np.sum(da * a, axis=1, keepdims=True)) / scale
    dQ = ds @ K
    dK = ds.T @ Q
    return dQ, dK, dV


def embedding_forward(words, W):
    return W[words]


def embedding_backward(dout, words, W):
    dW = np.zeros_like(W)
    np.add.at(dW, words, dout)
    return dW


CELL = (InputSpec("x", ("N", "D")), InputSpec("h", ("N", "H")))
PAIRS = [
    Pair(
        "rnn step",
        rnn_step_forward,
        rnn_step_backward,
        Declaration(
            (*CELL, InputSpec("Wx", ("D", "H")), InputSpec("Wh", ("H", "H")), InputSpec("b", ("H",))),
            batch="N",
        ),
    ),
    Pair(
        "rnn",
        rnn_forward,
        rnn_backward,
        Declaration(
            (
                InputSpec("x", ("N", "T", "D")),
                InputSpec("h0", ("N", "H")),
                InputSpec("Wx", ("D", "H"), scale=0.6),
                InputSpec("Wh", ("H", "H"), scale=0.6),
            ),
            batch="N",
        ),
    ),
    Pair(
        "lstm step",
        lstm_step_forward,
        lstm_step_backward,
        Declaration(
            (
                *CELL,
                InputSpec("c", ("N", "H")),
                InputSpec("Wx", ("D", "4H")),
                InputSpec("Wh", ("H", "4H")),
                InputSpec("b", ("4H",)),
            ),
            batch="N",
            sizes=({"N": 3, "D": 4, "H": 2}, {"N": 4, "D": 2, "H": 3}),
            derived=lambda dims: {"4H": 4 * dims["H"]},
        ),
    ),
    Pair(
        "attention",
        attention_forward,
        attention_backward,
        Declaration((InputSpec("Q", ("n", "d")), InputSpec("K", ("m", "d")), InputSpec("V", ("m", "v")))),
    ),
    Pair(
        "embedding",
        embedding_forward,
        embedding_backward,
        Declaration(
            (InputSpec("words", ("N", "T"), "label", below="V"), InputSpec("W", ("V", "D"))), batch="N"
        ),
    ),
]
