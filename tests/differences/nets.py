"""A small network for the tests of this room."""

from __future__ import annotations

from typing import Any

import numpy as np

BLOCKS = ("W1", "b1", "W2", "b2")


def forward(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    return np.maximum(0, x @ W1 + b1) @ W2 + b2


def backward(dout: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    z = x @ W1 + b1
    dz = dout @ W2.T * (z > 0)
    return x.T @ dz, dz.sum(axis=0), np.maximum(0, z).T @ dout, dout.sum(axis=0)


def inputs(seed: int = 0, features: int = 6, hidden: int = 5, outputs: int = 3) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    shapes = {
        "x": (4, features),
        "W1": (features, hidden),
        "b1": (hidden,),
        "W2": (hidden, outputs),
        "b2": (outputs,),
    }
    return {name: random.normal(size=shape) for name, shape in shapes.items()}
