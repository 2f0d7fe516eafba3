"""``moodle``: the grading worksheet of an assignment, filled, to be uploaded again."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from ...errors import OperatorError
from ...submission.handed import Person
from ..standing import Standing
from .filling import Filling
from .request import Request
from .table import Table, chosen_column, grade, table
from .told import summary
from .values import cell
from .who import own_or_labelled, told, unlabelled

_REMEDY = "download it in Moodle: View all submissions, Grading action, Download grading worksheet"


def pieces(standings: Iterable[Standing], request: Request) -> Iterator[bytes]:
    """The worksheet with grades, and comments where there were none. Rows that Moodle has locked are left.

    Raises ``OperatorError`` where the template is no grading worksheet.
    """
    if request.template is None:
        raise OperatorError("Moodle's own file is filled: it is needed", remedy=f"--template FILE; {_REMEDY}")
    wanted = request.column or "Grade"
    found = table(request.template, (("Identifier",), (wanted,)), _REMEDY)
    column = chosen_column(found, wanted, range(len(found.header)))
    filling = _filling(found)
    remarks: dict[str, None] = {}
    for standing in standings:
        row = filling.row(standing.person)
        if row is not None:
            _fill(filling, row, column, standing, request, remarks)
    for remark in remarks:
        request.say(remark)
    yield filling.done(request)


def _fill(
    filling: Filling, n: int, column: int, standing: Standing, request: Request, remarks: dict[str, None]
) -> None:
    found, row = filling.table, filling.table.body[n]
    if found.at(row, found.column("Grade can be changed")).casefold() == "no":
        filling.said.append(
            f"{told(standing.person)}: Moodle says that the grade cannot be changed: it is left"
        )
        return
    if not standing.handed_in and request.missing == "blank":
        filling.nothing.append(told(standing.person))
        return
    text, remark = grade(standing, found.at(row, found.column("Maximum Grade")), request)
    if remark:
        remarks[remark] = None
    if not filling.write(n, column, text):
        return
    comments = found.column("Feedback comments")
    if comments is None:
        return
    if found.at(row, comments):
        remarks["rows that had feedback comments keep them"] = None
    elif comments < len(row):
        filling.write(n, comments, _comment(standing))


def _comment(standing: Standing) -> str:
    """A line on each problem, as the HTML for which Moodle takes it."""
    return cell("<br>".join(html.escape(line, quote=False) for line in summary(standing).splitlines()))


def _filling(found: Table) -> Filling:
    identifier = found.column("Identifier") or 0
    name = found.column("Full name")
    ids = [
        (identifier, _participants),
        (found.column("Email address"), lambda person: unlabelled(person, "moodle", "canvas", "gradescope")),
        (found.column("ID number"), lambda person: unlabelled(person, "moodle", "canvas", "gradescope")),
        (found.column("Username"), lambda person: unlabelled(person, "moodle", "canvas", "gradescope")),
    ]
    students = [n for n, row in enumerate(found.body) if found.at(row, identifier)]
    named = [name] if name is not None else []
    return Filling(found, students, [(n, texts) for n, texts in ids if n is not None], named)


def _participants(person: Person) -> list[str]:
    """What a person may be called in the worksheet's first column."""
    own = own_or_labelled(person, "moodle", "participant", "identifier")
    return [f"Participant {text}" if re.fullmatch(r"\d+", text) else text for text in own]
