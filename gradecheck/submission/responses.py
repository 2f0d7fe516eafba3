"""Tables of responses: a row a student (or an attempt), a column an item, from a form or a quiz.

A row becomes a file of its own, ``responses.csv row 5``, and a class of rows goes the way of a class of files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ..errors import OperatorError, Place, StudentError
from .clock import day_first, moment
from .columns import column
from .handed import Oddity, Person
from .layout import Found, person
from .mapping import Mapping
from .model import Response
from .shown import shown
from .source import Source
from .spool import Spool
from .table import Table, plain, table_of
from .tree import TABLES, Entry, Tree, suffix_of

RESPONSES = "responses"
"""The name of this layout."""

_ITEM = re.compile(
    r"(?:(?:question|problem|item|exercise|q)\.?\s*)?\(?(\d+\.\d[\w.]*?)(?:[.):]*$|[.):]*\s)", re.IGNORECASE
)
_PART = re.compile(r"(\d+\.\d[\w.]*?)[\s.:_-]+(symbolic|numeric|shape|graph|code|hints)$", re.IGNORECASE)
_CODE = re.compile(r"^def\s", re.MULTILINE)


def read_row(source: Source) -> tuple[tuple[Response, ...], tuple[str, ...]]:
    """The answers of one row: a list of items, headers and texts, as ``responses`` wrote it.

    Raises:
        StudentError: It is something else.

    >>> answers, _ = read_row(Source("r.csv row 2", '[["1.1", "Q1", "z"]]'))
    >>> answers[0].key, answers[0].text, str(answers[0].place)
    ('1.1', 'z', 'r.csv row 2, column Q1')
    """
    try:
        cells: object = json.loads(source.text)
    except (ValueError, RecursionError):
        cells = None
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        raise StudentError(f"{source.path}: not a row of a table of responses")
    return tuple(_response(source.path, *cell) for cell in cells), ()


def _is_cell(cell: object) -> bool:
    return isinstance(cell, list) and len(cell) == 3 and all(isinstance(text, str) for text in cell)


def _response(path: str, item: str, header: str, text: str) -> Response:
    is_code = item.lower().endswith("code") or bool(_CODE.search(text))
    return Response(item, text, Place(f"{path}, column {header}"), is_code=is_code)


def is_a_table(tree: Tree, *, wanted: bool) -> bool:
    """Whether a class is a table of responses and nothing else, or has one and a mapping file is given."""
    return bool(_tables(tree)) and (wanted or len(tree.entries) == 1)


def _tables(tree: Tree) -> list[Entry]:
    return [entry for entry in tree.top_files if suffix_of(entry.name) in TABLES]


def responses(tree: Tree, mapping: Mapping, spool: Spool) -> Iterator[Found | Oddity]:
    """Every row of the one table at the top.

    Raises:
        OperatorError: There is no table or more than one, or its columns cannot be told.
    """
    tables = _tables(tree)
    if len(tables) != 1:
        raise OperatorError(
            f"{shown(tree.name)}: {len(tables)} tables, not one", remedy="name the table of responses"
        )
    for entry in tree.entries:
        if entry is not tables[0]:
            yield Oddity("passed_over", entry.place, "not the table of responses")
    try:
        data = tables[0].read()
    except StudentError as error:
        raise OperatorError(error.fact) from error
    yield from _rows(table_of(data, tables[0].name), mapping, spool)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The places of the columns; None where there is none."""

    student: int
    name: int | None
    email: int | None
    section: int | None
    at: int | None
    items: tuple[tuple[int, str], ...]


def _rows(table: Table, mapping: Mapping, spool: Spool) -> Iterator[Found | Oddity]:
    columns = _columns(table, mapping)
    clock = _clock(table, columns, mapping)
    unread = 0
    for number, row in table.rows():
        place = f"{table.name} row {number}"
        who = _who(row, columns)
        if who is None:
            yield Oddity("unreadable", place, "this row names no student")
            continue
        at = clock.read(_cell(row, columns.at))
        unread += at is None and bool(_cell(row, columns.at))
        odd = _too_long(row, table, place, who)
        cells = [
            [item, table.header[where], text] for where, item in columns.items if (text := _cell(row, where))
        ]
        data = json.dumps(cells).encode()
        entry = Entry((place,), len(data), spool.put(data))
        yield Found(who, ((place, entry),), place, at, odd)
    if unread and columns.at is not None:
        fact = f"{unread} time stamps in '{table.header[columns.at]}' cannot be read as times with a time zone"
        remedy = "say timezone: Europe/Berlin, and if need be at_format: '%d/%m/%Y %H:%M', in the mapping file"
        yield Oddity("unreadable", table.name, fact, remedy)


