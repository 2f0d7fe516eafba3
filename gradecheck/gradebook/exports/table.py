"""A table that a platform gave: which column is what, and how it writes numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...errors import OperatorError
from ...grading.points import decimal
from ..standing import Standing
from .cells import Cell, Row, rows
from .request import Request, Template

PLACES = 5
"""Decimals of a grade: as many as Moodle keeps."""


@dataclass(frozen=True, slots=True)
class Table:
    """A platform's CSV file: its first row, and the rows below it."""

    name: str
    content: bytes
    delimiter: bytes
    encoding: str
    header: Row
    body: tuple[Row, ...]

    def column(self, *names: str) -> int | None:
        """The first column that has one of these names, whatever its case."""
        titles = [self.text(cell).strip().casefold() for cell in self.header]
        found = (titles.index(name.casefold()) for name in names if name.casefold() in titles)
        return next(found, None)

    def text(self, cell: Cell) -> str:
        """What stands in a cell."""
        return cell.value.decode(self.encoding)

    def at(self, row: Row, column: int | None) -> str:
        """What stands in a column of a row, "" where it is too short."""
        return self.text(row[column]).strip() if column is not None and column < len(row) else ""


def table(template: Template, needed: Sequence[Sequence[str]], remedy: str) -> Table:
    """The template as a table which has one of the names of each of ``needed`` in its first row.

    Raises ``OperatorError`` with ``remedy`` where it has not.
    """
    content = template.content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise OperatorError(f"{template.name}: this is UTF-16 text", remedy=remedy)
    encoding = _encoding(content)
    for delimiter in (b",", b";", b"\t"):
        header = next(rows(content, delimiter), ())
        titles = {cell.value.decode(encoding).strip().casefold() for cell in header}
        if all(any(name.casefold() in titles for name in names) for names in needed):
            body = tuple(rows(content, delimiter))[1:]
            return Table(template.name, content, delimiter, encoding, header, body)
    named = ", ".join(f"'{names[0]}'" for names in needed)
    raise OperatorError(f"{template.name}: its first row has no columns {named}", remedy=remedy)


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def chosen_column(found: Table, wanted: str, columns: Sequence[int], option: str = "--column") -> int:
    """The column that ``wanted`` names, by its whole title, or without or by the number in brackets at its end.

    Without a name it is the only one there is. Raises ``OperatorError``.
    """
    titles = {n: found.text(found.header[n]).strip() for n in columns}
    if not wanted and len(columns) == 1:
        return columns[0]
    same = [n for n, title in titles.items() if wanted and wanted.strip() in _spellings(title)]
    exact = [n for n in same if titles[n] == wanted.strip()] or same
    if len(exact) == 1:
        return exact[0]
    if not wanted:
        fact = (
            f"{found.name}: {len(columns)} columns could be filled" if columns else f"{found.name}: no column"
        )
        raise OperatorError(fact, remedy=f"name one with {option}: {', '.join(titles.values())}")
    if exact:
        fact = f"{found.name}: several columns are called '{wanted}'"
        raise OperatorError(
            fact, remedy=f"{option} takes the number too: {', '.join(titles[n] for n in exact)}"
        )
    from ...problem.explain import near

    raise OperatorError(
        f"{found.name}: there is no column '{wanted}'", remedy=near(wanted, titles.values(), "columns")
    )


def _spellings(title: str) -> set[str]:
    bracket = re.fullmatch(r"(.*?)\s*\((\d+)\)", title)
    return {title, bracket[1], bracket[2]} if bracket else {title}


def grade(standing: Standing, most: str, request: Request) -> tuple[str, str]:
    """The grade as text, in the decimals that the platform writes, and a remark where its maximum differs."""
    mark = "," if re.fullmatch(r"\d+,\d+", most) else "."
    typed = most.replace(",", ".")
    theirs = Fraction(typed) if re.fullmatch(r"\d+(?:\.\d+)?", typed) else None
    score, own, remark = standing.score, standing.max_score, ""
    if theirs is not None and own and theirs != own:
        if request.scale:
            score = score * theirs / own
        else:
            remark = (
                f"the platform counts out of {decimal(theirs)}, the gradebook out of {decimal(own)}: "
                "scores are written as they are (--scale brings them to the platform's maximum)"
            )
    return decimal(score, PLACES).replace(".", mark), remark
