"""A CSV file cell by cell, with the place of each in the bytes, so that some can be filled and the rest kept.

What is a cell is decided as the ``csv`` module does; it cannot keep bytes, and this can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
_NEEDS_QUOTES = re.compile(r'["\r\n]|^\s|\s$')


@dataclass(frozen=True, slots=True)
class Cell:
    """The bytes from ``start`` to ``end``, quotes included, and what they stand for."""

    start: int
    end: int
    value: bytes
    quoted: bool = False


Row = tuple[Cell, ...]


def rows(content: bytes, delimiter: bytes) -> Iterator[Row]:
    """The rows of a CSV file, empty lines among them; a byte order mark belongs to no cell.

    >>> [[cell.value for cell in row] for row in rows(b'a,"b ""c"" d"\\r\\n\\r\\n,e', b",")]
    [[b'a', b'b "c" d'], [], [b'', b'e']]
    """
    plain = re.compile(b"[^\r\n" + re.escape(delimiter) + b"]*")
    at, end = len(BOM) if content.startswith(BOM) else 0, len(content)
    while at < end:
        row: list[Cell] = []
        if content[at : at + 1] not in (b"\r", b"\n"):
            row.append(_cell(content, at, plain))
            at = row[-1].end
            while content[at : at + 1] == delimiter:
                row.append(_cell(content, at + 1, plain))
                at = row[-1].end
        yield tuple(row)
        at += 2 if content[at : at + 2] == b"\r\n" else 1


def _cell(content: bytes, start: int, plain: re.Pattern[bytes]) -> Cell:
    """The cell that begins at ``start``. What follows the closing quote belongs to it as it stands."""
    if content[start : start + 1] != b'"':
        end = _end(content, start, plain)
        return Cell(start, end, content[start:end])
    value, at = bytearray(), start + 1
    while True:
        quote = content.find(b'"', at)
        if quote < 0:
            return Cell(start, len(content), bytes(value + content[at:]), True)
        value += content[at:quote]
        if content[quote + 1 : quote + 2] != b'"':
            end = _end(content, quote + 1, plain)
            return Cell(start, end, bytes(value + content[quote + 1 : end]), True)
        value += b'"'
        at = quote + 2


def _end(content: bytes, start: int, plain: re.Pattern[bytes]) -> int:
    found = plain.match(content, start)
    return found.end() if found else start


def filled(content: bytes, edits: Mapping[Cell, str], delimiter: bytes, encoding: str) -> bytes:
    """``content`` with other texts in some of its cells, and every other byte as it was.

    A cell that was quoted stays quoted; another is where its text needs it.

    >>> (first, second), = rows(b'a , "b"', b",")
    >>> filled(b'a , "b"', {second: "1,5"}, b",", "utf-8")
    b'a ,"1,5"'
    """
    pieces: list[bytes] = []
    at = 0
    for cell in sorted(edits, key=lambda cell: cell.start):
        text = edits[cell]
        if cell.quoted or _NEEDS_QUOTES.search(text) or delimiter.decode("ascii") in text:
            text = '"' + text.replace('"', '""') + '"'
        pieces += [content[at : cell.start], text.encode(encoding, "backslashreplace")]
        at = cell.end
    pieces.append(content[at:])
    return b"".join(pieces)
