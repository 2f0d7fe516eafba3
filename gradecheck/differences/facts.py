"""What is known about one gradient at one place, for those who guess how a wrong one came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .entries import Atlas, Chart, chart
from .lines import Place, place_at
from .point import Array, Floats, Many, Mask, Outcome, Point, Returned, flat_values

Guesses = Iterator[tuple[str, Array]]
"""Details and the arrays that follow from them."""

MOST_REACHED = 1 << 18
"""Pairs of an entry and an output that are asked for."""


@dataclass(eq=False)
class Facts:
    """One input of one call: the gradient given, the right one, and what others would be.

    Everything is worked out when it is asked for.
    """

    forward: Many
    atlas: Atlas
    place: Place
    name: str
    given: Array
    only: frozenset[str] | None = None
    """The details that are still possible, where some are not: a guess that costs much need not be made."""

    @cached_property
    def chart(self) -> Chart:
        return self.atlas(self.place, self.name)

    @property
    def right(self) -> Floats:
        return self.chart.gradient.value

    @property
    def upstream(self) -> tuple[Array, ...]:
        return self.place.point.upstream

    @property
    def x(self) -> Floats:
        """The input itself."""
        return np.asarray(self.place.point.inputs[self.name], dtype=np.float64)

    @property
    def options(self) -> dict[str, float]:
        """Plain numbers among the inputs: strides, eps, the strength of a regularisation."""
        inputs = self.place.point.inputs
        return {
            n: float(v) for n, v in inputs.items() if isinstance(v, int | float) and not isinstance(v, bool)
        }

    @cached_property
    def jacobian(self) -> Floats | None:
        """Entries of the input × all outputs in a row."""
        return self.chart.jacobian.value if self.chart.jacobian is not None else None

    @cached_property
    def reached(self) -> Mask | None:
        """Which outputs an entry can change, wherever it and the others lie: entries × outputs.

        Two evaluations for each entry.
        """
        size, outputs = self.x.size, self.place.value.size
        if self.jacobian is None or size * outputs > MOST_REACHED:
            return None
        far = 10.0 * (1.0 + float(np.max(np.abs(self.x), initial=0.0)))
        inputs = {**self.place.point.inputs, **self._drawn_others()}
        points = [self._moved(inputs, k, sign * far) for k in range(size) for sign in (1.0, -1.0)]
        values = [flat_values(outcome, outputs) for outcome in self.forward(points)]
        up, down = np.array(values[::2]), np.array(values[1::2])
        moved = np.isfinite(up) & np.isfinite(down) & (up != down)
        return np.asarray(moved | (np.abs(self.jacobian) > 1e-9))

    def _drawn_others(self) -> dict[str, Floats]:
        """Values for the other inputs among which no entry is 0."""
        random = np.random.default_rng(0)
        return {
            name: random.uniform(0.2, 0.8, np.shape(value))
            for name, value in self.place.point.inputs.items()
            if name != self.name and isinstance(value, np.ndarray) and value.dtype.kind == "f"
        }

    def _moved(self, inputs: Mapping[str, Any], k: int, by: float) -> Point:
        x = self.x.copy()
        x.flat[k] += by
        return Point({**inputs, self.name: x})

    @cached_property
    def local(self) -> Floats | None:
        """The derivative of each output entry by the input entry at its place, if there are no others."""
        if self.jacobian is None or len(self.upstream) != 1 or self.upstream[0].shape != self.x.shape:
            return None
        diagonal = np.diag(self.jacobian)
        others = np.abs(self.jacobian - np.diag(diagonal)).max(initial=0.0)
        return diagonal.reshape(self.x.shape) if others < 1e-7 else None

    def through(self, weights: Floats) -> Floats | None:
        """The gradient with other upstream gradients, all in a row."""
        return None if self.jacobian is None else (self.jacobian @ weights).reshape(self.x.shape)

    def gradient_at(self, change: Mapping[str, Any]) -> Floats | None:
        """The gradient where some inputs are different; ``None`` if the forward has no value there."""
        return self._elsewhere({**self.place.point.inputs, **change})

    def _elsewhere(self, inputs: Mapping[str, Any]) -> Floats | None:
        (outcome,) = self.forward([Point(inputs)])
        point = Point(inputs, _fitted(self.upstream, outcome))
        place = place_at(point, outcome)
        if place is None:
            return None
        found = chart(self.forward, place, self.name).gradient
        return found.value if np.all(np.isfinite(found.value)) else None

    def of_other(self, name: str) -> Floats:
        """The right gradient with respect to another input."""
        return self.atlas(self.place, name).gradient.value


def _fitted(upstream: tuple[Array, ...], outcome: Outcome) -> tuple[Array, ...]:
    """Upstream gradients for outputs that may be larger now: the first entries, and 0 for the others."""
    if not isinstance(outcome, Returned) or len(outcome.arrays) != len(upstream):
        return upstream
    shapes = [array.shape for array in outcome.arrays if array is not None]
    return tuple(_enlarged(array, shape) for array, shape in zip(upstream, shapes, strict=False))


def _enlarged(array: Array, shape: tuple[int, ...]) -> Array:
    if array.shape == shape or array.ndim != len(shape) or any(np.less(shape, array.shape)):
        return array
    return np.pad(array, [(0, m - n) for m, n in zip(shape, array.shape, strict=True)])
