"""Why a gradient is wrong, as far as that can be told: its mistake named, and which output it comes through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .diagnosis import diagnose
from .entries import Atlas, slack
from .judge import apart
from .lines import Counted, place_at
from .locate import SMALL
from .point import Array, Many, Point, Returned
from .slipped import Slipping
from .survey import jittered, surveyed
from .verdicts import GradientCheck, Trial

FRESH = 6
"""Batches of 1 that are tried before it is said that a gradient is right for them only."""


@np.errstate(all="ignore")
def explained(
    check: GradientCheck,
    forward: Many,
    backward: Many,
    *,
    atlas: Atlas | None = None,
    slipping: Slipping | None = None,
) -> GradientCheck:
    """``check`` with the names of its mistakes and the outputs through which gradients are wrong.

    ``atlas`` shares what was measured between candidates; ``slipping`` are forwards with one slip each.
    """
    if check.verdict not in ("wrong", "malformed"):
        return check
    counted, called = Counted(forward), Counted(backward)
    atlas = atlas or Atlas(counted)
    atlas.forward = counted
    outputs = {
        block.name: _outputs(block.name, check.trials[block.wrong[0]], called, atlas)
        for block in check.blocks
        if block.wrong
    }
    outputs = {name: at_fault for name, at_fault in outputs.items() if at_fault}
    known = replace(
        check,
        outputs=outputs,
        calls=check.calls + called.calls,
        evaluations=check.evaluations + counted.calls,
    )
    found = diagnose(known, forward, atlas=atlas, slipping=slipping)
    named = tuple(
        one for one in found.named if one.tag != "batch_of_1" or _holds(one.name, check, forward, backward)
    )
    return replace(found, named=named)


def _holds(name: str, check: GradientCheck, forward: Many, backward: Many) -> bool:
    """Whether a gradient that was right for one batch of 1 is so for others: it may have been by chance."""
    random = np.random.default_rng(0)
    trial = check.trials[check[name].right[0]]
    place, wrt = trial.station.place, tuple(trial.station.blocks)
    points = [Point(jittered(place.point.inputs, wrt, 1.0, random), place.point.upstream) for _ in range(FRESH)]
    outcomes = forward([Point(point.inputs) for point in points])
    places = [place_at(point, outcome) for point, outcome in zip(points, outcomes, strict=True)]
    stations = surveyed(forward, [(each, wrt) for each in places if each is not None], random)
    asked = [
        station.place.point if place.point.upstream else Point(station.place.point.inputs)
        for station in stations
    ]
    for station, outcome in zip(stations, backward(asked), strict=True):
        array = outcome.arrays[wrt.index(name)] if isinstance(outcome, Returned) else None
        if not station.blocks[name].clean or array is None or array.shape != trial.gradients[name].shape:
            continue
        if not np.all(np.less_equal(*apart(station, name, array))):
            return False
    return True


def _outputs(name: str, trial: Trial, backward: Many, atlas: Atlas) -> tuple[int, ...]:
    """Positions of the outputs whose gradient is wrong by itself, where there are several."""
    place, given = trial.station.place, trial.gradients[name]
    if len(place.outputs) < 2 or given.size > SMALL:
        return ()
    jacobian = atlas(place, name).jacobian
    if jacobian is None:
        return ()
    points = [Point(place.point.inputs, _only(k, place.point.upstream)) for k in range(len(place.outputs))]
    position = list(trial.station.blocks).index(name)
    wrong: list[int] = []
    for k, outcome in enumerate(backward(points)):
        if not isinstance(outcome, Returned) or len(outcome.arrays) <= position:
            continue
        array = outcome.arrays[position]
        weights = np.concatenate([np.ravel(part) for part in points[k].upstream])
        expected = (jacobian.value @ weights).reshape(given.shape)
        bound = (jacobian.bound @ np.abs(weights)).reshape(given.shape)
        if array is None or array.shape != given.shape:
            continue
        if np.any(np.abs(array - expected) > bound + slack(np.asarray(array, float), trial.station.scale)):
            wrong.append(k)
    return tuple(wrong)


def _only(k: int, upstream: tuple[Array, ...]) -> tuple[Array, ...]:
    return tuple(array if number == k else np.zeros_like(array) for number, array in enumerate(upstream))
