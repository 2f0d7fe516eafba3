"""Values of a forward along lines through points, many lines in one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np

from .ladder import NOISE_STEPS, SIGNED_STEPS, Slopes, noise_of, slopes
from .point import LARGEST_BATCH, Array, Floats, Many, Outcome, Point, Returned, flat_values


@dataclass(slots=True)
class Counted:
    """A function that counts at how many points it was asked for."""

    many: Many
    calls: int = 0
    batches: int = field(default=0)

    def __call__(self, points: Sequence[Point], /) -> Sequence[Outcome]:
        self.calls += len(points)
        self.batches += 1
        return self.many(points)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A point with the value of the forward there, laid out flat, and its weights in the inner product."""

    point: Point
    outputs: tuple[Array, ...]
    value: Floats
    weights: Floats

    @property
    def size(self) -> float:
        """How large the terms of the inner product are, times what rounding is to double precision."""
        coarse = max((_epsilon(array) for array in self.outputs), default=1.0)
        used = self.weights != 0
        return coarse * float(np.linalg.norm(self.value[used] * self.weights[used]))


def _epsilon(array: Array) -> float:
    kind = np.asarray(array).dtype
    return float(np.finfo(kind).eps / np.finfo(np.float64).eps) if kind.kind == "f" else 1.0


def place_at(point: Point, outcome: Outcome) -> Place | None:
    """The place of a point with upstream gradients, if the forward has a finite value of their shapes there."""
    if not isinstance(outcome, Returned):
        return None
    outputs = tuple(np.asarray(array) for array in outcome.arrays if array is not None)
    if [array.shape for array in outputs] != [array.shape for array in point.upstream]:
        return None
    weights = flat_values(Returned(point.upstream), sum(array.size for array in outputs))
    value = flat_values(outcome, weights.size)
    return Place(point, outputs, value, weights) if np.all(np.isfinite(value)) else None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line through a place: one input moves along ``direction``, an array of its shape."""

    place: Place
    name: str
    direction: Floats

    def at(self, step: float) -> Point:
        point = self.place.point
        moved = step * self.direction
        moved += point.inputs[self.name]
        return Point({**point.inputs, self.name: moved})


def projected_slopes(forward: Many, lines: Sequence[Line], noise: Sequence[float]) -> Slopes:
    """Derivatives of the inner products along all lines, given the rounding noise for each."""
    rises = np.array(_rises(forward, lines, SIGNED_STEPS, True)).reshape(len(lines), len(SIGNED_STEPS))
    return slopes(rises.T, np.asarray(noise))


def whole_slopes(forward: Many, lines: Sequence[Line]) -> tuple[Slopes, Slopes]:
    """Of lines through one place: derivatives of the inner product, and of each output (lines × outputs)."""
    place = lines[0].place
    steps = np.concatenate([SIGNED_STEPS, NOISE_STEPS])
    rises = np.array(_rises(forward, lines, steps, False)).reshape(len(lines), len(steps), -1)
    each = rises.swapaxes(0, 1)
    total = _weighted(place, each)
    ladder = len(SIGNED_STEPS)
    whole = slopes(total[:ladder], noise_of(total[ladder:], place.size))
    return whole, slopes(each[:ladder], noise_of(each[ladder:], np.abs(place.value)))


def projected_noise(forward: Many, lines: Sequence[Line]) -> list[float]:
    """The rounding noise of the inner products, measured along each line."""
    rises = np.array(_rises(forward, lines, NOISE_STEPS, True)).reshape(len(lines), len(NOISE_STEPS))
    size = np.array([line.place.size for line in lines])
    return [float(noise) for noise in noise_of(rises.T, size)]


def _rises(forward: Many, lines: Sequence[Line], steps: Floats, project: bool) -> list[Floats]:
    """f(s) − f(0) for each line and step; the difference is taken before the sum, where it is exact."""
    asked = [(line, float(step)) for line in lines for step in steps]
    rises: list[Floats] = []
    for batch in _batches(asked):
        outcomes = forward(_Moved(batch))
        for (line, _), outcome in zip(batch, outcomes, strict=True):
            with np.errstate(all="ignore"):
                rise = flat_values(outcome, line.place.value.size) - line.place.value
                rises.append(_weighted(line.place, rise) if project else rise)
    return rises


class _Moved(Sequence[Point]):
    """Points that are made when they are looked at, so that large ones are not all there at once."""

    def __init__(self, asked: Sequence[tuple[Line, float]]) -> None:
        self.asked = asked

    def __len__(self) -> int:
        return len(self.asked)

    @overload
    def __getitem__(self, k: int) -> Point: ...
    @overload
    def __getitem__(self, k: slice) -> Sequence[Point]: ...
    def __getitem__(self, k: int | slice) -> Point | Sequence[Point]:
        if isinstance(k, slice):
            return _Moved(self.asked[k])
        line, step = self.asked[k]
        return line.at(step)


def _weighted(place: Place, rise: Floats) -> Floats:
    """A weight of 0 leaves a term out, whatever it is."""
    terms = np.where(place.weights == 0, 0.0, rise)
    return np.asarray(terms @ place.weights)


def _batches(asked: Sequence[tuple[Line, float]]) -> Iterator[list[tuple[Line, float]]]:
    """As many points as have outputs that fit in memory."""
    batch: list[tuple[Line, float]] = []
    numbers = 0
    for line, step in asked:
        batch.append((line, step))
        numbers += line.place.value.size
        if numbers >= LARGEST_BATCH:
            yield batch
            batch, numbers = [], 0
    if batch:
        yield batch
