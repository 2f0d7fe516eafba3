"""Dora's layers."""
import numpy as np


def affine_backward(dout, x, w, b):
    dx = dout @ w.T
    dw = x.T @ dout
    db = np.mean(dout, axis=0)
    return dx, dw, db


def relu_backward(dout, x):
    dx = dout.copy()
    dx[dout < 0] = 0
    return dx


def sigmoid_forward(x):
    out = 1 / (1 + np.exp(-x))
    return out, out


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def dropout_backward(dout, mask, keep):
    return dout * mask


def batchnorm_backward(dout, x, gamma, beta, eps):
    N, D = x.shape
    mu = x.mean(axis=0)
    xmu = x - mu
    var = x.var(axis=0)
    std = np.sqrt(var + eps)
    xhat = xmu / std

    dbeta = dout.sum(axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dvar = np.sum(dxhat * xmu, axis=0) * -0.5 * (var + eps) ** -1.5
    dmu = -np.sum(dxhat / std, axis=0)
    dx = dxhat / std + dvar * 2 * xmu / N + dmu / D
    return dx, dgamma, dbeta


def max_pool_backward(dout, x, pool_param):
    size = pool_param['size']
    stride = pool_param['stride']
    N, C, H, W = dout.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H):
                for j in range(W):
                    top, left = i * stride, j * stride
                    window = x[n, c, top:top + size, left:left + size]
                    a, b = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, top + a, left + b] = dout[n, c, i, j]
    return dx


def rnn_step_backward(dnext_h, x, prev_h, Wx, Wh, b):
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    dz = dnext_h * (1 - next_h ** 2)
    return dz @ Wx.T, dz @ Wh.T, x.T @ dz, prev_h.T @ dz, dz.sum(axis=0)
