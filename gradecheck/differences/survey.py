"""What the forward alone says about its gradient: directional derivatives at clean points, with bounds.

A survey depends on no candidate, so that one serves for every gradient that is held against it. For each
configuration it looks for two *clean* points, where the bounds are small: the point itself, and points a little
off it. A point on a kink is not clean; it is kept to see how a gradient behaves there, and convicts nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .ladder import Slopes
from .lines import Counted, Line, Place, place_at, projected_noise, projected_slopes
from .point import Array, Floats, Inputs, Layout, Many, Outcome, Point, Returned

DIRECTIONS = 3
"""Random directions for each block at each point."""

CLEAN_POINTS = 2
"""Needed for a verdict."""

ROUNDS = 6
"""How often more points are looked for,"""

NEARER = (1.0, 1.0, 1.0, 1 / 64, 1 / 64, 1 / 64)
"""and by how much the steps are shortened: kinks may lie so close that only short ones pass between them."""

CLEAN = 1e-5
"""Relative to the derivatives of a block: larger bounds give no verdict,"""

NEGLIGIBLE = 1e-9
"""unless they are below this, relative to the scale of the forward: a gradient of nothing is decidable."""


@dataclass(frozen=True, slots=True, eq=False)
class Configuration:
    """A start for a survey. ``wrt`` names the inputs whose gradient is asked for."""

    label: str
    inputs: Inputs
    wrt: tuple[str, ...]
    layout: Layout = "plain"
    degenerate: bool = False
    """Whether some dimension is 1 that need not be."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Directional derivatives with respect to one input at one place, along lines that cross no kink."""

    directions: tuple[Floats, ...]
    slopes: Slopes
    noise: float
    clean: bool
    reach: float = 1.0
    """How long the directions are against the usual ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Station:
    """A place that has been surveyed."""

    place: Place
    blocks: Mapping[str, Block]
    scale: float
    """The size that a gradient would have if the forward grew in proportion to its inputs."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A configuration with the places surveyed around it, or why there are none."""

    configuration: Configuration
    stations: tuple[Station, ...]
    failure: Outcome | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """All regions, and at how many points the forward was evaluated for them."""

    regions: tuple[Region, ...]
    evaluations: int
    takes_upstream: bool = True


def survey(
    forward: Many,
    configurations: Sequence[Configuration],
    random: np.random.Generator,
    *,
    takes_upstream: bool = True,
) -> Survey:
    """Directional derivatives of ⟨forward, upstream⟩ around each configuration, every round one batch or two.

    The upstream gradients are random and not uniform, so that one who ignores them is seen; they are 1 where
    the backward does not take any (``takes_upstream`` false), as the gradient of a loss does not.
    """
    counted = Counted(forward)
    found: list[list[Station]] = [[] for _ in configurations]
    failures: list[Outcome | None] = [None] * len(configurations)
    for attempt in range(ROUNDS):
        wanted = [k for k, stations in enumerate(found) if _is_open(configurations[k], stations)]
        if not wanted:
            break
        starts = [
            (k, point)
            for k in wanted
            for point in _points(configurations[k], attempt, random)
        ]  # fmt: skip
        outcomes = counted([Point(point.inputs) for _, point in starts])
        places: list[tuple[int, Place]] = []
        for (k, point), outcome in zip(starts, outcomes, strict=True):
            place = place_at(_with_upstream(point, outcome, takes_upstream, random), outcome)
            if place is None:
                failures[k] = outcome
            else:
                places.append((k, place))
        wanted_places = [(place, configurations[k].wrt) for k, place in places]
        stations = surveyed(counted, wanted_places, random, NEARER[attempt])
        for (k, _), station in zip(places, stations, strict=True):
            found[k].append(station)
    regions = tuple(
        Region(configuration, tuple(stations), None if stations else failure)
        for configuration, stations, failure in zip(configurations, found, failures, strict=True)
    )
    return Survey(regions, counted.calls, takes_upstream)


def surveyed(
    forward: Many,
    places: Sequence[tuple[Place, tuple[str, ...]]],
    random: np.random.Generator,
    reach: float = 1.0,
) -> list[Station]:
    """Places with the derivatives along fresh directions, with respect to each of the inputs named."""
    asked = [(k, name) for k, (_, wrt) in enumerate(places) for name in wrt]
    drawn = [[reach * d for d in _directions(places[k][0], name, random)] for k, name in asked]
    noise = projected_noise(
        forward, [_mixed(places[k][0], name, lines) for (k, name), lines in zip(asked, drawn, strict=True)]
    )
    flat = [Line(places[k][0], name, d) for (k, name), lines in zip(asked, drawn, strict=True) for d in lines]
    spread = [each for each, lines in zip(noise, drawn, strict=True) for _ in lines]
    measured = projected_slopes(forward, flat, spread)
    blocks: list[dict[str, Block]] = [{} for _ in places]
    scales = [_scale(place, wrt) for place, wrt in places]
    start = 0
    for (k, name), lines, loud in zip(asked, drawn, noise, strict=True):
        part = measured[start : start + len(lines)]
        start += len(lines)
        blocks[k][name] = _block(lines, part, loud, reach * scales[k], reach)
    return [
        Station(place, block, scale) for (place, _), block, scale in zip(places, blocks, scales, strict=True)
    ]


