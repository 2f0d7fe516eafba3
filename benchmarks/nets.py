"""The network of the benchmark (ReLUs, a sigmoid, cross-entropy), and ways to spoil its gradient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BLOCKS = ("W1", "b1", "W2", "b2")


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Parameters by name and the data; the loss is a number."""

    parameters: dict[str, Floats]
    x: Floats
    y: Floats

    @property
    def size(self) -> int:
        return sum(block.size for block in self.parameters.values())

    def loss(self, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        hidden = np.maximum(0, self.x @ W1 + b1)
        z = hidden @ W2 + b2
        return np.mean(np.logaddexp(0, z) - self.y * z)

    def gradient(self, W1: Floats, b1: Floats, W2: Floats, b2: Floats) -> tuple[Floats, ...]:
        z1 = self.x @ W1 + b1
        hidden = np.maximum(0, z1)
        dz = (1 / (1 + np.exp(-(hidden @ W2 + b2))) - self.y) / len(self.x)
        dz1 = dz @ W2.T * (z1 > 0)
        return self.x.T @ dz1, dz1.sum(axis=0), hidden.T @ dz, dz.sum(axis=0)

    @property
    def right(self) -> dict[str, Floats]:
        return dict(zip(BLOCKS, self.gradient(**self.parameters), strict=True))

    def near_kink(self, distance: float, unit: int) -> Net:
        """The same net with one pre-activation of the first example at a distance from 0."""
        z = self.x[0] @ self.parameters["W1"] + self.parameters["b1"]
        bias = self.parameters["b1"].copy()
        bias[unit] += distance - z[unit]
        return replace(self, parameters={**self.parameters, "b1": bias})


def net(inputs: int, hidden: int, examples: int, seed: int) -> Net:
    """Values of order one; no pre-activation nearer to a kink than 1e-3."""
    for attempt in range(1000):
        random = np.random.default_rng([seed, attempt])
        x = random.normal(size=(examples, inputs))
        parameters = {
            "W1": random.normal(size=(inputs, hidden)) / np.sqrt(inputs),
            "b1": 0.1 * random.normal(size=hidden),
            "W2": random.normal(size=(hidden, 1)) / np.sqrt(hidden),
            "b2": 0.1 * random.normal(size=1),
        }
        if np.min(np.abs(x @ parameters["W1"] + parameters["b1"])) > 1e-3:
            return Net(parameters, x, (random.random((examples, 1)) < 0.5) * 1.0)
    raise AssertionError("every net drawn is near a kink")


def spoilt(right: dict[str, Floats], how: str, by: float, seed: int) -> dict[str, Floats]:
    """A gradient with an entry, a row or the block of W1 off by a part of itself, or a sign flipped."""
    wrong = right["W1"].copy()
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(np.any(wrong != 0, axis=1))
    row = int(rows[random.integers(len(rows))])
    order = np.argsort(np.abs(wrong[row]))
    entry = row, int(order[(len(order) + int(np.sum(wrong[row] == 0))) // 2])
    match how:
        case "entry":
            wrong[entry] *= 1 + by
        case "row":
            wrong[row] *= 1 + by
        case "block":
            wrong *= 1 + by
        case "sign":
            wrong[entry] *= -1
    return {**right, "W1": wrong}
