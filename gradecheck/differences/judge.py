"""A backward held against a survey: right, wrong or undecidable for each input, and what was odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .configurations import LARGE
from .contract import Finding, NotFinite, NotRepeatable, findings, same
from .entries import Atlas, slack
from .lines import Counted
from .locate import Located, locate
from .point import Array, Floats, Many, Mask, Outcome, Raised, Returned
from .survey import CLEAN_POINTS, Configuration, Station, Survey
from .verdicts import ORDER, BlockCheck, Coverage, GradientCheck, Told, Trial, Verdict


@np.errstate(all="ignore")
def judge(
    surveyed: Survey,
    forward: Many,
    backward: Many,
    random: np.random.Generator,
    *,
    atlas: Atlas | None = None,
    explain: bool = True,
) -> GradientCheck:
    """Call the backward once at every surveyed place, in one batch, and compare.

    A block is wrong if it is at a clean place and fresh measurements there say so again: those that find the
    wrong entries, or without ``explain`` the first that is enough. ``atlas`` shares those between candidates.
    """
    counted, asked = Counted(forward), Counted(backward)
    atlas = atlas or Atlas(counted)
    atlas.forward = counted
    visited = [(region.configuration, station) for region in surveyed.regions for station in region.stations]
    points = [station.place.point for _, station in visited]
    if not surveyed.takes_upstream:
        points = [type(point)(point.inputs, (), point.layout) for point in points]
    outcomes = list(asked([*points, *points[:1]]))
    told: dict[object, Told] = {}
    trials: list[Trial] = []
    for (configuration, station), outcome in zip(visited, outcomes, strict=False):
        for one in _told(configuration, station, outcome):
            before = told.get(_key(one.finding))
            if before is None or _weight(one) > _weight(before):  # what is excused hides nothing that is not
                told[_key(one.finding)] = one
        trials.append(_trial(configuration.label, configuration.wrt, station, outcome))
    if outcomes and not same(outcomes[0], outcomes[-1]):
        told[NotRepeatable] = Told(NotRepeatable(), trials[0].label, True)
    names = tuple(dict.fromkeys(name for region in surveyed.regions for name in region.configuration.wrt))
    blocks = tuple(
        _block(name, surveyed, trials, counted, atlas, random, explain and NotRepeatable not in told)
        for name in names
    )
    evaluations = surveyed.evaluations + counted.calls
    return GradientCheck(blocks, tuple(told.values()), tuple(trials), evaluations, asked.calls)


def _key(finding: Finding) -> object:
    """One finding of a kind for each input is enough."""
    return type(finding), getattr(finding, "name", "")


def _weight(told: Told) -> tuple[bool, bool]:
    return told.fatal, not told.degenerate


def _told(configuration: Configuration, station: Station, outcome: Outcome) -> Iterator[Told]:
    """Findings. NaN on a kink, and trouble with an unusual layout, are told but not held against it.

    Nor is an overflow of ``math.exp`` where values are large: it is the same formula that NumPy lets pass.
    """
    label = configuration.label
    for finding in findings(outcome, station.place.point, configuration.wrt):
        overflow = label == LARGE and isinstance(outcome, Raised) and outcome.type == "OverflowError"
        excused = station.place.point.layout != "plain" and not isinstance(outcome, Returned)
        on_kink = isinstance(finding, NotFinite) and not station.blocks[finding.name].clean
        fatal = finding.fatal and not (excused or overflow or on_kink)
        yield Told(finding, label, fatal, configuration.degenerate)


def _trial(label: str, wrt: tuple[str, ...], station: Station, outcome: Outcome) -> Trial:
    broken = {
        getattr(finding, "name", "") for finding in findings(outcome, station.place.point, wrt) if finding.fatal
    }
    gradients: dict[str, Array] = {}
    if isinstance(outcome, Returned) and "" not in broken:
        gradients = {
            name: array
            for name, array in zip(wrt, outcome.arrays, strict=True)
            if array is not None and name not in broken
        }
    verdicts: dict[str, Verdict] = {name: "malformed" for name in wrt if name not in gradients}
    verdicts |= {name: _compared(station, name, array) for name, array in gradients.items()}
    return Trial(label, station, outcome, gradients, verdicts)


def _compared(station: Station, name: str, candidate: Array) -> Verdict:
    block = station.blocks[name]
    if not block.clean:
        return "undecidable"
    off, allowed = apart(station, name, candidate)
    return "right" if np.all(off <= allowed) else "wrong"


def apart(station: Station, name: str, candidate: Array) -> tuple[Floats, Floats]:
    """How far the slopes that follow from a candidate are from those measured, and how far they may be."""
    block, given = station.blocks[name], candidate.astype(np.float64)
    slopes = np.array([float(np.sum(given * along)) for along in block.directions])
    allowed = block.slopes.bound + block.reach * slack(given, station.scale, candidate.dtype)
    return np.abs(slopes - block.slopes.value), allowed


def _block(
    name: str,
    surveyed: Survey,
    trials: Sequence[Trial],
    forward: Many,
    atlas: Atlas,
    random: np.random.Generator,
    explain: bool,
) -> BlockCheck:
    by_verdict = {
        verdict: tuple(k for k, trial in enumerate(trials) if trial.verdicts.get(name) == verdict)
        for verdict in ORDER
    }
    wrong, right = by_verdict["wrong"], by_verdict["right"]
    located = None
    if wrong and (explain or len(wrong) < CLEAN_POINTS):
        located, wrong = _confirmed(name, trials, wrong, forward, atlas, random)
    undecided = _undecided(name, surveyed)
    verdict = _verdict(by_verdict, wrong, 2 * len(undecided) > len(surveyed.regions))
    bound, limit, largest = _limits(name, trials, (*wrong, *right))
    return BlockCheck(
        name,
        verdict,
        bound,
        limit,
        largest,
        wrong,
        right,
        undecided,
        located,
        _coverage(name, trials) if verdict == "right" else None,
    )


def _verdict(
    by_verdict: dict[Verdict, tuple[int, ...]], wrong: tuple[int, ...], mostly_undecided: bool
) -> Verdict:
    if wrong:
        return "wrong"
    if by_verdict["malformed"] and not by_verdict["right"]:
        return "malformed"
    doubtful = bool(by_verdict["wrong"]) or len(by_verdict["right"]) < CLEAN_POINTS
    return "undecidable" if doubtful or mostly_undecided else "right"


def _confirmed(
    name: str,
    trials: Sequence[Trial],
    wrong: tuple[int, ...],
    forward: Many,
    atlas: Atlas,
    random: np.random.Generator,
) -> tuple[Located | None, tuple[int, ...]]:
    """The wrong entries in the first trial where they are found again, and the trials that stay wrong."""
    for k in wrong:
        located = locate(forward, atlas, trials[k].station, name, trials[k].gradients[name], random)
        if located is not None:
            return located, wrong
    return None, ()


def _undecided(name: str, surveyed: Survey) -> tuple[str, ...]:
    return tuple(
        region.configuration.label
        for region in surveyed.regions
        if name in region.configuration.wrt
        and not any(station.blocks[name].clean for station in region.stations)
    )


def _limits(name: str, trials: Sequence[Trial], judged: tuple[int, ...]) -> tuple[float, float, float]:
    """The largest bound; of the first configuration that has one, the relative limit and the largest entry.

    A random direction gives an entry a weight of 3/4 at least. The limit is that of the better trial: an error
    that is there always shows in it.
    """
    bounds, first, limit, largest = [0.0], "", np.inf, 0.0
    for k in judged:
        trial = trials[k]
        block, given = trial.station.blocks[name], trial.gradients[name].astype(np.float64)
        bound, size = float(np.max(block.slopes.bound, initial=0.0)), float(np.max(np.abs(given), initial=0.0))
        bounds.append(bound)
        if size and first in ("", trial.label):
            first, largest = trial.label, max(largest, size)
            rounding = slack(given, trial.station.scale, trial.gradients[name].dtype)
            hidden = (2 * bound / block.reach + rounding) / 0.75
            limit = min(limit, hidden / size)
    return max(bounds), limit, largest


def _coverage(name: str, trials: Sequence[Trial]) -> Coverage:
    """From a right gradient: where it was 0 at every point of a configuration."""
    silent: dict[str, Mask] = {}
    for trial in trials:
        if trial.verdicts.get(name) == "right":
            dead = np.asarray(trial.gradients[name] == 0)
            before = silent.get(trial.label)
            silent[trial.label] = dead if before is None or before.shape != dead.shape else before & dead
    entries = sum(mask.size for mask in silent.values())
    quiet = sum(int(np.sum(mask)) for mask in silent.values())
    return Coverage(entries - quiet, entries, next(iter(silent.values()), np.zeros(0, dtype=np.bool_)))
