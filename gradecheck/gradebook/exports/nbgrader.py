"""``nbgrader``: the table that ``nbgrader export`` writes, a row for each student and assignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from ...grading.points import decimal
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
    """The table. ``score`` is ``raw_score`` less ``late_submission_penalty``; times are UTC."""
    yield line(COLUMNS)
    for standing in standings:
        for one in standing.problems:
            yield line(_row(standing.person, one, request.course.rules(one.problem).due))


def _row(person: Person, one: ProblemStanding, due: datetime | None) -> list[str]:
    last, first = names(person.name)
    at = one.chosen.at if one.chosen else None
    scores = (one.earned, one.earned - one.score, one.score, one.max_score)
    who = [person.id, last, first, email(person)]
    return [one.problem, _time(due), _time(at), *who, *map(decimal, scores)]


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
