"""Why a gradient is wrong, as far as that can be told: its mistake named, and which output it comes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .diagnosis import diagnose
from .entries import Atlas, slack
from .lines import Counted
from .locate import SMALL
from .point import Array, Many, Point, Returned
from .verdicts import GradientCheck, Trial


@np.errstate(all="ignore")
def explained(
    check: GradientCheck,
    forward: Many,
    backward: Many,
    *,
    paths: Mapping[str, Many] | None = None,
    atlas: Atlas | None = None,
) -> GradientCheck:
    """``check`` with the names of its mistakes and the outputs through which gradients are wrong.

    ``paths`` are forwards in which one use of a value is held constant, by the name of that path; ``atlas``
    shares what was measured between candidates.
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
    return diagnose(known, forward, atlas=atlas, paths=paths)


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
