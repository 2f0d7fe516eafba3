"""What a class handed in as a list of files, wherever they lie: a folder, an archive, one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .handed import Oddity
from .shown import shown
from .source import READ_FROM_FOLDERS, is_row, most_bytes

Parts = tuple[str, ...]
"""A path inside the class, from folder to file."""

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
TABLES = frozenset({".csv", ".tsv"})
PAGES = frozenset({".html", ".htm"})
METADATA = "submission_metadata.yml"

MAX_ARCHIVE_BYTES = 50_000_000
"""The size above which one student's archive is not opened."""

MAX_CLASS_FILE_BYTES = 500_000_000
"""The same for a file about the whole class: a table of responses, Gradescope's metadata."""

MAX_DEPTH = 20

_NEVER = frozenset({"__MACOSX", "__pycache__", "node_modules", "Thumbs.db", "desktop.ini", "Icon\r"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. ``read`` gives its bytes, or raises ``StudentError``."""

    parts: Parts
    size: int
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        return self.parts[-1]

    @property
    def place(self) -> str:
        """Its path, printable."""
        return place_of(self.parts)


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a class, in sorted order; hidden ones are not there.

    ``folders`` are all folders, empty ones too; ``commits`` tells of each that is a clone when its last commit
    was made, None where that is unknown.
    """

    name: str
    entries: tuple[Entry, ...]
    folders: frozenset[Parts] = frozenset()
    commits: Mapping[Parts, Callable[[], datetime | None]] = field(default_factory=dict)
    oddities: tuple[Oddity, ...] = ()

    @property
    def top_folders(self) -> tuple[str, ...]:
        """The names of the folders at the top."""
        inside = {entry.parts[0] for entry in self.entries if len(entry.parts) > 1}
        return tuple(sorted(inside | {folder[0] for folder in self.folders}))

    @property
    def top_files(self) -> tuple[Entry, ...]:
        """The files at the top."""
        return tuple(entry for entry in self.entries if len(entry.parts) == 1)

    def below(self, folder: str) -> Tree:
        """What is in a folder at the top, as a class of its own."""
        return replace(
            self,
            name=folder,
            entries=tuple(
                _inner(entry) for entry in self.entries if len(entry.parts) > 1 and entry.parts[0] == folder
            ),
            folders=frozenset(parts[1:] for parts in self.folders if len(parts) > 1 and parts[0] == folder),
            commits={parts[1:]: when for parts, when in self.commits.items() if parts[:1] == (folder,)},
        )


def _inner(entry: Entry) -> Entry:
    return replace(entry, parts=entry.parts[1:])


def place_of(parts: Iterable[str]) -> str:
    """A path as it is printed."""
    return shown("/".join(parts))


def suffix_of(name: str) -> str:
    """What a name ends in, in lower case: two endings of a packed archive.

    >>> suffix_of("hw.TAR.gz"), suffix_of("v1.2.md"), suffix_of("Makefile")
    ('.tar.gz', '.md', '')
    """
    lower = name.lower()
    if lower.endswith(ARCHIVES):
        return next(end for end in ARCHIVES if lower.endswith(end))
    stem, dot, end = lower.rpartition("/")[2].rpartition(".")
    return dot + end if stem and end else ""


def is_hidden(name: str) -> bool:
    """Whether a file or folder is passed over without a word."""
    return name.startswith((".", "~$")) or name in _NEVER


def is_answer(name: str) -> bool:
    """Whether ``read_files`` reads a file of this name."""
    return suffix_of(name) in READ_FROM_FOLDERS or is_row(name)


def most_of(name: str) -> int:
    """How many bytes of a file of this name are wanted at most; 0 where none are."""
    suffix = suffix_of(name)
    if name == METADATA or suffix in TABLES:
        return MAX_CLASS_FILE_BYTES
    if suffix in ARCHIVES:
        return MAX_ARCHIVE_BYTES
    return most_bytes(name) if is_answer(name) or suffix in PAGES else 0
