"""Gradients that are sums over examples or places, and what they are where some of the terms get lost."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from .facts import Facts, Guesses
from .point import Array, Floats


def one_example(facts: Facts) -> Guesses:
    """Only one example, or the last one for each entry, counts."""
    if facts.jacobian is None or len(facts.upstream) != 1 or not facts.upstream[0].ndim:
        return
    parts = _contributions(facts, 0)
    if parts:
        yield "first", parts[0]
        yield "last", parts[-1]


def overwritten(facts: Facts) -> Guesses:
    """For each entry only the last contribution stays, of those that are something or of all that there are.

    Along some axes of the output a loop may run and overwrite; along the others it may be summed at once.
    """
    if facts.jacobian is None or len(facts.upstream) != 1:
        return
    shape, entries = facts.upstream[0].shape, len(facts.jacobian)
    terms = (facts.jacobian * facts.place.weights).reshape(entries, *shape)
    every = range(len(shape))
    subsets = [axes for count in reversed(every) for axes in combinations(every, count + 1)]
    for there in (np.abs(terms) > 1e-9, facts.reached):
        if there is None:
            continue
        for axes in subsets:
            looped = _looped(terms, axes)
            written = _looped(there.reshape(terms.shape), axes) > 0
            last = written.shape[1] - 1 - np.argmax(written[:, ::-1], axis=1)
            kept = np.where(written.any(axis=1), looped[np.arange(entries), last], 0.0)
            yield "last stays", kept.reshape(facts.right.shape)
    for axes in subsets:
        yield "last stays", _looped(terms, axes)[:, -1].reshape(facts.right.shape)


def _looped(terms: Array, axes: tuple[int, ...]) -> Floats:
    """Entries × the turns of a loop along some axes of the output, summed along the others."""
    others = tuple(k + 1 for k in range(terms.ndim - 1) if k not in axes)
    return np.asarray(terms.sum(axis=others, dtype=np.float64)).reshape(len(terms), -1)


def _contributions(facts: Facts, axis: int) -> list[Floats]:
    """What each slice of the output along an axis gives to the gradient."""
    assert facts.jacobian is not None
    terms = (facts.jacobian * facts.place.weights).reshape(*facts.right.shape, *facts.upstream[0].shape)
    start = facts.right.ndim
    others = tuple(start + k for k in range(facts.upstream[0].ndim) if k != axis)
    return list(np.moveaxis(terms.sum(axis=others), -1, 0))
