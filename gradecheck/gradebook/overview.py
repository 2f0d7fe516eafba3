"""A class seen as a whole: one pass over its standings, everything that the instructor's report shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..problem.model import Problem
from ..submission.handed import Oddity, Person
from .clusters import PartClusters, clusters
from .similarity import Alike, Files
from .standing import Standing
from .statistics import ClassStatistics, Tally
from .wrong_answers import Undecided, WrongAnswers

MOST_ODDITIES = 1_000


@dataclass(frozen=True, slots=True)
class ClassOverview:
    """What a class did. People are numbered in the order of the standings, from 0.

    ``people`` has the few who are named below: by an undecided answer, an oddity or a similarity. ``missing``
    are those who handed in nothing.
    """

    statistics: ClassStatistics
    clusters: tuple[PartClusters, ...]
    undecided: tuple[Undecided, ...]
    undecided_count: int
    alike: tuple[Alike, ...]
    missing: tuple[tuple[int, Person], ...]
    oddities: tuple[tuple[int | None, Oddity], ...]
    oddity_count: int
    people: tuple[tuple[int, Person], ...]


def overview(
    standings: Iterable[Standing], problems: Sequence[Problem], oddities: Sequence[Oddity] = ()
) -> ClassOverview:
    """The overview of a class. ``oddities`` are those that belong to no student."""
    tally, wrong, files = Tally(), WrongAnswers(), dict[str, Files]()
    people: dict[int, Person] = {}
    missing: list[tuple[int, Person]] = []
    odd: list[tuple[int | None, Oddity]] = [(None, oddity) for oddity in oddities[:MOST_ODDITIES]]
    odd_count = len(oddities)
    for number, standing in enumerate(standings):
        tally.add(standing)
        if standing.oddities:
            people[number] = standing.person
        odd_count += len(standing.oddities)
        odd += [(number, oddity) for oddity in standing.oddities[: MOST_ODDITIES - len(odd)]]
        if not standing.handed_in:
            missing.append((number, standing.person))
        for one in standing.problems:
            if one.chosen is not None:
                report = one.chosen.report
                if wrong.add(number, report):
                    people[number] = standing.person
                code = [p.response for item in report.items for p in item.parts if p.kind == "code"]
                if code:
                    files.setdefault(one.problem, Files()).add(number, code)
                    people[number] = standing.person
    alike = tuple(pair for problem, held in files.items() for pair in held.alike(problem))
    named = {person for pair in alike for person in pair.people}
    named |= {one.person for one in wrong.undecided} | {person for person, _ in odd if person is not None}
    return ClassOverview(
        statistics=tally.statistics(),
        clusters=clusters(wrong.parts.values(), problems),
        undecided=tuple(wrong.undecided),
        undecided_count=wrong.undecided_count,
        alike=alike,
        missing=tuple(missing),
        oddities=tuple(odd),
        oddity_count=odd_count,
        people=tuple((number, people[number]) for number in sorted(named)),
    )
