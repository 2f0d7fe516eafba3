"""What a code part's forward says about its gradients, worked out once and kept for all students."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..autodiff.numeric import vjp
from ..differences.entries import Atlas
from ..differences.judge import apart
from ..differences.point import Many, NotNumbers, Outcome, Raised
from ..differences.slipped import Slipping
from ..differences.survey import Configuration, Region, Station, Survey, survey
from ..errors import AuthorError, Place
from ..notation.scope import Scope
from ..problem.code_inputs import configurations_of
from ..problem.model import Problem
from ..problem.parts import CodePart, GraphForward, PythonForward
from .forwards import as_given, as_matrix, forward_of, slipping_of

MOST_KEPT = 16
MOST_NUMBERS = 1 << 20
"""Derivatives that a reference keeps from one student to the next: 24 MB of them, with their bounds."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The forward of a part and its survey; ``atlas`` keeps gradients that were measured entry by entry.

    ``doubtful`` are inputs for which reverse mode and finite differences disagree: nobody is convicted there.
    """

    forward: Many
    configurations: tuple[Configuration, ...]
    survey: Survey
    atlas: Atlas
    doubtful: frozenset[str]
    slipping: Slipping | None = None
    """The forward with one slip each, where it is written in Python."""

    @property
    def outputs(self) -> int:
        """How many outputs the forward has."""
        lengths = (len(s.place.outputs) for region in self.survey.regions for s in region.stations)
        return next(lengths, 1)

    @property
    def failures(self) -> tuple[Region, ...]:
        """The configurations where the forward has no value."""
        return tuple(region for region in self.survey.regions if not region.stations)

    def tidy(self) -> None:
        """Forget what was measured entry by entry, where it is much."""
        if self.atlas.numbers > MOST_NUMBERS:
            self.atlas.charts.clear()
        if self.slipping is not None and len(self.slipping.slopes) > MOST_NUMBERS:
            self.slipping.forget()


@lru_cache(maxsize=MOST_KEPT)
def reference(part: CodePart, scope: Scope, seed: int, trust: bool) -> Reference:
    """The reference of a part. Raises ``AuthorError`` where its forward does not end."""
    forward = forward_of(part, scope, trust=trust)
    configurations = configurations_of(part, scope, seed)
    random = np.random.default_rng([seed, 1])
    found = survey(forward, configurations, random, takes_upstream=bool(part.upstream))
    doubtful = _doubtful(part.forward, scope, found) if isinstance(part.forward, GraphForward) else frozenset()
    return Reference(forward, configurations, found, Atlas(forward), doubtful, slipping_of(part, trust=trust))


def _doubtful(forward: GraphForward, scope: Scope, found: Survey) -> frozenset[str]:
    try:
        return frozenset(
            name
            for region in found.regions
            for station in region.stations
            for name in region.configuration.wrt
            if station.blocks[name].clean and _disagrees(forward, scope, station, name)
        )
    except AuthorError:  # there is no rule for some operation: finite differences stand alone
        return frozenset()


def _disagrees(forward: GraphForward, scope: Scope, station: Station, name: str) -> bool:
    point = station.place.point
    inputs = {each: as_matrix(array, scope, each) for each, array in point.inputs.items()}
    upstream = as_matrix(point.upstream[0], scope, forward.output)
    with np.errstate(all="ignore"):
        gradient = as_given(vjp(scope, forward.output, inputs, upstream, name), scope, name, forward.flat)
    off, allowed = apart(station, name, gradient)
    return not bool(np.all(off <= allowed))


def tried(problem: Problem, seed: int) -> tuple[AuthorError, ...]:
    """What is wrong with the forwards of a problem: each is run once on every configuration."""
    return tuple(
        error
        for item in problem.items
        for part in item.parts
        if isinstance(part, CodePart)
        for error in _tried(part, problem, item.id, seed)
    )


def _tried(part: CodePart, problem: Problem, item: str, seed: int) -> list[AuthorError]:
    crumb = f"item '{item}' → code"
    line = part.forward.line if isinstance(part.forward, PythonForward) else 0
    try:
        known = reference(part, problem.scope, seed, True)
    except AuthorError as error:
        return [AuthorError(f"{crumb}: {error.fact}", place=Place(problem.path, line))]
    if known.failures:
        return [region_error(part, problem, crumb, known.failures[0])]
    shapes = {output.shape for r in known.survey.regions for s in r.stations for output in s.place.outputs}
    if not part.upstream and shapes != {()}:
        fact = f"{crumb}: there is no upstream gradient, and the forward gives an array, not a number"
        remedy = "name the argument that holds the `upstream` gradient, or return a number"
        return [AuthorError(fact, remedy=remedy, place=Place(problem.path, line))]
    if len(part.upstream) > 1 and len(part.upstream) != known.outputs:
        fact = (
            f"{crumb}: the forward gives {known.outputs} outputs, and {len(part.upstream)} upstream gradients"
        )
        return [AuthorError(f"{fact} are named", place=Place(problem.path, line))]
    return []


def region_error(part: CodePart, problem: Problem, crumb: str, region: Region) -> AuthorError:
    """What to tell an author whose forward has no value at a configuration."""
    inputs = region.configuration.inputs
    shapes = ", ".join(f"{name} {np.shape(array)}" for name, array in inputs.items() if np.ndim(array))
    fact = f"{crumb}: with {region.configuration.label} ({shapes}) the forward fails: {_why(region.failure)}"
    remedy = "mend it, or rule such inputs out with `sizes`, `least` or words in `takes`"
    line = 0
    if isinstance(part.forward, PythonForward):
        line = part.forward.line + (getattr(region.failure, "line", None) or 1) - 1
    return AuthorError(fact, remedy=remedy, place=Place(problem.path, line))


def _why(failure: Outcome | None) -> str:
    match failure:
        case Raised(type=kind, message=message):
            return f"{kind}: {message}"
        case NotNumbers(what=what):
            return f"it returned {what}"
    return "it gives no finite numbers"
