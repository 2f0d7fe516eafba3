"""What a regrading would change: whose score, by which part of which problem, from which verdict to which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..grading.symbolic import blank
from ..grading.verdict import PartReport, Verdict
from ..problem.course import Course
from .book import Gradebook
from .standing import ProblemStanding


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part whose verdict is another one; ``points`` are before and after."""

    part: str
    response: str
    before: Verdict
    after: Verdict
    points: tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Change:
    """One student's score in one problem, before and after, and the parts that it comes from."""

    student: str
    problem: str
    before: Fraction
    after: Fraction
    parts: tuple[PartChange, ...]


def changes(before: Gradebook, after: Gradebook, course: Course) -> Iterator[Change]:
    """Every change of a score or a verdict, in the order of students and problems."""
    nothing = ProblemStanding("", "", None, 0, Fraction(0), Fraction(0), Fraction(0))
    for old, new in zip(before.standings(course), after.standings(course), strict=True):
        earlier = {one.problem: one for one in old.problems}
        for one in new.problems:
            other = earlier.pop(one.problem, nothing)
            parts = tuple(_parts(other, one))
            if parts or other.score != one.score:
                yield Change(new.person.id, one.problem, other.score, one.score, parts)
        for gone in earlier.values():
            if gone.score:
                yield Change(new.person.id, gone.problem, gone.score, Fraction(0), tuple(_parts(gone, nothing)))


def _parts(before: ProblemStanding, after: ProblemStanding) -> Iterator[PartChange]:
    old, new = _by_id(before), _by_id(after)
    for part in dict.fromkeys((*old, *new)):
        one, other = old.get(part), new.get(part)
        was, now = (each.verdict if each else blank() for each in (one, other))
        points = tuple(each.points * each.verdict.credit if each else Fraction(0) for each in (one, other))
        if (was.status, was.credit, was.note) != (now.status, now.credit, now.note) or points[0] != points[1]:
            response = next(each.response for each in (other, one) if each is not None)
            yield PartChange(part, response, was, now, (points[0], points[1]))


def _by_id(standing: ProblemStanding) -> dict[str, PartReport]:
    if standing.chosen is None:
        return {}
    return {part.id: part for item in standing.chosen.report.items for part in item.parts}
