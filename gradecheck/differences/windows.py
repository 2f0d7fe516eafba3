"""Forwards that choose one entry of each window, as max-pooling does, and gradients that go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .facts import Facts, Guesses
from .point import Floats, Mask

_RIGHT = "the right place in it"

Places = NDArray[np.intp]
"""Axes of the input × outputs: an entry for each output."""


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """What each output is chosen from, and which entry it is."""

    facts: Facts
    reached: Mask
    """Entries × outputs."""
    chosen: Places
    first: Places
    """The corner where all indices are smallest."""
    wide: tuple[int, ...]
    """The axes along which a window has more than one entry."""

    def routed(self, places: Places) -> Floats | None:
        """The gradient with the share of each output at these places; ``None`` if some are not there."""
        shape = self.facts.right.shape
        if np.any(places < 0) or np.any(places >= np.reshape(shape, (-1, 1))):
            return None
        gradient = np.zeros(shape)
        np.add.at(gradient, tuple(places), self.facts.place.weights)
        return gradient


def windows(facts: Facts) -> Windows | None:
    """The windows of a forward, if each of its outputs is one of several entries."""
    if facts.jacobian is None or facts.local is not None or facts.reached is None or len(facts.upstream) != 1:
        return None
    there = np.abs(facts.jacobian) > 1e-7
    if np.any(np.abs(facts.jacobian[there] - 1) > 1e-6) or np.any(there.sum(axis=0) != 1):
        return None
    shape = facts.right.shape
    indices = np.indices(shape).reshape(len(shape), -1, 1)
    first = np.where(facts.reached, indices, facts.right.size).min(axis=1)
    last = np.where(facts.reached, indices, -1).max(axis=1)
    chosen = np.array(np.unravel_index(np.argmax(there, axis=0), shape))
    wide = tuple(int(axis) for axis in np.flatnonzero(np.any(last > first, axis=1)))
    return Windows(facts, facts.reached, chosen, first, wide)


def spread_over_window(facts: Facts) -> Guesses:
    """The mask on the window is missing: all of its entries get the gradient."""
    found = windows(facts)
    if found is None:
        return
    reached = found.reached.astype(np.float64)
    yield "missing", (reached @ facts.place.weights).reshape(facts.right.shape)
    shared = reached / reached.sum(axis=0)
    yield "replaced by an even share", (shared @ facts.place.weights).reshape(facts.right.shape)


def wrong_place(facts: Facts) -> Guesses:
    """One entry gets the gradient of an output, and it is another one."""
    found = windows(facts)
    if found is None or not found.wide:
        return
    wide = list(found.wide)
    offset = found.chosen - found.first
    counted = found.chosen.copy()
    counted[wide] = offset[wide]
    places = {"its first entry": found.first, f"{_RIGHT}, counted from the corner of the array": counted}
    if len(wide) == 2:
        turned = found.first.copy()
        turned[wide] += offset[wide[::-1]]
        places[f"{_RIGHT} with row and column exchanged"] = turned
    x = facts.x.reshape(-1, 1)
    for word, entry in (
        ("smallest", np.argmin(np.where(found.reached, x, np.inf), axis=0)),
        ("largest", np.argmax(np.where(found.reached, x, -np.inf), axis=0)),
    ):
        places[f"its {word} entry"] = np.array(np.unravel_index(entry, facts.right.shape))
    for detail, there in places.items():
        gradient = found.routed(there)
        if gradient is not None:
            yield detail, gradient
