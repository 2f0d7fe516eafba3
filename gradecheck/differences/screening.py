"""Whether many candidate functions are right: called at the points of a survey, the cheapest points first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from .contract import findings
from .judge import apart
from .point import Many, Outcome, Point, Returned
from .survey import Region, Station, Survey


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Some configurations of a survey: the points where a candidate is called, and the judgement there."""

    regions: tuple[Region, ...]
    takes_upstream: bool = True

    @property
    def points(self) -> list[Point]:
        """The calls to make, in order."""
        return [
            station.place.point if self.takes_upstream else Point(station.place.point.inputs)
            for region in self.regions
            for station in region.stations
        ]

    @np.errstate(all="ignore")
    def agrees(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether the outcomes of all calls are right wherever that can be told."""
        expected = iter(outcomes)
        return all(
            self._agrees(region, k, next(expected))
            for region in self.regions
            for k in range(len(region.stations))
        )

    def _agrees(self, region: Region, k: int, outcome: Outcome) -> bool:
        station, wrt = region.stations[k], region.configuration.wrt
        if region.configuration.layout != "plain" and not isinstance(outcome, Returned):
            return True
        clean = [name for name in wrt if station.blocks[name].clean]
        odd = [finding for finding in findings(outcome, station.place.point, wrt) if finding.fatal]
        if any(getattr(finding, "name", "") in (*clean, "") for finding in odd):
            return False
        arrays = dict(zip(wrt, getattr(outcome, "arrays", ()), strict=False))
        return all(bool(np.all(np.less_equal(*apart(station, name, arrays[name])))) for name in clean)


def stages(surveyed: Survey, first: Station | None = None) -> tuple[Stage, ...]:
    """One place by itself, ``first`` if it is known to be hard; then the usual configuration, then all."""
    regions = [region for region in surveyed.regions if region.stations]
    if not regions:
        return ()
    hard = next((r for r in regions if any(station is first for station in r.stations)), regions[0])
    station = first if first is not None and any(each is first for each in hard.stations) else hard.stations[0]
    others = tuple(replace(r, stations=tuple(s for s in r.stations if s is not station)) for r in regions)
    split = [(replace(hard, stations=(station,)),), others[:1], others[1:]]
    return tuple(Stage(part, surveyed.takes_upstream) for part in split if part)


def passes(surveyed: Survey, build: Callable[[str], Many | None], sources: Sequence[str]) -> list[bool]:
    """Whether each source is right everywhere; ``build`` makes a batch function of it, or ``None``.

    Who runs candidates elsewhere does the same with ``stages``: all of them at the points of the first stage,
    those that agree at the next.
    """
    return [_passes(stages(surveyed), build(source)) for source in sources]


def _passes(ladder: Sequence[Stage], candidate: Many | None) -> bool:
    return candidate is not None and all(stage.agrees(candidate(stage.points)) for stage in ladder)


def passing(surveyed: Survey, build: Callable[[str], Many | None]) -> Callable[[Sequence[str]], list[bool]]:
    """The predicate that ``repair`` asks for, run in this process."""
    return partial(passes, surveyed, build)
