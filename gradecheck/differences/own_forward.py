"""Where both directions are a student's: three verdicts, so that one mistake does not cost the other's credit.

The forward is held against the reference, value by value. The backward is held against the reference's gradient
and, apart from that, against finite differences of the student's own forward: a backward that is right for a
forward that is not is still a right derivation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .entries import Atlas, Entry
from .explain import explained
from .judge import judge
from .point import Array, Many, Outcome, Point, Returned
from .slipped import Slipping
from .survey import Configuration, Survey, survey
from .verdicts import GradientCheck

NEAR = 1e-9
"""Relative to the largest value: what rounding may do to a right forward."""

ForwardVerdict = Literal["right", "wrong", "undecidable", "malformed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first configuration where a forward's output is not the reference's, and the worst entry there.

    ``output`` counts from 0. ``given`` and ``needed`` are shapes, where they differ; ``failure`` is what came
    in place of arrays.
    """

    at: str
    output: int = 0
    worst: Entry | None = None
    given: tuple[int, ...] = ()
    needed: tuple[int, ...] = ()
    failure: Outcome | None = None


@dataclass(frozen=True, slots=True)
class ForwardCheck:
    """The judgement of a forward; ``wrong_with`` are all configurations where it differs."""

    verdict: ForwardVerdict
    first: Difference | None
    wrong_with: tuple[str, ...]
    calls: int


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """Forward against reference, backward against reference, backward against the student's own forward.

    ``own`` is ``None`` where the own forward has no values to differentiate.
    """

    forward: ForwardCheck
    backward: GradientCheck
    own: GradientCheck | None

    @property
    def follows_own_forward(self) -> bool:
        """The backward is right for a forward that is not, and not 0 throughout: credit as the rubric says."""
        own = self.own
        if self.backward.verdict == "right" or own is None or own.verdict != "right":
            return False
        return any(block.largest for block in own.blocks)


def check_directions(
    reference: Many,
    forward: Many,
    backward: Many,
    configurations: Sequence[Configuration],
    *,
    seed: int = 0,
    takes_upstream: bool = True,
    surveyed: Survey | None = None,
    atlas: Atlas | None = None,
    slipping: Slipping | None = None,
) -> Directions:
    """The three verdicts. ``surveyed``, ``atlas`` and ``slipping`` are the reference's, if there are any.

    ``backward`` is the student's with whatever cache their own forward makes; see ``point.Raised.stage``.
    """
    random = np.random.default_rng([seed, 2])
    known = surveyed or survey(
        reference, configurations, np.random.default_rng([seed, 1]), takes_upstream=takes_upstream
    )
    checked = check_forward(known, forward)
    judged = judge(known, reference, backward, random, atlas=atlas)
    against = explained(judged, reference, backward, atlas=atlas, slipping=slipping)
    if checked.verdict == "right":
        return Directions(checked, against, against)
    own = survey(forward, configurations, np.random.default_rng([seed, 1]), takes_upstream=takes_upstream)
    if not any(region.stations for region in own.regions):
        return Directions(checked, against, None)
    return Directions(checked, against, judge(own, forward, backward, random, atlas=Atlas(forward)))


def check_forward(surveyed: Survey, forward: Many) -> ForwardCheck:
    """Call a forward at every point of a survey of the reference, and compare the values.

    >>> from .plain import forward_many
    >>> found = survey(forward_many(np.tanh, ["x"]), [Configuration("here", {"x": np.ones(2)}, ("x",))],
    ...                np.random.default_rng(0))
    >>> check_forward(found, forward_many(np.sin, ["x"])).verdict
    'wrong'
    """
    visited = [
        (region.configuration.label, station) for region in surveyed.regions for station in region.stations
    ]
    outcomes = forward([Point(station.place.point.inputs) for _, station in visited])
    found = [
        difference
        for (label, station), outcome in zip(visited, outcomes, strict=True)
        if (difference := _difference(label, station.place.outputs, outcome)) is not None
    ]
    if not visited:
        return ForwardCheck("undecidable", None, (), 0)
    malformed = bool(found) and all(one.worst is None for one in found)
    verdict: ForwardVerdict = "malformed" if malformed else "wrong" if found else "right"
    labels = tuple(dict.fromkeys(one.at for one in found))
    return ForwardCheck(verdict, found[0] if found else None, labels, len(visited))


def _difference(label: str, needed: Sequence[Array], outcome: Outcome) -> Difference | None:
    if not isinstance(outcome, Returned) or len(outcome.arrays) != len(needed):
        return Difference(label, failure=outcome)
    for k, (given, right) in enumerate(zip(outcome.arrays, needed, strict=True)):
        if given is None or given.dtype.kind not in "fiub":
            return Difference(label, k, failure=outcome)
        if given.shape != right.shape:
            return Difference(label, k, given=given.shape, needed=right.shape)
        worst = _worst(given, right)
        if worst is not None:
            return Difference(label, k, worst)
    return None


def _worst(given: Array, right: Array) -> Entry | None:
    """The entry that is furthest off, if that is more than rounding may do."""
    if not right.size:
        return None
    with np.errstate(all="ignore"):
        off = np.abs(given.astype(np.float64) - right)
    off = np.where(np.isnan(off), np.inf, off)
    allowed = NEAR * max(1.0, float(np.max(np.abs(right))))
    place = tuple(int(n) for n in np.unravel_index(int(np.argmax(off)), off.shape))
    return Entry(place, float(given[place]), float(right[place]), allowed) if off[place] > allowed else None
