"""The gradient of ⟨forward(inputs), upstream⟩ from forward values alone, with a bound on its error.

Entry by entry, the slopes to the right and to the left of the point are taken at steps h = 4e-3·4^-k. Their
mean is the central difference, g + c₁h² + c₂h⁴ + …; their difference is the one-sided jump, J + d₁h + d₂h³ + ….
Both are extrapolated to h = 0 over each window of three neighbouring steps (Romberg). The bound of a window is

    disagreement inside the window + rounding noise, measured + half the extrapolated jump

The last term covers what a point on a kink leaves open: every slope between the left and the right one. Of the
windows that agree with all finer ones, the one with the smallest bound gives the estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Forward = Callable[..., NDArray[Any]]
"""Takes the inputs by name, gives one array."""

STEPS: Floats = np.array([4e-3 * 4.0**-k for k in range(7)])
"""Relative to max(1, |x|)."""

WINDOW = 3
NOISE_SPACING = 1e-11
NOISE_SAMPLES = np.arange(-4, 5)
NOISE_FACTOR = 4.0
"""How much the noise at other points may exceed the largest of the sampled residuals."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """A gradient with the shape of its input. The true one is within ``bound``, entry by entry.

    ``bound`` is infinite where nothing can be said (the forward has no finite value near the point). ``jump``
    is by how much the slopes on the two sides differ, extrapolated: 0 up to rounding where the forward is
    smooth. ``scale`` is the size that the gradient would have if the forward grew in proportion to its inputs.
    """

    value: Floats
    bound: Floats
    jump: Floats
    scale: float


def gradient_estimate(
    forward: Forward, inputs: Mapping[str, NDArray[Any]], upstream: NDArray[Any]
) -> dict[str, Estimate]:
    """The gradient of ⟨forward(**inputs), upstream⟩ with respect to each input.

    ``forward`` is called by name with copies in double precision, 24 times for each entry. Raises
    ``ValueError`` if what it gives does not have the shape of ``upstream``.

    >>> estimate = gradient_estimate(lambda x: x**2, {"x": np.array([3.0])}, np.array([1.0]))["x"]
    >>> bool(abs(estimate.value[0] - 6) <= estimate.bound[0] < 1e-9)
    True
    """
    point = {name: np.array(value, dtype=np.float64) for name, value in inputs.items()}
    weights = np.array(upstream, dtype=np.float64)
    with np.errstate(all="ignore"):
        terms = _terms(forward, point, weights)
        size = float(np.sum(np.abs(terms)))
        return {name: _block(forward, point, weights, name, size) for name in point}


def _terms(forward: Forward, point: Mapping[str, Floats], weights: Floats) -> Floats:
    """The summands of the inner product."""
    value = np.asarray(forward(**{name: array.copy() for name, array in point.items()}), dtype=np.float64)
    if value.shape != weights.shape:
        raise ValueError(f"forward gives shape {value.shape}, upstream has shape {weights.shape}")
    # A weight of 0 leaves a summand out, whatever it is.
    return np.where(weights == 0, 0.0, value * weights)


def _block(forward: Forward, point: Mapping[str, Floats], weights: Floats, name: str, size: float) -> Estimate:
    """Each entry of one input, all others held."""
    x = point[name]
    value, bound, jump = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for place in np.ndindex(x.shape):

        def along(t: float, place: tuple[int, ...] = place) -> float:
            moved = x.copy()
            moved[place] = t
            return float(np.sum(_terms(forward, {**point, name: moved}, weights)))

        value[place], bound[place], jump[place] = slope_estimate(along, float(x[place]), size)
    reach = float(np.max(np.maximum(1.0, np.abs(x)), initial=1.0))
    return Estimate(value, bound, jump, size / reach)


def slope_estimate(along: Callable[[float], float], x: float, size: float = 0.0) -> tuple[float, float, float]:
    """Derivative of a function of one variable at ``x``, a bound on its error, and the jump of the slope there.

    ``size`` is the sum of the sizes of the terms that make up the function, for the least rounding noise.
    Where no window is finite the bound is infinite and the derivative NaN.

    >>> value, bound, jump = slope_estimate(abs, 0.0)
    >>> round(value, 5), round(bound, 5), round(jump, 5)
    (0.0, 1.0, 2.0)
    """
    unit = max(1.0, abs(x))
    noise = max(NOISE_FACTOR * _noise(along, x, unit), float(np.finfo(float).eps) * size)
    central, jumps = _slopes(along, x, unit)
    values, disagreement = _extrapolate(central, first=16.0, next_=256.0)
    ends, _ = _extrapolate(jumps, first=4.0, next_=64.0)
    finest = STEPS[WINDOW - 1 :] * unit
    bounds = disagreement + 2.0 * noise / finest + np.abs(ends) / 2
    best = _best_window(values, bounds)
    return (
        (float(values[best]), float(bounds[best]), float(ends[best])) if best >= 0 else (np.nan, np.inf, np.nan)
    )


def _slopes(along: Callable[[float], float], x: float, unit: float) -> tuple[Floats, Floats]:
    """Central differences and one-sided jumps at all steps; a step is what is left of it after rounding."""
    middle = along(x)
    right, left = x + STEPS * unit, x - STEPS * unit
    rising = np.array([(along(float(r)) - middle) / (r - x) for r in right])
    falling = np.array([(middle - along(float(l))) / (x - l) for l in left])  # noqa: E741 - left of x
    return (rising + falling) / 2, rising - falling


def _extrapolate(levels: Floats, first: float, next_: float) -> tuple[Floats, Floats]:
    """Two Romberg columns: the limits by window, and how far the two numbers below each differ.

    ``first`` and ``next_`` are 4^p for the leading powers h^p of the error.
    """
    once = (first * levels[1:] - levels[:-1]) / (first - 1)
    twice = (next_ * once[1:] - once[:-1]) / (next_ - 1)
    return twice, np.abs(once[1:] - once[:-1])


def _noise(along: Callable[[float], float], x: float, unit: float) -> float:
    """The largest residual of a straight line through values taken next to one another."""
    offsets = NOISE_SPACING * NOISE_SAMPLES * unit
    points = x + offsets
    values = np.array([along(float(point)) for point in points])
    if not np.all(np.isfinite(values)):
        return np.inf
    offsets = points - x
    offsets = offsets - offsets.mean()
    spread = float(offsets @ offsets)
    residuals = values - values.mean() - offsets * ((offsets @ values) / spread if spread else 0.0)
    return float(np.max(np.abs(residuals)))


def _best_window(values: Floats, bounds: Floats) -> int:
    """The window with the smallest bound among those that agree with every finer one, or -1."""
    best = -1
    for k in reversed(range(len(values))):
        if not np.isfinite(bounds[k]):
            continue
        finer = [j for j in range(k + 1, len(values)) if np.isfinite(bounds[j])]
        agrees = all(abs(values[k] - values[j]) <= bounds[k] + bounds[j] for j in finer)
        if agrees and (best < 0 or bounds[k] < bounds[best]):
            best = k
    return best
