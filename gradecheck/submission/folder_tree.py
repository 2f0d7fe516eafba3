"""A folder on disk as a class. Links are never followed; what is no ordinary file is never opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from ..errors import OperatorError
from .beneath import FOLDER, closing, read_beneath
from .commits import commit_time
from .handed import Oddity, OddityKind
from .shown import shown
from .tree import MAX_DEPTH, Entry, Parts, Tree, is_hidden, most_of, place_of

MAX_IN_A_FOLDER = 100_000
"""How many files one folder may hold."""

MAX_IN_A_SUBMISSION = 5_000
"""How many files may lie below a folder so deep that it can only be one student's."""

_STUDENT_DEPTH = 3

OF_THE_COURSE = frozenset(
    f"gradebook.{ending}" for ending in ("sqlite", "sqlite-wal", "sqlite-shm", "sqlite-journal", "lock")
) | {"course.yaml"}
"""What lies beside the submissions where their folder is the course's own."""


class _TooMany(Exception):
    pass


def folder_tree(folder: Path) -> Tree:
    """All files below ``folder``.

    Raises:
        OperatorError: The folder cannot be opened.
    """
    root = folder.resolve()
    walk = _Walk(str(root))
    try:
        top = os.open(root, FOLDER)
    except OSError as error:
        raise OperatorError(f"{shown(str(folder))}: cannot be read: {error.strerror or error}") from error
    with closing(top):
        walk.folder(top, ())
    return Tree(root.name, tuple(walk.entries), frozenset(walk.folders), walk.commits, tuple(walk.oddities))


class _Walk:
    """One walk through a folder, depth first, each folder in sorted order."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.entries: list[Entry] = []
        self.folders: list[Parts] = []
        self.commits: dict[Parts, Callable[[], datetime | None]] = {}
        self.oddities: list[Oddity] = []
        self.left = 0

    def folder(self, descriptor: int, parts: Parts) -> None:
        with os.scandir(descriptor) as listing:
            found = list(islice(listing, MAX_IN_A_FOLDER + 1))
        if len(found) > MAX_IN_A_FOLDER:
            self.odd("refused", parts, f"more than {MAX_IN_A_FOLDER:,} files in one folder")
            return
        if len(parts) >= _STUDENT_DEPTH:
            self.left -= len(found)
            if self.left < 0:
                raise _TooMany
        for entry in sorted(found, key=lambda entry: entry.name):
            self.one(descriptor, (*parts, entry.name), entry)

    def one(self, above: int, parts: Parts, entry: os.DirEntry[str]) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            self.odd("unreadable", parts, f"cannot be looked at: {error.strerror or error}")
            return
        kind = stat.S_IFMT(status.st_mode)
        if kind == stat.S_IFDIR and entry.name == ".git":
            self.commits[parts[:-1]] = partial(commit_time, self.root, parts)
        elif is_hidden(entry.name) or (len(parts) == 1 and entry.name in OF_THE_COURSE):
            return
        elif kind == stat.S_IFDIR:
            self.enter(above, parts)
        elif kind == stat.S_IFREG:
            read = partial(read_beneath, self.root, parts, most_of(entry.name))
            self.entries.append(Entry(parts, status.st_size, read))
        else:
            what = "a link" if kind == stat.S_IFLNK else "a pipe, socket or device"
            self.odd("refused", parts, f"{what}, not a file; it was not opened", "hand in the file itself")

    def enter(self, above: int, parts: Parts) -> None:
        if len(parts) > MAX_DEPTH:
            self.odd("refused", parts, f"nested more than {MAX_DEPTH} folders deep")
            return
        if len(parts) == _STUDENT_DEPTH:
            self.left = MAX_IN_A_SUBMISSION
        before = len(self.entries)
        try:
            descriptor = os.open(parts[-1], FOLDER | os.O_NOFOLLOW, dir_fd=above)
        except OSError as error:
            self.odd("unreadable", parts, f"the folder cannot be opened: {error.strerror or error}")
            return
        self.folders.append(parts)
        try:
            with closing(descriptor):
                self.folder(descriptor, parts)
        except OSError as error:
            self.odd("unreadable", parts, f"the folder cannot be read: {error.strerror or error}")
        except _TooMany:
            if len(parts) > _STUDENT_DEPTH:
                raise
            del self.entries[before:]
            self.odd("refused", parts, f"more than {MAX_IN_A_SUBMISSION:,} files in one folder")

    def odd(self, kind: OddityKind, parts: Parts, fact: str, remedy: str = "") -> None:
        self.oddities.append(Oddity(kind, place_of(parts), fact, remedy))


def single_file(path: Path) -> Tree:
    """One file as a class."""
    root = path.resolve()
    read = partial(read_beneath, str(root.parent), (root.name,), most_of(root.name))
    return Tree(root.name, (Entry((root.name,), root.stat().st_size, read),))
