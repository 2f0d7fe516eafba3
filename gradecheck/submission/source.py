"""Files as text: which ones are read, in what encoding, and up to what size."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import OperatorError, Place, StudentError

MAX_BYTES = 1_000_000
"""The size above which a file is refused: no answer sheet is that long."""

MAX_FILES = 200
"""How many files are read out of one folder."""

READ_FROM_FOLDERS = frozenset({".md", ".txt", ".yaml", ".yml", ".json", ".py"})

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, with every line end as ``\\n`` and without a byte order mark."""

    path: str
    text: str
    lines: list[str] = field(init=False, repr=False, compare=False)
    """The lines, without their ends: split once, for each of them may be asked for."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", self.text.split("\n"))

    def place(self, line: int, column: int = 1) -> Place:
        """The place of a line, counted from 1."""
        return Place(self.path, line, column, self.lines[line - 1])


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


def read_source(path: Path) -> Source:
    """The text of one file (of standard input for ``-``).

    Raises:
        OperatorError: The file cannot be opened.
        StudentError: It is too large, is not text, or is in an encoding other than UTF-8 and UTF-16.
    """
    try:
        data = _bytes_of(path)
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise StudentError(
            f"{path}: larger than {MAX_BYTES // 1_000_000} MB", remedy="hand in the answers only, as text"
        )
    return Source(str(path), decode(data, str(path)))


def _bytes_of(path: Path) -> bytes:
    if str(path) == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


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
