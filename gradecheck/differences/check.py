"""Is a candidate gradient right? Held against finite differences, block by block and entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .estimate import Estimate, Floats, Forward, gradient_estimate

Verdict = Literal["right", "wrong", "undecidable", "malformed"]
Mask = NDArray[np.bool_]

ACCEPTED = 1e-9
"""Relative to the largest entry of a block: what rounding may do to a right formula."""

CLEAN = 1e-5
"""Relative to the same: an entry with a larger error bound gets no verdict,"""

NEGLIGIBLE = 1e-9
"""unless the bound is below this, relative to the scale of the forward: a gradient of nothing is decidable."""


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no gradient for this input."""


@dataclass(frozen=True, slots=True)
class WrongShape:
    """The gradient does not have the shape of its input."""

    given: tuple[int, ...]
    expected: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WrongType:
    """The gradient is not made of floating-point numbers.

    Truth values and integers are judged as numbers all the same; anything else is malformed.
    """

    dtype: str


@dataclass(frozen=True, slots=True)
class NotFinite:
    """Some entries are NaN or infinite; ``first`` is the place of the first of ``count``."""

    count: int
    first: tuple[int, ...]


Problem = Missing | WrongShape | WrongType | NotFinite


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a gradient: the candidate's number, the expected one, and how well that is known."""

    index: tuple[int, ...]
    yours: float
    expected: float
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class BlockCheck:
    """The judgement of the gradient of one input.

    ``wrong`` and ``undecidable`` mark entries, with the shape of the input. ``bound`` is the largest error
    bound among the decidable entries; ``detection_limit`` the largest error that may go unnoticed in one of
    them. ``worst`` is the decidable entry that is furthest off, measured by what is allowed for it.
    """

    name: str
    verdict: Verdict
    problem: Problem | None
    bound: float
    detection_limit: float
    worst: Entry | None
    wrong: Mask
    undecidable: Mask
    estimate: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class GradientCheck:
    """The judgement of all blocks, in the order of the inputs."""

    blocks: tuple[BlockCheck, ...]

    @property
    def verdict(self) -> Verdict:
        """``malformed`` or ``wrong`` if a block is; ``right`` only if all are."""
        given = {block.verdict for block in self.blocks}
        order: tuple[Verdict, ...] = ("malformed", "wrong", "undecidable")
        return next((verdict for verdict in order if verdict in given), "right")

    def __getitem__(self, name: str) -> BlockCheck:
        return next(block for block in self.blocks if block.name == name)


def check_gradient(
    forward: Forward,
    inputs: Mapping[str, NDArray[Any]],
    upstream: NDArray[Any],
    candidate: Mapping[str, NDArray[Any]],
    *,
    accepted: float = ACCEPTED,
) -> GradientCheck:
    """Hold ``candidate`` against the gradient of ⟨forward(**inputs), upstream⟩.

    An entry is wrong if it is further from the estimate than the estimate's error bound plus ``accepted``
    times the largest entry of its block, and undecidable if the bound is not small, as on a kink. What is odd
    about a candidate is a ``problem`` of its block; raises ``ValueError`` only if ``upstream`` does not have
    the shape that ``forward`` gives.

    >>> x = np.array([1.0, 2.0])
    >>> check = check_gradient(lambda x: x**2, {"x": x}, np.ones(2), {"x": np.array([2.0, -4.0])})
    >>> check.verdict, check["x"].worst.index, check["x"].wrong
    ('wrong', (1,), array([False,  True]))
    """
    estimates = gradient_estimate(forward, inputs, upstream)
    return GradientCheck(
        tuple(
            check_block(name, estimate, candidate.get(name), accepted) for name, estimate in estimates.items()
        )
    )


def check_block(
    name: str, estimate: Estimate, candidate: NDArray[Any] | None, accepted: float = ACCEPTED
) -> BlockCheck:
    """Hold one gradient against its estimate."""
    problem, is_readable = _problem(candidate, estimate.value.shape)
    known = np.isfinite(estimate.value)
    largest = float(np.max(np.abs(estimate.value), where=known, initial=0.0))
    undecidable = ~known | (estimate.bound > max(CLEAN * largest, NEGLIGIBLE * estimate.scale))
    allowed = estimate.bound + accepted * largest
    bound = float(np.max(estimate.bound, where=~undecidable, initial=0.0))
    limit = 2 * bound + accepted * largest
    if candidate is None or not is_readable:
        nowhere = np.zeros(estimate.value.shape, dtype=np.bool_)
        wrong = ~np.isfinite(candidate) if isinstance(problem, NotFinite) and candidate is not None else nowhere
        return BlockCheck(name, "malformed", problem, bound, limit, None, wrong, undecidable, estimate)
    given = np.asarray(candidate).astype(np.float64)
    wrong = ~undecidable & (np.abs(given - estimate.value) > allowed)
    verdict: Verdict = "wrong" if wrong.any() else "undecidable" if undecidable.any() else "right"
    worst = _worst(given, estimate, allowed, ~undecidable)
    return BlockCheck(name, verdict, problem, bound, limit, worst, wrong, undecidable, estimate)


def _problem(candidate: NDArray[Any] | None, shape: tuple[int, ...]) -> tuple[Problem | None, bool]:
    """What is odd about a candidate, and whether its numbers can be compared all the same."""
    if candidate is None:
        return Missing(), False
    array = np.asarray(candidate)
    if array.dtype.kind not in "fiub":
        return WrongType(str(array.dtype)), False
    if array.shape != shape:
        return WrongShape(array.shape, shape), False
    if array.dtype.kind != "f":
        return WrongType(str(array.dtype)), True
    broken = np.argwhere(~np.isfinite(array))
    if len(broken):
        return NotFinite(len(broken), tuple(int(n) for n in broken[0])), False
    return None, True


def _worst(given: Floats, estimate: Estimate, allowed: Floats, decidable: Mask) -> Entry | None:
    """The decidable entry whose error is the largest multiple of what is allowed for it."""
    if not decidable.any():
        return None
    error = np.where(decidable, np.abs(given - estimate.value), -1.0)
    ratio = error / np.maximum(allowed, np.finfo(np.float64).tiny)
    index = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
    place = tuple(int(n) for n in index)
    value, bound = float(estimate.value[place]), float(estimate.bound[place])
    return Entry(place, float(given[place]), value, bound)
