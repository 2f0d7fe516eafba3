"""A folder with a file for each student, and a list of who has which; each file is whole or not there."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from ..errors import MachineError
from ..gradebook.exports.values import cell
from ..gradebook.exports.writing import place
from ..gradebook.standing import Standing
from ..problem.model import Problem

INDEX = "index.csv"
LONGEST_NAME = 60
_HASHED = re.compile(r"-[0-9a-f]{10}$")
_RESERVED = re.compile(r"(con|prn|aux|nul|index|com\d|lpt\d)(\..*)?$")


def write_feedback(
    standings: Iterable[Standing],
    folder: Path,
    formats: Iterable[str],
    course_title: str,
    problems: Sequence[Problem] = (),
) -> int:
    """Write a file a student and format (``html``, ``md``) and an index; the number of students.

    Answers to ``problems`` are set as formulas in HTML.

    Raises ``MachineError`` where the folder cannot be written.
    """
    from .feedback_html import feedback_page
    from .feedback_markdown import feedback_markdown
    from .formulas import Formulas

    forms: dict[str, Callable[[Standing, str], str]] = {
        "html": partial(feedback_page, problems=Formulas(problems)),
        "md": feedback_markdown,
    }
    wanted = [form for form in forms if form in set(formats)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rows = [row(["id", "name", *wanted])]
        for standing in standings:
            name = file_name(standing.person.id)
            for form in wanted:
                place(folder / f"{name}.{form}", [encoded(forms[form](standing, course_title))], force=True)
            rows.append(row([standing.person.id, standing.person.name, *(f"{name}.{form}" for form in wanted)]))
        place(folder / INDEX, [encoded("".join(rows))], force=True)
    except OSError as error:
        raise MachineError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return len(rows) - 1


def file_name(own_id: str) -> str:
    """A file name for a student's id: safe on every system, and not the same for any two ids.

    >>> file_name("ada"), file_name("Ada")
    ('ada', 'ada-99a563ab2f')
    >>> file_name("../../etc")
    'etc-74ccf3c5b4'
    """
    plain = unicodedata.normalize("NFKD", own_id).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:LONGEST_NAME].rstrip("-")
    if slug == own_id and slug and not _HASHED.search(slug) and not _RESERVED.match(slug):
        return slug
    return f"{slug or 'student'}-{sha256(own_id.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def encoded(page: str) -> bytes:
    """A page as bytes; halves of surrogate pairs are spelt out."""
    return page.encode("utf-8", "backslashreplace")


def row(cells: list[str]) -> str:
    """A row of CSV, with nothing in it that a spreadsheet would compute."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(map(cell, cells))
    return line.getvalue()
