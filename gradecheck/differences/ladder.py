"""The derivative of a function along a line at t = 0, from its values, with a bound on the error.

Values are taken at steps ±h, h = 4e-3·4^-k. The mean of the slopes on the two sides is the central difference,
g + c₁h² + c₂h⁴ + …; their difference is the one-sided jump, J + d₁h + d₂h³ + …. Both are extrapolated to h = 0
over each window of three neighbouring steps (Romberg, 1955). The bound of a window is

    disagreement inside the window + rounding noise, measured + half the extrapolated jump

The last term covers what a point on a kink leaves open: every slope between the left and the right one. Of the
windows that agree with all finer ones, the one with the smallest bound gives the estimate.

Everything here acts on the first axis; further axes are as many functions side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .point import Floats, Mask

STEPS: Floats = np.array([4e-3 * 4.0**-k for k in range(7)])
SIGNED_STEPS: Floats = np.concatenate([STEPS, -STEPS])
"""Where the values of one line are taken."""

NOISE_STEPS: Floats = 1e-11 * np.array([-4.13, -3.07, -1.91, -1.22, 0.87, 2.19, 3.36, 4.41])
"""Where the rounding noise is measured: so near that a straight line is all that a function can be.

The steps are uneven, for 1e-11 itself is almost a multiple of the spacing of floats, whatever their size.
"""

NOISE_FACTOR = 4.0
"""How much the noise at other points may exceed the largest of the sampled residuals."""

WINDOW = 3


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Derivatives, each within ``bound`` of the true one, and the jump of the slope at the point.

    ``bound`` is infinite and ``value`` NaN where there is no window of finite values.
    """

    value: Floats
    bound: Floats
    jump: Floats

    def __getitem__(self, part: slice | NDArray[np.intp]) -> Slopes:
        return Slopes(self.value[part], self.bound[part], self.jump[part])


def slopes(rises: Floats, noise: Floats | float) -> Slopes:
    """From f(±h) − f(0), steps on the first axis in the order of ``SIGNED_STEPS``, and the noise of f.

    >>> absolute = slopes(np.abs(SIGNED_STEPS), 0.0)
    >>> print(f"{absolute.value:.5f} {absolute.bound:.5f} {absolute.jump:.5f}")
    0.00000 1.00000 2.00000
    """
    h = STEPS.reshape(-1, *[1] * (rises.ndim - 1))
    rising, falling = rises[: len(STEPS)] / h, -rises[len(STEPS) :] / h
    with np.errstate(all="ignore"):
        values, disagreement = _extrapolated((rising + falling) / 2, 16.0, 256.0)
        jumps, _ = _extrapolated(rising - falling, 4.0, 64.0)
        bounds = disagreement + 2.0 * noise / h[WINDOW - 1 :] + np.abs(jumps) / 2
    return _best(values, bounds, jumps)


def noise_of(rises: Floats, size: Floats | float) -> Floats:
    """What rounding does to values: from f(s) − f(0) for s in ``NOISE_STEPS``, the largest residual of a line.

    ``size`` is the size of f, for the least noise that there can be.
    """
    values = np.concatenate([rises[:4], np.zeros_like(rises[:1]), rises[4:]])
    offsets = np.concatenate([NOISE_STEPS[:4], [0.0], NOISE_STEPS[4:]])
    offsets -= offsets.mean()
    centred = values - values.mean(axis=0)
    slope = np.tensordot(offsets, values, axes=1) / (offsets @ offsets)
    residuals = centred - offsets.reshape(-1, *[1] * (values.ndim - 1)) * slope
    largest = np.max(np.abs(residuals), axis=0)
    measured = np.maximum(NOISE_FACTOR * largest, np.finfo(np.float64).eps * np.asarray(size))
    return np.where(np.isfinite(measured), measured, np.inf)


def _extrapolated(levels: Floats, first: float, second: float) -> tuple[Floats, Floats]:
    """Two Romberg columns: the limits by window, and how far the two numbers below each differ.

    ``first`` and ``second`` are 4^p for the leading powers h^p of the error.
    """
    once = (first * levels[1:] - levels[:-1]) / (first - 1)
    twice = (second * once[1:] - once[:-1]) / (second - 1)
    return twice, np.abs(once[1:] - once[:-1])


def _best(values: Floats, bounds: Floats, jumps: Floats) -> Slopes:
    """The window with the smallest bound among those that agree with every finer one."""
    usable = np.isfinite(bounds) & np.isfinite(values)
    values, bounds = np.where(usable, values, np.nan), np.where(usable, bounds, np.inf)
    best_value, best_bound = np.full(values.shape[1:], np.nan), np.full(values.shape[1:], np.inf)
    best_jump = np.full(values.shape[1:], np.nan)
    for k in reversed(range(len(values))):
        agrees: Mask = usable[k]
        for j in range(k + 1, len(values)):
            apart = np.abs(values[k] - values[j]) > bounds[k] + bounds[j]
            agrees = agrees & ~(usable[j] & apart)
        better = agrees & (bounds[k] < best_bound)
        best_value = np.where(better, values[k], best_value)
        best_bound = np.where(better, bounds[k], best_bound)
        best_jump = np.where(better, jumps[k], best_jump)
    return Slopes(best_value, best_bound, best_jump)
