"""Where in an array the wrong entries are: by halving, so that one among n takes about 2 log₂ n tests.

A test moves the input along a random direction that is 0 outside a part of the array, and compares the slope
with the candidate. Every round tests all open parts at once, in one batch. First it is asked whether the wrong
entries lie in few rows or in few columns; then each of these is halved. A part in which every entry tried is
wrong counts as wrong throughout. Small arrays are not searched: each of their entries is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from .entries import Atlas, Entry, check_candidate, slack
from .ladder import Slopes
from .lines import Line, projected_slopes
from .point import Array, Floats, Many, Mask
from .survey import CLEAN, NEGLIGIBLE, Station, direction

SMALL = 500
"""Up to so many entries each is measured."""

PROBES = 12
"""Entries tried at random in a part, to see whether all of it is wrong."""

MOST_WRONG_SLICES = 12
MOST_TESTS = 1600
Indices = NDArray[np.intp]
Kind = Literal["entries", "scattered", "dense"]


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """Wrong entries of an array.

    ``wrong`` marks those that are known to be. It is complete for ``entries`` (all found), for ``scattered``
    it holds what was found before the search was given up; for ``dense`` it holds the entries tried, of which
    ``share`` were wrong. ``undecidable`` marks entries on kinks.
    """

    kind: Kind
    wrong: Mask
    undecidable: Mask
    share: float
    worst: Entry | None
    expected: Floats | None = None
    """All entries, where each was measured."""


def locate(
    forward: Many, atlas: Atlas, station: Station, name: str, candidate: Array, random: np.random.Generator
) -> Located | None:
    """The wrong entries of a gradient at a clean place; ``None`` if none can be confirmed there."""
    if candidate.size <= SMALL:
        return _measured(atlas, station, name, candidate)
    return _Search(forward, station, name, candidate, random).run()


def _measured(atlas: Atlas, station: Station, name: str, candidate: Array) -> Located | None:
    check = check_candidate(name, candidate, station.place, atlas(station.place, name))
    if not check.wrong.any():
        return None
    share = float(np.mean(check.wrong))
    gradient = check.chart.gradient.value
    return Located("entries", check.wrong, check.undecidable, share, check.worst, gradient)


@dataclass(slots=True)
class _Search:
    """One search in one large array."""

    forward: Many
    station: Station
    name: str
    candidate: Array
    random: np.random.Generator
    tests: int = 0
    seen: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    """Entries measured one by one: expected, bound, error beyond what is allowed."""

    @property
    def given(self) -> Floats:
        return np.asarray(self.candidate, dtype=np.float64)

    def run(self) -> Located | None:
        everything = np.arange(self.candidate.size)
        if not self._wrong([everything])[0]:
            return None
        probes = self.random.choice(everything, PROBES, replace=False)
        wrong = self._wrong_entries(probes)
        if np.mean(wrong) > 0.25:
            return self._found("dense", probes[wrong], float(np.mean(wrong)))
        parts, complete = self._slices()
        found: list[Indices] = []
        for part in parts:
            entries, whole = self._halved(part)
            found.append(entries)
            complete = complete and whole
        wrong_entries = np.unique(np.concatenate([*found, probes[wrong]]))
        if not len(wrong_entries):
            return self._found("dense", wrong_entries, 0.0)
        kind: Kind = "entries" if complete else "scattered"
        return self._found(kind, wrong_entries, len(wrong_entries) / self.candidate.size)

    def _slices(self) -> tuple[list[Indices], bool]:
        """The wrong slices along the axis that has fewest of them; else the whole, laid out flat."""
        numbers = np.arange(self.candidate.size).reshape(self.candidate.shape)
        fewest: list[Indices] | None = None
        for axis in range(numbers.ndim):
            if numbers.ndim == 1 or numbers.shape[axis] == 1:
                continue
            slices = [part.ravel() for part in np.moveaxis(numbers, axis, 0)]
            wrong = self._wrong_slices(slices)
            if wrong is not None and (fewest is None or len(wrong) < len(fewest)):
                fewest = wrong
            if fewest is not None and len(fewest) == 1:
                break
        return ([numbers.ravel()] if fewest is None else fewest), True

    def _wrong_slices(self, slices: Sequence[Indices]) -> list[Indices] | None:
        """Those that are wrong, by halving; ``None`` if there are many."""
        open_, wrong = [list(range(len(slices)))], []
        while open_:
            verdicts = self._wrong([np.concatenate([slices[k] for k in group]) for group in open_])
            bad = [group for group, verdict in zip(open_, verdicts, strict=True) if verdict]
            wrong += [slices[group[0]] for group in bad if len(group) == 1]
            open_ = [half for group in bad if len(group) > 1 for half in _halves(group)]
            if len(wrong) + len(open_) / 2 > MOST_WRONG_SLICES:
                return None
        return wrong

    def _halved(self, part: Indices) -> tuple[Indices, bool]:
        """The wrong entries of a part that is wrong somewhere, and whether these are all of them."""
        if self._is_solid(part):
            return part, True
        found: list[Indices] = []
        open_ = list(_halves(part)) if len(part) > 1 else [part]
        while open_ and self.tests < MOST_TESTS:
            verdicts = self._wrong(open_)
            bad = [each for each, verdict in zip(open_, verdicts, strict=True) if verdict]
            found += [each for each in bad if len(each) == 1]
            open_ = [half for each in bad if len(each) > 1 for half in _halves(each)]
        self._wrong_entries(np.array([each[0] for each in found[:PROBES]], dtype=np.intp))
        return (np.concatenate(found) if found else part[:0]), not open_

    def _is_solid(self, part: Indices) -> bool:
        """Whether every entry tried in it is wrong."""
        if len(part) == 1:
            return True
        return bool(np.all(self._wrong_entries(self.random.permutation(part)[:4])))

    def _wrong(self, parts: Sequence[Indices]) -> list[bool]:
        """Whether the candidate is wrong along a random direction in each part."""
        lines = [self._line(part) for part in parts]
        slopes = self._measured(lines)
        apart = np.abs([float(np.sum(self.given * line.direction)) for line in lines] - slopes.value)
        clean = slopes.bound <= self._tolerable(slopes)
        return [bool(one) for one in clean & ~(apart <= slopes.bound + self._slack)]

    def _wrong_entries(self, places: Indices) -> Mask:
        """Whether each of a few entries is wrong, each measured by itself."""
        lines = [self._line(np.array([place])) for place in places]
        if not lines:
            return np.zeros(0, dtype=np.bool_)
        slopes = self._measured(lines)
        wrong: list[bool] = []
        for k, place in enumerate(places):
            unit = float(lines[k].direction.flat[place])
            expected, bound = float(slopes.value[k]) / unit, float(slopes.bound[k]) / abs(unit)
            beyond = abs(float(self.given.flat[place]) - expected) - bound - self._slack / self._reach
            beyond = beyond if slopes.bound[k] <= self._tolerable(slopes) else 0.0
            self.seen[int(place)] = (expected, bound, beyond)
            wrong.append(not beyond <= 0)
        return np.array(wrong)

    def _measured(self, lines: Sequence[Line]) -> Slopes:
        self.tests += len(lines)
        noise = self.station.blocks[self.name].noise
        return projected_slopes(self.forward, lines, [noise] * len(lines))

    def _tolerable(self, slopes: Slopes) -> float:
        """The largest bound that gives a verdict, by the size of the whole gradient."""
        block = self.station.blocks[self.name].slopes.value
        return max(CLEAN * float(np.max(np.abs(block), initial=0.0)), NEGLIGIBLE * self.station.scale)

    @property
    def _slack(self) -> float:
        return self._reach * slack(self.given, self.station.scale, self.candidate.dtype)

    @property
    def _reach(self) -> float:
        return self.station.blocks[self.name].reach

    def _line(self, part: Indices) -> Line:
        x = np.asarray(self.station.place.point.inputs[self.name], dtype=np.float64)
        along = np.zeros(x.size)
        along[part] = self._reach * direction(x.ravel()[part], self.random)
        return Line(self.station.place, self.name, along.reshape(x.shape))

    def _found(self, kind: Kind, wrong: Indices, share: float) -> Located:
        shape = self.candidate.shape
        mask = np.zeros(self.candidate.size, dtype=np.bool_)
        mask[wrong] = True
        return Located(kind, mask.reshape(shape), np.zeros(shape, dtype=np.bool_), share, self._worst())

    def _worst(self) -> Entry | None:
        """The worst of the entries that were measured one by one."""
        if not self.seen:
            return None
        k = max(self.seen, key=lambda place: self.seen[place][2])
        expected, bound, beyond = self.seen[k]
        index = tuple(int(n) for n in np.unravel_index(k, self.candidate.shape))
        return Entry(index, float(self.given.flat[k]), expected, bound) if beyond > 0 else None


Halved = TypeVar("Halved", list[int], Indices)


def _halves(items: Halved) -> tuple[Halved, Halved]:
    middle = len(items) // 2
    return items[:middle], items[middle:]
