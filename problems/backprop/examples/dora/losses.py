"""Dora's losses."""
import numpy as np


def softmax_loss(x, y):
    N = x.shape[0]
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(N), y]))
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    return loss, dx


def svm_loss(x, y):
    N, C = x.shape
    loss = 0.0
    dx = np.zeros_like(x)
    for i in range(N):
        for j in range(C):
            margin = x[i, j] - x[i, y[i]] + 1
            if j != y[i] and margin > 0:
                loss += margin
                dx[i, j] += 1
                dx[i, y[i]] -= 1
    return loss / N, dx / N


def two_layer_loss(X, y, W1, b1, W2, b2, reg):
    N = X.shape[0]
    z = X @ W1 + b1
    h = np.maximum(0, z)
    loss, dscores = softmax_loss(h @ W2 + b2, y)
    dscores /= N
    loss += 0.5 * reg * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    dW2 = h.T @ dscores + 2 * reg * W2
    db2 = dscores.sum(axis=0)
    dz = (dscores @ W2.T) * (z > 0)
    dW1 = X.T @ dz + 2 * reg * W1
    db1 = dz.sum(axis=0)
    return loss, dW1, db1, dW2, db2