def _is_open(configuration: Configuration, stations: Sequence[Station]) -> bool:
    """Whether some block still lacks clean points."""
    return any(
        sum(station.blocks[name].clean for station in stations) < CLEAN_POINTS for name in configuration.wrt
    )


def _block(lines: Sequence[Floats], part: Slopes, noise: float, scale: float, reach: float) -> Block:
    """A block without the lines that cross a kink; it is clean if none does, or one of several random ones."""
    largest = float(np.max(np.abs(part.value), where=np.isfinite(part.value), initial=0.0))
    good = part.bound <= max(CLEAN * largest, NEGLIGIBLE * scale)
    spare = 1 if lines and lines[0].size > DIRECTIONS else 0
    kept = np.flatnonzero(good)
    return Block(tuple(lines[int(k)] for k in kept), part[kept], noise, len(kept) >= len(lines) - spare, reach)


def _scale(place: Place, wrt: tuple[str, ...]) -> float:
    entries = [np.max(np.abs(place.point.inputs[name]), initial=1.0) for name in wrt]
    return float(np.sum(np.abs(place.value * place.weights)) / max([1.0, *map(float, entries)]))


def _points(configuration: Configuration, attempt: int, random: np.random.Generator) -> list[Point]:
    """In the first round the point itself and one beside it, later one further off."""
    inputs, wrt, layout = configuration.inputs, configuration.wrt, configuration.layout
    beside = Point(jittered(inputs, wrt, 0.02 * 2.0 ** (attempt % 3), random), layout=layout)
    return [beside] if attempt else [Point(inputs, layout=layout), beside]


def jittered(inputs: Inputs, wrt: tuple[str, ...], share: float, random: np.random.Generator) -> Inputs:
    """The inputs moved a little: each entry by up to ``share`` of itself or of the size of its array.

    What is positive stays so, and what lies between 0 and 1 too: it may be declared so.

    >>> moved = jittered({"p": np.array([0.0, 1.0])}, ("p",), 0.1, np.random.default_rng(0))["p"]
    >>> bool(np.all((0 < moved) & (moved < 1)))
    True
    """
    return {name: _moved(x, share, random) if name in wrt else x for name, x in inputs.items()}


def _moved(value: Any, share: float, random: np.random.Generator) -> Floats:
    x = np.asarray(value, dtype=np.float64)
    typical = float(np.sqrt(np.mean(x**2))) if x.size else 1.0
    moved = x + share * _signed(random, x.shape, 0.5, 1.0) * np.maximum(np.abs(x), typical or 1.0)
    if np.all(x >= 0):
        moved = np.abs(moved)
        if np.all(x <= 1):
            moved = np.where(moved > 1, 2 - moved, moved)
    return np.asarray(moved)


def _with_upstream(point: Point, outcome: Outcome, random_ones: bool, random: np.random.Generator) -> Point:
    if not isinstance(outcome, Returned):
        return point
    shapes = [np.shape(array) for array in outcome.arrays if array is not None]
    drawn: list[Array] = [
        _signed(random, shape, 0.5, 1.5) if random_ones else np.ones(shape) for shape in shapes
    ]
    return replace(point, upstream=tuple(drawn))


def _directions(place: Place, name: str, random: np.random.Generator) -> list[Floats]:
    """Signs at random, their sizes too (no two errors cancel); all entries where there are no more of them.

    >>> place = Place(Point({"x": np.ones(2)}), (), np.zeros(0), np.zeros(0))
    >>> _directions(place, "x", np.random.default_rng(0))
    [array([1., 0.]), array([0., 1.])]
    """
    x = np.asarray(place.point.inputs[name], dtype=np.float64)
    if x.size <= DIRECTIONS:
        return [np.reshape(row, x.shape) for row in np.eye(x.size)]
    return [direction(x, random) for _ in range(DIRECTIONS)]


def direction(x: Floats, random: np.random.Generator) -> Floats:
    """±1 times between 3/4 and 5/4, and times |x| where that is above 1."""
    return _signed(random, x.shape, 0.75, 1.25) * np.maximum(1.0, np.abs(x))


def _mixed(place: Place, name: str, lines: list[Floats]) -> Line:
    """The line along which the noise of a block is measured: all entries move."""
    return Line(
        place, name, lines[0] if len(lines) == 1 or lines[0].size > DIRECTIONS else np.sum(lines, axis=0)
    )


def _signed(random: np.random.Generator, shape: tuple[int, ...], least: float, most: float) -> Floats:
    drawn = random.uniform(-1.0, 1.0, shape)
    return np.asarray(np.copysign(least + (most - least) * np.abs(drawn), drawn))
