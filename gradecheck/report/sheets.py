"""A folder with an answer sheet for each student of a class, and a list of whose is which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import MachineError, OperatorError
from ..gradebook.exports.writing import place
from ..grading.whose import own_problems
from ..problem.model import Problem
from ..submission.roster import read_roster
from .folder import INDEX, encoded, file_name, row
from .sheet import sheet


def write_sheets(problems: Sequence[Problem], roster: Path, folder: Path, above: str = "") -> int:
    """Write each student's own sheet into a new ``folder``, with ``above`` on each; the number of students.

    Raises ``OperatorError`` where the folder holds something already, or the roster names nobody, and
    ``MachineError`` where it cannot be written.
    """
    people = read_roster(roster).people
    if not people:
        raise OperatorError(f"{roster}: it names no student")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OperatorError(f"{folder}: there is something in it already", remedy="name a new folder")
    rows = [row(["id", "name", "sheet"])]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for person in people:
            name = f"{file_name(person.id)}.md"
            text = sheet(own_problems(problems, person.id), person.id, above)
            place(folder / name, [encoded(text)], force=True)
            rows.append(row([person.id, person.name, name]))
        place(folder / INDEX, [encoded("".join(rows))], force=True)
    except OSError as error:
        raise MachineError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return len(people)
