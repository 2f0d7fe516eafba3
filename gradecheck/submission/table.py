"""Tables as spreadsheets and platforms save them: the encoding and the separator are found out."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import OperatorError
from .shown import shown

_SEPARATORS = ",;\t|"
_MOST_IN_A_CELL = 10_000_000
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0", b"%PDF")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header, and its text, whose rows are read when they are asked for."""

    name: str
    header: tuple[str, ...]
    text: str
    separator: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not blank with its number, as a spreadsheet counts: the header is row 1.

        Raises:
            OperatorError: The table breaks off or a cell is too large.
        """
        csv.field_size_limit(_MOST_IN_A_CELL)
        number = 1
        try:
            for number, row in enumerate(
                csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator), 1
            ):
                if number > 1 and any(cell.strip() for cell in row):
                    yield number, row
        except csv.Error as error:
            raise OperatorError(f"{self.name}: broken below row {number}: {error}") from error


def table_of(data: bytes, name: str) -> Table:
    """A table of comma, semicolon, tab or bar separated values in UTF-8, UTF-16 with a mark, or Windows-1252.

    Raises:
        OperatorError: It has no header, or is no text.

    >>> table = table_of("name;Größe\\r\\n\\"Li; Wei\\";1\\r\\n".encode("cp1252"), "a.csv")
    >>> table.header, list(table.rows())
    (('name', 'Größe'), [(2, ['Li; Wei', '1'])])
    """
    if data.startswith(_PACKED) or (b"\0" in data[:4096] and not data.startswith(_UTF_16)):
        remedy = "save it as CSV, or unpack it"
        raise OperatorError(f"{name}: this is a spreadsheet or an archive, not a table of text", remedy=remedy)
    text = _decoded(data)
    first = text[: text.find("\n") + 1 or len(text)]
    separator = max(
        _SEPARATORS, key=lambda one: (len(_header(text, one)), first.count(one), -_SEPARATORS.index(one))
    )
    header = _header(text, separator)
    if not any(header):
        raise OperatorError(
            f"{shown(name)}: this table has no header", remedy="its first row names the columns"
        )
    return Table(shown(name), tuple(header), text, separator)


def _header(text: str, separator: str) -> list[str]:
    csv.field_size_limit(_MOST_IN_A_CELL)
    try:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []
    return [" ".join(cell.split()) for cell in first]


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def plain(text: str) -> str:
    """A header or a name without what people vary: case, accents' spelling, punctuation, runs of blanks.

    >>> plain("E-Mail  Address:"), plain("O'Brien, Zoë")
    ('e mail address', 'o brien zoë')
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(char if char.isalnum() or char == "@" else " " for char in folded).split())
