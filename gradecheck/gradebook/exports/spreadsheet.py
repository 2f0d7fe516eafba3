"""``csv``: a row a student, for spreadsheets and scripts. RFC 4180, UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ...grading.points import decimal
from ...problem.course import Assigned
from ..standing import Standing
from .request import Request
from .values import cell, moment

FIXED = ("id", "name", "section", "handed_in", "last", "score", "max_score")


def pieces(standings: Iterable[Standing], request: Request) -> Iterator[bytes]:
    """The table; a problem has three columns: its points, what could be had, and the hours it was late.

    An assignment of the course has two: its points, weighted, and what could be had.
    """
    assignments = request.course.assignments
    columns: tuple[str, ...] | None = None
    for standing in standings:
        if columns is None:
            columns = tuple(one.problem for one in standing.problems)
            yield line(_header(columns, [each.name for each in assignments]))
        yield line([*_row(standing), *(cell for each in assignments for cell in _total(standing, each))])
    if columns is None:
        yield line(FIXED)


def line(cells: Sequence[str]) -> bytes:
    """A line of a CSV file: every cell is made harmless to a spreadsheet."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(list(map(cell, cells)))
    return out.getvalue().encode("utf-8")


def _header(problems: Sequence[str], assignments: Sequence[str]) -> list[str]:
    own = [name for problem in problems for name in (problem, f"{problem} max_score", f"{problem} hours_late")]
    return [*FIXED, *own, *(column for name in assignments for column in (name, f"{name} max_score"))]


def _row(standing: Standing) -> list[str]:
    person = standing.person
    cells = [person.id, person.name, person.section, "yes" if standing.handed_in else "no"]
    cells += [moment(standing.last), decimal(standing.score), decimal(standing.max_score)]
    for one in standing.problems:
        hours = decimal_hours(one.late.total_seconds())
        cells += [decimal(one.score) if one.chosen else "", decimal(one.max_score), hours]
    return cells


def _total(standing: Standing, assignment: Assigned) -> list[str]:
    whole = standing.within(assignment.problems)
    return [decimal(whole.score) if whole.handed_in else "", decimal(whole.max_score)]


def decimal_hours(seconds: float) -> str:
    """
    >>> decimal_hours(5400), decimal_hours(0)
    ('1.5', '0')
    """
    return f"{seconds / 3600:.2f}".rstrip("0").rstrip(".")
