"""``nbgrader``: the table that ``nbgrader export`` writes, a row for each student and assignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from operator import attrgetter

from ...grading.points import decimal
from ...problem.course import Assigned
from ...submission.handed import Person
from ..standing import ProblemStanding, Standing
from .request import Request
from .spreadsheet import line

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


def pieces(standings: Iterable[Standing], request: Request) -> Iterator[bytes]:
    """The table. ``score`` is ``raw_score`` less ``late_submission_penalty``; times are UTC.

    An assignment of the course is one row, weighted; so is each problem that belongs to none.
    """
    yield line(COLUMNS)
    rules = request.course.rules
    owners = {problem: each for each in request.course.assignments for problem in each.problems}
    for standing in standings:
        parts: dict[Assigned | str, list[ProblemStanding]] = {}
        for one in standing.problems:
            parts.setdefault(owners.get(one.problem, one.problem), []).append(one)
        for owner, rows in parts.items():
            due = {rules(one.problem).due for one in rows}
            common = due.pop() if len(due) == 1 else None
            if isinstance(owner, str):
                alone = [replace(one, weight=Fraction(1)) for one in rows]
                yield line(_row(standing.person, owner, alone, common))
            else:
                yield line(_row(standing.person, owner.name, rows, common))


def _row(person: Person, name: str, rows: Sequence[ProblemStanding], due: datetime | None) -> list[str]:
    last, first = names(person.name)
    at = max((one.chosen.at for one in rows if one.chosen and one.chosen.at), default=None)
    earned, score, most = (
        sum((one.weight * points(one) for one in rows), Fraction(0))
        for points in (attrgetter("earned"), attrgetter("score"), attrgetter("max_score"))
    )
    who = [person.id, last, first, email(person)]
    return [name, _time(due), _time(at), *who, *map(decimal, (earned, earned - score, score, most))]


def _time(at: datetime | None) -> str:
    """A moment as nbgrader prints it: UTC without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "seconds") if at else ""


def names(name: str) -> tuple[str, str]:
    """Last and first name: what stands before a comma, else the last word.

    >>> names("Ada Lovelace"), names("van Rossum, Guido"), names("Plato")
    (('Lovelace', 'Ada'), ('van Rossum', 'Guido'), ('Plato', ''))
    """
    if "," in name:
        last, _, first = name.partition(",")
        return last.strip(), first.strip()
    *first_names, last = name.split() or [""]
    return last, " ".join(first_names)


def email(person: Person) -> str:
    """The address among a person's ids, "" where there is none."""
    labelled = (value for label, value in person.ids if "mail" in label.casefold())
    return next(labelled, next((value for _, value in person.ids if "@" in value), ""))
