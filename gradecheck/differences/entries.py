"""Gradients entry by entry: what each entry must be, with a bound, and which entries of a candidate are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .contract import Finding, NotFinite, findings
from .ladder import Slopes
from .lines import Line, Place, projected_noise, projected_slopes, whole_slopes
from .point import Array, Floats, Many, Mask, Returned

ACCEPTED = 1e-9
"""Relative to the largest entry of a gradient: what rounding may do to a right formula."""

FLOOR = 1e-11
"""Relative to the scale of the forward: what rounding may do to a gradient of nothing."""

CLEAN_ENTRY = 1e-5
"""Relative to the largest entry of a block: an entry with a larger bound gets no verdict."""

WHOLE = 1 << 20
"""The largest Jacobian that is kept, in entries."""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """The gradient at one place with respect to one input, entry by entry.

    ``gradient`` has the shape of the input. ``jacobian`` has a row for each entry of the input and a column for
    each output; it is ``None`` where it would be large.
    """

    gradient: Slopes
    jacobian: Slopes | None

    @property
    def decidable(self) -> Mask:
        """The entries whose bound is small against the largest one, or that are nothing."""
        value, bound = self.gradient.value, self.gradient.bound
        largest = float(np.max(np.abs(value), where=np.isfinite(value), initial=0.0))
        return np.asarray(bound <= max(CLEAN_ENTRY * largest, ACCEPTED))


EVALUATIONS = 22
"""Of the forward, for each entry of a chart."""


def chart(forward: Many, place: Place, name: str) -> Chart:
    """``EVALUATIONS`` for each entry of the input."""
    shape = np.shape(place.point.inputs[name])
    size = int(np.prod(shape))
    lines = [Line(place, name, _unit(place, name, k)) for k in range(size)]
    if not lines:
        empty = np.zeros(shape)
        return Chart(Slopes(empty, empty, empty), None)
    if size * place.value.size > WHOLE:
        noise = projected_noise(forward, lines)
        return Chart(_reshaped(projected_slopes(forward, lines, noise), shape, lines), None)
    whole, each = whole_slopes(forward, lines)
    units = np.array([np.max(line.direction) for line in lines])[:, None]
    return Chart(
        _reshaped(whole, shape, lines), Slopes(each.value / units, each.bound / units, each.jump / units)
    )


def _unit(place: Place, name: str, k: int) -> Floats:
    """The direction of one entry, as long as the entry is large."""
    x = np.asarray(place.point.inputs[name], dtype=np.float64)
    direction = np.zeros(x.size)
    direction[k] = max(1.0, abs(float(x.flat[k])))
    return direction.reshape(x.shape)


def _reshaped(found: Slopes, shape: tuple[int, ...], lines: list[Line]) -> Slopes:
    units = np.array([np.max(line.direction) for line in lines])
    return Slopes(*((part / units).reshape(shape) for part in (found.value, found.bound, found.jump)))


@dataclass(slots=True)
class Atlas:
    """Charts that have been made, so that many candidates at one place share them."""

    forward: Many
    charts: dict[tuple[int, str], tuple[Place, Chart]] = field(default_factory=dict)

    def __call__(self, place: Place, name: str) -> Chart:
        """The chart of a place, made where it is asked for first."""
        key = (id(place), name)
        if key not in self.charts:
            self.charts[key] = (place, chart(self.forward, place, name))
        return self.charts[key][1]

    @property
    def numbers(self) -> int:
        """How many derivatives are kept."""
        return sum(
            each.gradient.value.size + (each.jacobian.value.size if each.jacobian is not None else 0)
            for _, each in self.charts.values()
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a gradient: the candidate's number, the expected one, and how well that is known."""

    index: tuple[int, ...]
    yours: float
    expected: float
    bound: float


def slack(candidate: Floats, scale: float, dtype: np.dtype[Any] | None = None) -> float:
    """What rounding may have done to an entry of a candidate; more where it was kept in single precision.

    No more than that for half precision: nobody comes by it in grading but by casting to it, and the grace
    that its rounding needs would hide mistakes.
    """
    known = np.isfinite(candidate)
    largest = float(np.max(np.abs(candidate), where=known, initial=0.0))
    single = float(np.finfo(np.float32).eps)
    coarse = dtype is not None and dtype.kind == "f" and float(np.finfo(dtype).eps) >= single
    return max(ACCEPTED, 32 * single if coarse else 0.0) * largest + FLOOR * scale


def worst_entry(candidate: Floats, found: Slopes, allowed: Floats, among: Mask) -> Entry | None:
    """The entry whose error is the largest multiple of what is allowed for it."""
    if not among.any():
        return None
    with np.errstate(all="ignore"):
        error = np.where(among, np.abs(candidate - found.value), -1.0)
    ratio = error / np.maximum(allowed, np.finfo(np.float64).tiny)
    place = tuple(int(n) for n in np.unravel_index(int(np.argmax(ratio)), ratio.shape))
    return Entry(place, float(candidate[place]), float(found.value[place]), float(found.bound[place]))


@dataclass(frozen=True, slots=True, eq=False)
class EntryCheck:
    """One gradient at one point, entry by entry: ``wrong`` and ``undecidable`` mark entries."""

    name: str
    findings: tuple[Finding, ...]
    wrong: Mask
    undecidable: Mask
    worst: Entry | None
    chart: Chart

    @property
    def verdict(self) -> str:
        """``malformed``, ``wrong``, ``undecidable`` or ``right``."""
        if any(finding.fatal for finding in self.findings):
            return "malformed"
        return "wrong" if self.wrong.any() else "undecidable" if self.undecidable.any() else "right"


def check_candidate(name: str, candidate: Array | None, place: Place, found: Chart) -> EntryCheck:
    """Hold one gradient against its chart."""
    told = tuple(findings(Returned((candidate,)), place.point, (name,)))
    nowhere = np.zeros(found.gradient.value.shape, dtype=np.bool_)
    if candidate is None or any(finding.fatal for finding in told):
        broken = candidate is not None and any(isinstance(finding, NotFinite) for finding in told)
        wrong = ~np.isfinite(candidate) if broken and candidate is not None else nowhere
        return EntryCheck(name, told, wrong, ~found.decidable, None, found)
    given = candidate.astype(np.float64)
    scale = float(np.sum(np.abs(place.value * place.weights)))
    allowed = found.gradient.bound + slack(given[found.decidable], scale, candidate.dtype)
    with np.errstate(all="ignore"):
        wrong = found.decidable & ~(np.abs(given - found.gradient.value) <= allowed)
    worst = worst_entry(given, found.gradient, allowed, found.decidable)
    return EntryCheck(name, told, wrong, ~found.decidable, worst, found)
