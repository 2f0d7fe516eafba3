"""Where a student stands: the reports that count, with what the course's policies make of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from ..grading.verdict import Report
from ..submission.handed import Oddity, Person


@dataclass(frozen=True, slots=True)
class Graded:
    """One attempt at one problem. ``number`` counts a student's attempts from 1, ``milliseconds`` what it took.

    Decisions of people are in the report already.
    """

    number: int
    at: datetime | None
    report: Report
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class ProblemStanding:
    """What one problem counts: ``chosen`` is the attempt that does, ``None`` where there is none.

    ``score`` is after the penalty of ``late`` (a duration, 0 where in time); ``earned`` before it. ``dropped``
    says that the problem does not count towards the total. ``remarks`` are sentences about policies, for the
    student. ``feedback`` is the level that the student may see ("" where nothing may be shown yet).
    """

    problem: str
    title: str
    chosen: Graded | None
    attempts: int
    earned: Fraction
    score: Fraction
    max_score: Fraction
    weight: Fraction = Fraction(1)
    late: timedelta = timedelta(0)
    dropped: bool = False
    feedback: str = "full"
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One student's problems, in the order of the course, and what is odd about their files."""

    person: Person
    problems: tuple[ProblemStanding, ...]
    oddities: tuple[Oddity, ...] = ()
    last: datetime | None = None
    """When the last attempt was handed in, where that is known."""

    @property
    def score(self) -> Fraction:
        """The points that count, weighted."""
        return sum((one.score * one.weight for one in self.problems if not one.dropped), Fraction(0))

    @property
    def max_score(self) -> Fraction:
        """The points to be had, weighted."""
        return sum((one.max_score * one.weight for one in self.problems if not one.dropped), Fraction(0))

    def within(self, problems: Collection[str]) -> Standing:
        """The same with ``problems`` alone, none of them dropped: what an assignment comes to."""
        kept = (replace(one, dropped=False) for one in self.problems if one.problem in problems)
        return replace(self, problems=tuple(kept))

    @property
    def handed_in(self) -> bool:
        """Whether there is any attempt."""
        return any(one.chosen is not None for one in self.problems)
