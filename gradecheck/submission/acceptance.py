"""What of an attempt is read: archives in it are opened once, and whatever is left out is named."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b

from ..errors import StudentError
from .archive_tree import STUDENT, archive_tree
from .handed import HandedFile, Oddity, OddityKind
from .layout import Found
from .notebook import read_notebook
from .shown import shown
from .source import is_row, source_of
from .spool import Spool
from .tree import ARCHIVES, Entry, is_answer, most_of, suffix_of
from .yaml_sheet import read_yaml

MAX_FILES = 200
"""How many files of one attempt are read."""

MAX_BYTES = 50_000_000
"""How many bytes of one attempt are read."""

MAX_TOLD = 10
"""How many files that are passed over are named one by one."""

TYPED = frozenset({"text.html", "onlinetext.html"})
"""What students typed into a text box of Canvas or Moodle: pages that are read."""


@dataclass(slots=True)
class Accepted:
    """The files of an attempt that are read, a digest of each that can be copied, and what is odd."""

    files: list[HandedFile] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    bytes: int = 0
    passed: int = 0


def accept(found: Found, student: str, spool: Spool) -> Accepted:
    """Look at each file of an attempt once: it is there, is not too large, and can be opened."""
    accepted = Accepted()
    odd = partial(_odd, accepted, student)
    for name, entry in _unpacked(found.files, spool, accepted, student):
        if not is_answer(name) and name not in TYPED:
            _pass_over(accepted, student, entry)
        elif len(accepted.files) >= MAX_FILES:
            odd("refused", entry.place, f"more than {MAX_FILES} files in one submission")
            break
        elif entry.size > (most := most_of(name)):
            odd(
                "refused",
                entry.place,
                f"{_size(entry.size)}: larger than the {most // 1_000_000} MB that are read",
            )
        else:
            _take(accepted, student, name, entry)
    if accepted.passed > MAX_TOLD:
        odd("passed_over", shown(found.source), f"{accepted.passed - MAX_TOLD} more files are not read")
    return accepted


def _take(accepted: Accepted, student: str, name: str, entry: Entry) -> None:
    try:
        data = entry.read()
    except StudentError as error:
        _odd(
            accepted,
            student,
            "unreadable",
            entry.place,
            error.fact.removeprefix(f"{entry.place}: "),
            error.remedy,
        )
        return
    accepted.bytes += len(data)
    if accepted.bytes > MAX_BYTES:
        fact = f"more than {MAX_BYTES // 1_000_000} MB in one submission"
        _odd(accepted, student, "refused", entry.place, fact)
        return
    if fact := _broken(name, data):
        _odd(accepted, student, "unreadable", entry.place, fact, "the student is told how to mend it")
    accepted.files.append(HandedFile(shown(name), entry.read))
    accepted.digests.append(
        blake2b(data, digest_size=16).digest() if data.strip() and not is_row(name) else b""
    )


def _broken(name: str, data: bytes) -> str:
    """Why nothing in a file will be read, "" where something may be. It stays: its student is told."""
    if not data.strip():
        return "the file is empty"
    suffix = suffix_of(name)
    try:
        source = source_of(name, data)
        if suffix == ".ipynb":
            read_notebook(source)
        elif suffix in (".yaml", ".yml", ".json"):
            read_yaml(source)
    except StudentError as error:
        return error.fact.removeprefix(f"{shown(name)}: ")
    return ""


def _unpacked(
    files: Iterable[tuple[str, Entry]], spool: Spool, accepted: Accepted, student: str
) -> Iterator[tuple[str, Entry]]:
    """The files, and in place of each archive what is in it; an archive in an archive stays closed."""
    for name, entry in files:
        if suffix_of(name) not in ARCHIVES:
            yield name, entry
            continue
        if entry.size > most_of(name):
            _odd(accepted, student, "refused", entry.place, f"{_size(entry.size)}: too large to be opened")
            continue
        try:
            tree = archive_tree(io.BytesIO(entry.read()), name, spool, STUDENT, entry.parts)
        except StudentError as error:
            fact = error.fact.removeprefix(f"{shown(name)}: ").removeprefix(f"{entry.place}: ")
            _odd(accepted, student, "unreadable", entry.place, fact, error.remedy)
            continue
        for oddity in tree.oddities:
            _odd(accepted, student, oddity.kind, oddity.place, oddity.fact, oddity.remedy)
        for inner in tree.entries:
            yield f"{name}/{'/'.join(inner.parts[len(entry.parts) :])}", inner


def _pass_over(accepted: Accepted, student: str, entry: Entry) -> None:
    accepted.passed += 1
    suffix = suffix_of(entry.name)
    if accepted.passed > MAX_TOLD:
        return
    if suffix in ARCHIVES:
        fact = "an archive inside an archive is not opened"
    else:
        fact = (
            f"files that end in '{shown(suffix)}' are not read"
            if suffix
            else "files without an ending are not read"
        )
    _odd(accepted, student, "passed_over", entry.place, fact, "answers are .md, .txt, .yaml, .py or .ipynb")


def _odd(accepted: Accepted, student: str, kind: OddityKind, place: str, fact: str, remedy: str = "") -> None:
    accepted.oddities.append(Oddity(kind, place, fact, remedy, student))


def _size(size: int) -> str:
    """
    >>> _size(1_073_741_824), _size(2_345_678)
    ('1.1 GB', '2.3 MB')
    """
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
