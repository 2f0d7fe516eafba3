"""Files as text: which ones are read, in what encoding, and up to what size."""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import OperatorError, Place, StudentError
from .shown import shown

MAX_BYTES = 1_000_000
"""The size above which a file is refused: no answer sheet is that long."""

MAX_NOTEBOOK_BYTES = 20_000_000
"""The same for a notebook, which holds its pictures."""

MAX_FILES = 200
"""How many files are read out of one folder."""

READ_FROM_FOLDERS = frozenset({".md", ".txt", ".yaml", ".yml", ".json", ".py", ".ipynb"})

STDIN = "-"

_ROW = re.compile(r"\.(?:csv|tsv) row \d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, with every line end as ``\\n`` and without a byte order mark.

    Text from the cells of a notebook knows them: for each, the line at which it begins and its number.
    """

    path: str
    text: str
    cells: tuple[tuple[int, int], ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, without their ends."""
        return _split(self.text)

    def place(self, line: int, column: int = 1) -> Place:
        """The place of a line, counted from 1.

        >>> source = Source("hw.ipynb", "a\\nb\\nc", cells=((1, 2), (2, 5)))
        >>> str(source.place(3, 1))
        'hw.ipynb: cell 5, line 2'
        """
        text = self.lines[line - 1]
        return Place(self.where(line), 0, 0, "") if self.cells else Place(self.path, line, column, text)

    def where(self, line: int) -> str:
        """The file and the line (the cell and its line), for a message."""
        if not self.cells:
            return f"{self.path}:{line}"
        return f"{self.path}: {in_cell(self.cells, line)}"


def in_cell(cells: tuple[tuple[int, int], ...], line: int) -> str:
    """A line of joined cells as a person counts it.

    >>> in_cell(((1, 2), (8, 5)), 9)
    'cell 5, line 2'
    """
    start, number = cells[max(0, bisect_right(cells, (line, sys.maxsize)) - 1)]
    return f"cell {number}, line {line - start + 1}"


@lru_cache(maxsize=1)
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


def gather(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read: each path itself, or what is in it if it is a folder, in sorted order.

    Hidden files and links inside a folder are passed over.

    Raises:
        OperatorError: A path does not exist, or a folder holds nothing that can be read.
    """
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path)
        elif path.exists() or str(path) == STDIN:
            yield path
        else:
            raise OperatorError(f"{path}: no such file", remedy="check the path of the answers")


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if _is_answer_file(path, folder))
    if not found:
        kinds = ", ".join(sorted(READ_FROM_FOLDERS))
        raise OperatorError(f"{folder}: nothing in this folder can be read", remedy=f"answers are in {kinds}")
    if len(found) > MAX_FILES:
        raise OperatorError(
            f"{folder}: {len(found)} files, more than one submission has", remedy="name the files one by one"
        )
    return found


def _is_answer_file(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder).parts
    hidden = any(part.startswith((".", "__")) for part in inside)
    return path.suffix.lower() in READ_FROM_FOLDERS and not hidden and not path.is_symlink() and path.is_file()


def bytes_of(path: Path) -> bytes:
    """The bytes of one file (of standard input for ``-``), as many as may be read and one more.

    Raises:
        OperatorError: The file cannot be opened.
    """
    most = most_bytes(path.name) + 1
    try:
        if str(path) == STDIN:
            return sys.stdin.buffer.read(most)
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise OperatorError(f"{shown(str(path))}: cannot be read: {error.strerror or error}") from error


def most_bytes(name: str) -> int:
    """How large a file of this name may be."""
    return MAX_NOTEBOOK_BYTES if name.lower().endswith(".ipynb") else MAX_BYTES


def is_row(name: str) -> bool:
    """Whether a file of this name is a row of a table of responses."""
    return _ROW.search(name) is not None


def source_of(name: str, data: bytes) -> Source:
    """A file as text; its name is made printable.

    Raises:
        StudentError: It is too large, is not text, or is in an encoding other than UTF-8 and UTF-16.
    """
    path = shown(name)
    if len(data) > most_bytes(name):
        raise StudentError(
            f"{path}: larger than {most_bytes(name) // 1_000_000} MB",
            remedy="hand in the answers only, as text",
        )
    return Source(path, decode(data, path))


def decode(data: bytes, path: str) -> str:
    """Bytes as text: UTF-8, or UTF-16 with a byte order mark; line ends become ``\\n``.

    Raises:
        StudentError: The bytes are not text in one of these encodings.

    >>> decode(b"\\xef\\xbb\\xbf1.1: z\\r\\n", "a.md")
    '1.1: z\\n'
    """
    remedy = "hand in plain text saved as UTF-8"
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data or data.startswith(b"%PDF"):
            raise StudentError(f"{path}: not a text file", remedy=remedy) from None
        line = data.count(b"\n", 0, error.start) + 1
        fact = "not UTF-16 text" if wide else f"byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise StudentError(fact, remedy=remedy, place=Place(path, line)) from None
    if "\0" in text or text.startswith("%PDF"):
        raise StudentError(f"{path}: not a text file", remedy=remedy)
    return text.replace("\r\n", "\n").replace("\r", "\n")
