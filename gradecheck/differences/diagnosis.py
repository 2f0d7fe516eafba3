"""The name of a mistake: the first row of the table that gives just what was given, wherever it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .entries import EVALUATIONS, Atlas
from .facts import Facts
from .lines import Counted
from .locate import SMALL
from .mistakes import MISTAKES, Mistake, in_words
from .point import Array, Many, Returned
from .slipped import Slipping, slip_named
from .verdicts import GradientCheck, Named, Trial

MOST_TRIALS = 20
"""Calls that a name must explain: all there are, up to so many."""

MOST_EVALUATIONS = 3_000
"""Points at which the forward is evaluated for the calls that are wrong, and again for those that are right."""

FIRST = 2
"""Calls that a row of the table has to explain before any other is looked at."""

FEWEST_TRIALS = 4
"""Calls that are looked at however many evaluations that takes."""

SAME = 1e-6
"""Relative to the largest entry: nearer ones are the same,"""

DIFFERENT = 1e-4
"""and those further apart are told apart."""

KNOWN = 1e-3
"""Relative to the largest entry: the largest bound with which a place tells anything."""

LEAST_DIRECTIONS = 5
"""That must agree before a large array is called a multiple."""


def diagnose(
    check: GradientCheck,
    forward: Many,
    *,
    atlas: Atlas | None = None,
    slipping: Slipping | None = None,
) -> GradientCheck:
    """``check`` with names for what is wrong in it, at most one for each input.

    A name is given only if its array equals the given one in every call looked at, those included where the
    gradient is right, and differs from the right one where it is wrong. ``slipping`` are forwards with one slip
    each, which are looked at where the table has nothing.
    """
    counted = Counted(forward)
    atlas = atlas or Atlas(counted)
    atlas.forward = counted
    named: list[Named] = []
    for block in check.blocks:
        one = _named(block.name, check, atlas, counted, slipping, named)
        named += [one] if one is not None else []
    found = tuple(named)
    return replace(check, named=found, evaluations=check.evaluations + counted.calls)


def _named(
    name: str,
    check: GradientCheck,
    atlas: Atlas,
    forward: Many,
    slipping: Slipping | None,
    before: Sequence[Named],
) -> Named | None:
    """The first row of the table that fits, else a slip: first of all one that has spoilt another gradient."""
    named = _in_table(name, check, atlas, forward)
    if named is None and slipping is not None and check[name].verdict in ("wrong", "malformed"):
        named = slip_named(name, check, slipping, before)
    return named or _batch_of_one(name, check)


def _in_table(name: str, check: GradientCheck, atlas: Atlas, forward: Many) -> Named | None:
    bad, good = _usable(name, check.trials)
    tried = _affordable(name, check.trials, bad)
    looked_at = [*tried, *_affordable(name, check.trials, good)] if tried else []
    asked = [
        Facts(forward, atlas, check.trials[k].station.place, name, given)
        for k in looked_at
        if (given := _given(name, check.trials[k])) is not None
    ]
    if not asked:
        return _multiple(name, check)
    first = [each for each in asked[:FIRST] if _is_known(each) and not _is_right(each)]
    rows = [mistake for mistake in MISTAKES if not first or _fitting(mistake, first)]
    facts = [each for each in asked if _is_known(each)] if rows else []
    wrong = sum(not _is_right(each) for each in facts)
    unexplained = _bad(name, check.trials) - (len(bad) - len(tried)) - (len(looked_at) - len(facts))
    if wrong < min(2, len(check.trials)) or 2 * wrong < unexplained:
        return None
    for mistake in rows:
        for detail in _fitting(mistake, facts):
            return Named(name, mistake.tag, detail, mistake.sentence.format(name=name, detail=detail))
    return None


def _bad(name: str, trials: Sequence[Trial]) -> int:
    """Calls at clean places that went wrong in whatever way: a name must explain half of them at least."""
    return sum(
        trial.verdicts.get(name) in ("wrong", "malformed")
        for trial in trials
        if name in trial.station.blocks and trial.station.blocks[name].clean
    )


def _usable(name: str, trials: Sequence[Trial]) -> tuple[list[int], list[int]]:
    """Calls at clean places that are small enough, the bad and the right ones: of many configurations first."""
    rank = {"wrong": 0, "malformed": 1, "right": 2}
    usable: list[tuple[int, int, int]] = []
    seen: dict[tuple[str, str], int] = {}
    for k, trial in enumerate(trials):
        verdict = trial.verdicts.get(name, "undecidable")
        given = _given(name, trial)
        block = trial.station.blocks[name]
        if verdict in rank and given is not None and block.clean and 0 < given.size <= SMALL:
            times = seen[trial.label, verdict] = seen.get((trial.label, verdict), 0) + 1
            usable.append((times, rank[verdict], k))
    usable.sort()
    bad = [k for _, order, k in usable if order < 2]
    return _from_both_ends(bad), _from_both_ends([k for _, order, k in usable if order == 2])


def _from_both_ends(numbers: Sequence[int]) -> list[int]:
    """Sizes come first among the configurations, options last: both are wanted where not all can be had.

    >>> _from_both_ends([0, 1, 2, 3, 4, 5])
    [0, 1, 5, 2, 4, 3]
    """
    inner = list(numbers[2:])
    turned = [inner.pop() if k % 2 == 0 else inner.pop(0) for k in range(len(inner))]
    return [*numbers[:2], *turned]


def _affordable(name: str, trials: Sequence[Trial], numbers: Sequence[int]) -> list[int]:
    """The first of some trials, as many as can be measured entry by entry."""
    found: list[int] = []
    evaluations = 0
    for k in numbers[:MOST_TRIALS]:
        evaluations += EVALUATIONS * int(np.size(trials[k].station.place.point.inputs[name]))
        if evaluations > MOST_EVALUATIONS and len(found) >= FEWEST_TRIALS:
            break
        found.append(k)
    return found


def _given(name: str, trial: Trial) -> Array | None:
    """What was returned for an input, of whatever shape, if it is made of finite numbers."""
    if name in trial.gradients:
        return trial.gradients[name].astype(np.float64)
    names = list(trial.station.blocks)
    if not isinstance(trial.outcome, Returned) or len(trial.outcome.arrays) != len(names):
        return None
    array = trial.outcome.arrays[names.index(name)]
    if array is None or array.dtype.kind not in "fiub" or not np.all(np.isfinite(array)):
        return None
    return array.astype(np.float64)


def _is_known(facts: Facts) -> bool:
    """Whether the right gradient is known well at this place: between kinks that lie close it may not be."""
    given, right = (float(np.max(np.abs(array), initial=0.0)) for array in (facts.given, facts.right))
    return _bound(facts) <= KNOWN * max(given, right) or max(given, right) == 0.0


def _is_right(facts: Facts) -> bool:
    """Whether nothing is to be explained here."""
    return not _tells_apart(facts, facts.given)


def _fitting(mistake: Mistake, facts: Sequence[Facts]) -> list[str]:
    """The details for which the mistake gives what was given.

    Where that is wrong a guess must be there and be just it; where it is right no guess may say otherwise.
    """
    left: list[str] = []
    for k, each in enumerate(sorted(facts, key=_is_right)):
        each.only = frozenset(left) if k else None
        guesses = list(mistake.guesses(each))
        fitting = [detail for detail, array in guesses if _is_same(each, array)]
        if _is_right(each):
            tried = {detail for detail, _ in guesses}
            left = [detail for detail in left if detail in fitting or detail not in tried]
        else:
            telling = [detail for detail, array in guesses if _tells_apart(each, array) and detail in fitting]
            left = telling if k == 0 else [detail for detail in left if detail in telling]
        if not left:
            return []
    return left


def _is_same(facts: Facts, guess: Array) -> bool:
    if guess.shape != facts.given.shape:
        return False
    size = float(np.max(np.abs(facts.given), initial=0.0))
    allowed = SAME * size + 10 * _bound(facts)
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(guess - facts.given) <= allowed))


def _bound(facts: Facts) -> float:
    return float(np.max(facts.chart.gradient.bound, initial=0.0))


def _tells_apart(facts: Facts, array: Array) -> bool:
    """Whether an array is far from the right gradient, so that the two cannot be confused."""
    if array.shape != facts.right.shape:
        if array.size != facts.right.size:
            return True
        array = array.reshape(
            facts.right.shape
        )  # the right numbers in another shape are no mistake with a name
    size = max(float(np.max(np.abs(facts.right), initial=0.0)), float(np.max(np.abs(array), initial=0.0)))
    with np.errstate(all="ignore"):
        return bool(np.max(np.abs(array - facts.right), initial=0.0) > DIFFERENT * size + 10 * _bound(facts))


def _multiple(name: str, check: GradientCheck) -> Named | None:
    """Of an array too large to be known entry by entry: is it the right one times a number?

    Random directions tell: what the array gives along each is that number times the slope. An array that is
    anything else does not agree along six of them.
    """
    given: list[float] = []
    slopes: list[float] = []
    for k in check[name].wrong:
        block = check.trials[k].station.blocks[name]
        array = check.trials[k].gradients[name].astype(np.float64)
        given += [float(np.sum(array * along)) for along in block.directions]
        slopes += [float(slope) for slope in block.slopes.value]
    mine, right = np.array(given), np.array(slopes)
    if len(mine) < LEAST_DIRECTIONS or not np.all(np.isfinite(mine)) or not np.any(right):
        return None
    number = float(mine @ right / (right @ right))
    if np.any(np.abs(mine - number * right) > SAME * np.max(np.abs(right)) * max(1.0, abs(number))):
        return None
    tag = "sign" if abs(number + 1) < SAME else "zero" if abs(number) < SAME else "factor"
    detail = in_words(number) if tag == "factor" else ""
    row = next(mistake for mistake in MISTAKES if mistake.tag == tag)
    return Named(name, tag, detail, row.sentence.format(name=name, detail=detail))


def _batch_of_one(name: str, check: GradientCheck) -> Named | None:
    """Right for a batch of 1 alone: the examples get mixed up, or only one is looked at.

    A gradient that is 0 for a batch of 1, as that of a normalisation is, says nothing.
    """
    block = check[name]
    right = [check.trials[k] for k in block.right]
    wrong = {check.trials[k].label for k in block.wrong}
    told = all(np.any(np.abs(each.gradients[name]) > SAME * each.station.scale) for each in right)
    if {each.label for each in right} == {"a batch of 1"} and len(right) > 1 and len(wrong) > 1 and told:
        return Named(name, "batch_of_1", "", f"The gradient of {name} is right for a batch of 1 only.")
    return None