def _too_long(row: Sequence[str], table: Table, place: str, who: Person) -> tuple[Oddity, ...]:
    if len(row) <= len(table.header) or not any(cell.strip() for cell in row[len(table.header) :]):
        return ()
    fact = f"{len(row)} cells where the header has {len(table.header)}: is a separator not quoted?"
    return (Oddity("unreadable", place, fact, "save the table again as CSV", who.id),)


def _cell(row: Sequence[str], where: int | None) -> str:
    return row[where].strip() if where is not None and where < len(row) else ""


def _who(row: Sequence[str], columns: _Columns) -> Person | None:
    student = shown(" ".join(_cell(row, columns.student).split()))
    if not student:
        return None
    email = _cell(row, columns.email) or (student if "@" in student else "")
    found = person(student, ("email", email), full=" ".join(_cell(row, columns.name).split()))
    section = shown(_cell(row, columns.section))
    return Person(found.id, found.name, section, found.ids)


@dataclass(frozen=True, slots=True)
class _Clock:
    """How this table writes times."""

    form: str
    zone: tzinfo | None
    day_first: bool | None

    def read(self, text: str) -> datetime | None:
        return moment(text, self.form, self.zone, day_first=self.day_first)


def _clock(table: Table, columns: _Columns, mapping: Mapping) -> _Clock:
    known = columns.at is not None and not mapping.at_format
    first = day_first(_cell(row, columns.at) for _, row in table.rows()) if known else None
    return _Clock(mapping.at_format, mapping.timezone, first)


def _columns(table: Table, mapping: Mapping) -> _Columns:
    student = _named(table, mapping.student, "student")
    if student is None:
        places = (
            column(table.header, name) for name in ("sid", "login", "plain_id", "email", "github", "name")
        )
        student = next((place for place in places if place is not None), None)
    if student is None:
        raise OperatorError(
            f"{table.name}: no column says who a student is: {', '.join(table.header)}",
            remedy="name it in a mapping file: student: HEADER",
        )
    found = {
        name: _named(table, said, name) if said else column(table.header, name)
        for name, said in (("name", mapping.name), ("email", mapping.email), ("section", mapping.section))
    }
    at = _named(table, mapping.at, "at") if mapping.at else column(table.header, "at")
    items = tuple(_items(table, mapping, {student, at, *found.values()}))
    if not items:
        raise OperatorError(
            f"{table.name}: no column is an item: {', '.join(table.header)}",
            remedy='call columns by items, such as 1.1, or name them in a mapping file: items: {HEADER: "1.1"}',
        )
    return _Columns(student, found["name"], found["email"], found["section"], at, items)


def _named(table: Table, header: str, what: str) -> int | None:
    """The place of a column that the mapping names."""
    if not header:
        return None
    for form in (str, plain):
        places = [at for at, one in enumerate(table.header) if form(one) == form(header)]
        if places:
            return places[0]
    raise OperatorError(
        f"{table.name}: no column '{header}', which the mapping file says is '{what}'",
        remedy=f"columns: {', '.join(table.header)}",
    )


def _items(table: Table, mapping: Mapping, taken: set[int | None]) -> Iterator[tuple[int, str]]:
    said = {_named(table, header, item): item for header, item in mapping.items}
    for at, header in enumerate(table.header):
        if at in said:
            yield at, said[at]
        elif at not in taken and (item := item_named(header)):
            yield at, item


def item_named(header: str) -> str:
    """The item that a header begins with, "" if it names none.

    >>> item_named("1.1"), item_named("Q1.2: What is ∂f/∂q?"), item_named("1.1 numeric"), item_named("Score")
    ('1.1', '1.2', '1.1.numeric', '')
    """
    if part := _PART.fullmatch(header.strip()):
        return f"{part[1]}.{part[2].lower()}"
    match = _ITEM.match(header.strip())
    return match[1] if match else ""
