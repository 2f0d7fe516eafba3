"""What is asked of a function and what comes back: points, outcomes, and how many are asked for at once.

Functions are called through ``Many``: a batch of points goes in, an outcome for each comes back, in order. Who
calls decides where they run: in this process (``plain``) or in a child that is trusted with nothing. A batch
may make its points as they are looked at: go through it once, in order. An array that does not change from one
point to the next is the same object: it need be sent only once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Inputs = Mapping[str, Any]
"""Arrays by name, and plain numbers (options such as a stride), in the order of the arguments."""

Layout = Literal["plain", "read-only", "strided"]
"""How arrays lie in memory when a student's function gets them: ``strided`` ones are views with gaps."""


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """Where a function is called. ``upstream`` has one array for each output; a forward gets none."""

    inputs: Inputs
    upstream: tuple[Array, ...] = ()
    layout: Layout = "plain"


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """A call came back with arrays: the outputs of a forward, or the gradients of a backward in order.

    A gradient that was left out is ``None``. ``mutated`` are names of inputs that were changed in place, the
    upstream gradients being called ``upstream``; ``aliases`` are pairs (position of the result, name of the
    input that it shares memory with).
    """

    arrays: tuple[Array | None, ...]
    mutated: tuple[str, ...] = ()
    aliases: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NotNumbers:
    """A call came back with something else; ``what`` completes "it returned …"."""

    what: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A call did not come back.

    ``stage`` is ``forward`` where a backward needs the cache of a forward and that one failed.
    """

    type: str
    message: str
    line: int | None = None
    source_line: str = ""
    stage: Literal["forward", "backward"] = "backward"


Outcome = Returned | NotNumbers | Raised


class Many(Protocol):
    """A function, called at each of several points."""

    def __call__(self, points: Sequence[Point], /) -> Sequence[Outcome]: ...


LARGEST_BATCH = 1 << 20
"""Numbers that come back from one batch of points: 8 MB of them."""


def flat_values(outcome: Outcome, size: int) -> Floats:
    """All outputs one after the other as ``size`` floats; NaN where there is no value."""
    if isinstance(outcome, Returned) and all(array is not None for array in outcome.arrays):
        parts = [np.asarray(array, dtype=np.float64).ravel() for array in outcome.arrays]
        flat = np.concatenate(parts) if parts else np.zeros(0)
        if flat.size == size:
            return flat
    return np.full(size, np.nan)
