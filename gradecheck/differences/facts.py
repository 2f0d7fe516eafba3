"""What is known about one gradient at one place, for those who guess how a wrong one came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from .entries import Atlas, Chart, chart
from .lines import Place, place_at
from .point import Array, Floats, Many, Point


@dataclass(eq=False)
class Facts:
    """One input of one call: the gradient given, the right one, and what others would be.

    ``paths`` are forwards with one path cut, by its name: where a value is used twice, one use of it held
    constant. Everything is worked out when it is asked for.
    """

    forward: Many
    atlas: Atlas
    place: Place
    name: str
    given: Array
    paths: Mapping[str, Many] = field(default_factory=dict)

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
        return self._elsewhere(self.forward, {**self.place.point.inputs, **change})

    def without_path(self, name: str) -> Floats | None:
        """The gradient with one path cut."""
        return self._elsewhere(self.paths[name], self.place.point.inputs)

    def _elsewhere(self, forward: Many, inputs: Mapping[str, Any]) -> Floats | None:
        point = Point(inputs, self.upstream)
        (outcome,) = forward([Point(inputs)])
        place = place_at(point, outcome)
        if place is None:
            return None
        found = chart(forward, place, self.name).gradient
        return found.value if np.all(np.isfinite(found.value)) else None

    def of_other(self, name: str) -> Floats:
        """The right gradient with respect to another input."""
        return self.atlas(self.place, name).gradient.value
