"""``canvas``: a column of the gradebook that Canvas exports, filled, to be imported again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...errors import OperatorError
from ..standing import Standing
from .filling import Filling
from .request import Request
from .table import Table, chosen_column, grade, table
from .who import labelled, own_or_labelled, told, unlabelled

_REMEDY = "download it in Canvas: Grades, Export, Export Entire Gradebook"

_LEFT = {"ex": "is excused (EX)", "n/a": "was not given this assignment (N/A)"}
"""What Canvas writes into cells that are not for a score."""


def pieces(standings: Iterable[Standing], request: Request) -> Iterator[bytes]:
    """The template with the chosen column filled. Excused students (``EX``) stay so, and those who were
    not given the assignment (``N/A``).

    Raises ``OperatorError`` where the template is no gradebook of Canvas, or the column is not there.
    """
    if request.template is None:
        raise OperatorError("Canvas's own file is filled: it is needed", remedy=f"--template FILE; {_REMEDY}")
    found = table(request.template, (("Student", "LastName"), ("ID",), ("Section",)), _REMEDY)
    points = _points_row(found)
    column = chosen_column(found, request.column, _assignments(found, points))
    most = found.at(found.body[points], column) if points is not None else ""
    if "read only" in most.casefold():
        raise OperatorError(f"{found.name}: Canvas lets nobody write this column", remedy="name an assignment")
    filling = _filling(found, -1 if points is None else points)
    remarks: dict[str, None] = {}
    for standing in standings:
        _fill(filling, standing, column, most, request, remarks)
    for remark in remarks:
        request.say(remark)
    yield filling.done(request)


def _fill(
    filling: Filling, standing: Standing, column: int, most: str, request: Request, remarks: dict[str, None]
) -> None:
    row = filling.row(standing.person)
    if row is None:
        return
    there = filling.table.at(filling.table.body[row], column).casefold()
    if there in _LEFT:
        filling.said.append(f"{told(standing.person)} {_LEFT[there]}: the cell is left")
    elif not standing.handed_in and request.missing == "blank":
        filling.nothing.append(told(standing.person))
    else:
        text, remark = grade(standing, most, request)
        filling.write(row, column, text)
        if remark:
            remarks[remark] = None


def _points_row(found: Table) -> int | None:
    """The row that says what can be had: ``Points Possible`` below the header, after blanks."""
    return next((n for n, row in enumerate(found.body) if found.at(row, 0) == "Points Possible"), None)


def _assignments(found: Table, points: int | None) -> list[int]:
    """The columns of assignments: behind the section, and neither Canvas's own nor read only."""
    section = found.column("Section") or 0
    columns = range(section + 1, len(found.header))
    row = found.body[points] if points is not None else ()
    return [n for n in columns if "read only" not in found.at(row, n).casefold()]


def _filling(found: Table, points: int) -> Filling:
    names = [n for title in ("Student", "LastName", "FirstName") if (n := found.column(title)) is not None]
    ids = [
        (found.column("ID"), lambda person: own_or_labelled(person, "canvas")),
        (found.column("SIS User ID"), lambda person: unlabelled(person, "canvas", "moodle", "gradescope")),
        (found.column("SIS Login ID"), lambda person: unlabelled(person, "canvas", "moodle", "gradescope")),
        (found.column("Integration ID"), lambda person: labelled(person, "integration")),
    ]
    students = [n for n, row in enumerate(found.body) if n > points and found.at(row, names[0])]
    return Filling(found, students, [(n, texts) for n, texts in ids if n is not None], names)
