"""Whether a wrong gradient is that of a forward with one slip: by slopes along the directions of the survey.

A slip is looked at first along one direction at one place, which all but a few do not survive; those must agree
along every direction at every place, where the gradient is wrong and where it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .point import Floats, Inputs, NotNumbers, Outcome, Returned, flat_values
from .slips import Slip
from .survey import DIRECTIONS, Station
from .verdicts import GradientCheck, Named, Trial

STEPS: Floats = 1e-4 * np.array([1.0, 2.0])
"""To both sides: two central differences, extrapolated."""

SAME = 1e-6
"""Relative to the terms of a slope: nearer ones are the same,"""

DIFFERENT = 1e-4
"""and those further apart are told apart."""

SMOOTH = 1e-5
"""Relative to the slopes of both steps: what they may differ by where there is no kink between them."""

MOST_SURVIVORS = 12

Asked = tuple[int, Inputs, Inputs]
"""The number of a slip (0 for none), the inputs at the base and those beside it."""

Run = Callable[[Sequence[Asked]], Sequence[Outcome]]


@dataclass(slots=True)
class Slipping:
    """The slips of a forward, and the slopes that were measured: they depend on no candidate."""

    slips: tuple[Slip, ...]
    run: Run
    slopes: dict[tuple[int, int, str, int], float] = field(default_factory=dict)
    _kept: dict[int, Station] = field(default_factory=dict)

    def measure(self, slips: Sequence[int], where: Sequence[tuple[Station, int]], name: str) -> None:
        """Slopes of some slips at places along one direction each, in one batch; NaN where there are none."""
        self._kept.update({id(station): station for station, _ in where})
        missing = [
            (slip, station, d)
            for station, d in where
            for slip in slips
            if (slip, id(station), name, d) not in self.slopes
        ]
        beside = {(id(station), d): _beside(station, name, d) for station, d in where}
        asked = [
            (slip, station.place.point.inputs, each)
            for slip, station, d in missing
            for each in (*beside[id(station), d], *self._base(slip, station))
        ]
        outcomes = iter(self.run(asked) if asked else ())
        for slip, station, d in missing:
            values = [flat_values(next(outcomes), station.place.value.size) for _ in range(4)]
            base = [flat_values(next(outcomes), station.place.value.size) for _ in self._base(slip, station)]
            self.slopes[slip, id(station), name, d] = _slope(station, values, *(base or [station.place.value]))

    def _base(self, slip: int, station: Station) -> list[Inputs]:
        """The base itself, if the slip has another value there than the forward."""
        return [station.place.point.inputs] if slip and self.slips[slip - 1].tag == "value" else []

    def forget(self) -> None:
        """Forget what was measured, where it is much."""
        self.slopes.clear()
        self._kept.clear()

    def slope(self, slip: int, station: Station, name: str, direction: int) -> float:
        return self.slopes[slip, id(station), name, direction]


def plain(slips: tuple[Slip, ...], function: Callable[..., Any]) -> Slipping:
    """Slips that an ordinary ``forward_held`` makes in this process."""

    def run(asked: Sequence[Asked]) -> list[Outcome]:
        return [_outcome(value) for value in function(*slip_arguments(asked))] if asked else []

    return Slipping(slips, run)


def _outcome(value: Any) -> Outcome:
    """Outputs as arrays; what is none has no value."""
    values = value if isinstance(value, tuple) else (value,)
    try:
        return Returned(tuple(np.asarray(each, dtype=np.float64) for each in values))
    except (TypeError, ValueError):
        return NotNumbers("something else")


def slip_arguments(asked: Sequence[Asked]) -> tuple[list[Any], NDArray[np.int64]]:
    """What ``forward_held`` is called with: each value once, and for each point which ones it takes."""
    table: list[Any] = []
    known: dict[int, int] = {}

    def number(value: Any) -> int:
        if id(value) not in known:
            known[id(value)] = len(table)
            table.append(value)
        return known[id(value)]

    rows = [
        [slip, *(number(v) for v in base.values()), *(number(v) for v in here.values())]
        for slip, base, here in asked
    ]
    return table, np.array(rows, dtype=np.int64)


def _beside(station: Station, name: str, direction: int) -> list[Inputs]:
    inputs = station.place.point.inputs
    along = station.blocks[name].directions[direction]
    return [{**inputs, name: inputs[name] + sign * step * along} for step in STEPS for sign in (1.0, -1.0)]


def _slope(station: Station, values: Sequence[Floats], base: Floats) -> float:
    """NaN where there is no value, infinite where a kink lies between the steps or just at the base.

    Of a kink at the base central differences see nothing: there the bend grows with the step, not its square.
    """
    weights = station.place.weights
    near, far = (
        float(np.where(weights == 0, 0.0, plus - minus) @ weights) / (2 * step)
        for step, plus, minus in zip(STEPS, values[::2], values[1::2], strict=True)
    )
    bent, more = (
        float(np.where(weights == 0, 0.0, plus + minus - 2 * base) @ weights)
        for plus, minus in zip(values[::2], values[1::2], strict=True)
    )
    allowed = SMOOTH * max(abs(near), abs(far)) + 1e-9 * station.scale
    if abs(near - far) > allowed or abs(more - 4 * bent) > 2 * STEPS[0] * allowed:
        return np.inf
    return float(near + (near - far) / 3)


@np.errstate(all="ignore")
def slip_named(
    name: str, check: GradientCheck, slipping: Slipping, before: Sequence[Named] = ()
) -> Named | None:
    """A slip that gives just what was given in every call that can be compared.

    The first one; or one that another gradient has got its name from, for one mistake may spoil several.
    """
    wrong, right = _comparable(name, check.trials)
    bad = sum(
        trial.verdicts.get(name) in ("wrong", "malformed") and trial.station.blocks[name].clean
        for trial in check.trials
        if name in trial.station.blocks
    )
    telling = [trial for trial in wrong if any(_tells(name, trial, d) for d in _directions(name, trial))]
    if len(telling) < min(2, len(check.trials)) or 2 * len(telling) < bad:
        return None
    others = [each for each in wrong if not any(each is one for one in telling)]
    known = {(each.tag, each.detail) for each in before}
    numbered = list(enumerate(slipping.slips, 1))
    likely = [k for k, slip in numbered if (slip.tag, slip.detail) in known]
    for slips in (likely, [k for k, _ in numbered if k not in likely]):
        found = _surviving(slips, name, telling, [*others, *right], slipping)
        if found is not None:
            slip = slipping.slips[found - 1]
            return Named(name, slip.tag, slip.detail, slip.sentence.format(name=name, detail=slip.detail))
    return None


def _surviving(
    slips: Sequence[int], name: str, telling: Sequence[Trial], others: Sequence[Trial], slipping: Slipping
) -> int | None:
    """The first slip that agrees everywhere, and twice at least where the gradient is clearly wrong."""
    left, confirmed, k = list(slips), 0, 0
    while left and confirmed < 2 and k < len(telling):
        trial = telling[k]
        d = next(d for d in _directions(name, trial) if _tells(name, trial, d))
        slipping.measure((0, *left), [(trial.station, d)], name)
        left, known = _agreeing(left, name, trial, d, slipping)
        left = [each for each in left if not known or np.isfinite(slipping.slope(each, trial.station, name, d))]
        left, confirmed, k = left[:MOST_SURVIVORS] if known else left, confirmed + known, k + 1
    if not left or confirmed < min(2, len(telling)):
        return None
    where = [
        (trial, d) for n, trial in enumerate((*telling, *others)) for d in _enough(n, _directions(name, trial))
    ]
    where = [(trial, d) for trial, d in where if trial.station.blocks[name].directions]
    slipping.measure((0, *left), [(trial.station, d) for trial, d in where], name)
    for trial, d in where:
        left, _ = _agreeing(left, name, trial, d, slipping)
    return left[0] if left else None


def _enough(n: int, directions: range) -> range:
    """One direction at random tells two arrays apart; single entries have to be looked at each."""
    return directions if len(directions) < DIRECTIONS else range(n % DIRECTIONS, n % DIRECTIONS + 1)


def _comparable(name: str, trials: Sequence[Trial]) -> tuple[list[Trial], list[Trial]]:
    """Calls at clean places that gave finite numbers of the right shape: the wrong and the right ones."""
    found: dict[str, list[Trial]] = {"wrong": [], "right": []}
    for trial in trials:
        verdict = trial.verdicts.get(name, "")
        if verdict in found and trial.station.blocks[name].clean and np.all(np.isfinite(trial.gradients[name])):
            found[verdict].append(trial)
    return found["wrong"], found["right"]


def _directions(name: str, trial: Trial) -> range:
    return range(len(trial.station.blocks[name].directions))


def _given(name: str, trial: Trial, direction: int) -> tuple[float, float]:
    """The slope that follows from what was given, and how large its terms are."""
    along = trial.station.blocks[name].directions[direction]
    terms = trial.gradients[name].astype(np.float64) * along
    return float(np.sum(terms)), float(np.sqrt(np.sum(terms**2)))


def _tells(name: str, trial: Trial, direction: int) -> bool:
    """Whether what was given is far from the right slope."""
    given, size = _given(name, trial, direction)
    right = float(trial.station.blocks[name].slopes.value[direction])
    return (
        abs(given - right) > DIFFERENT * max(size, abs(right))
        and abs(given - right) > 1e-9 * trial.station.scale
    )


def _agreeing(
    slips: Sequence[int], name: str, trial: Trial, direction: int, slipping: Slipping
) -> tuple[list[int], bool]:
    """The slips that give what was given, and whether that could be told: the forward itself has to agree.

    A slip with a kink here is left in.
    """
    given, size = _given(name, trial, direction)
    right = float(trial.station.blocks[name].slopes.value[direction])
    tiny = 1e-10 * trial.station.scale
    error = abs(slipping.slope(0, trial.station, name, direction) - right)
    if not error <= 1e-7 * max(size, abs(right)) + tiny:
        return list(slips), False
    allowed = SAME * max(size, abs(right)) + 10 * error + tiny
    slopes = {k: slipping.slope(k, trial.station, name, direction) for k in slips}
    return [k for k in slips if abs(slopes[k] - given) <= allowed or np.isinf(slopes[k])], True
