"""Files of a folder that somebody else filled: no link is followed, nothing but ordinary files is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from ..errors import StudentError
from .tree import Parts, place_of

MOST_NAMES = 5_000

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read_beneath(root: str, parts: Parts, most: int, offset: int | None = None) -> bytes:
    """The bytes of an ordinary file below ``root``; no link on the way is followed.

    With an ``offset``, as many as ``most`` bytes from there, of a file of any size.

    Raises:
        StudentError: It is something else, has more than ``most`` bytes, or cannot be opened.
    """
    try:
        with _opened(root, parts) as descriptor:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise StudentError(f"{place_of(parts)}: not a file")
            if offset is not None:
                return os.pread(descriptor, most, offset)
            if status.st_size > most:
                raise StudentError(f"{place_of(parts)}: larger than {most:,} bytes")
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(most + 1)
    except OSError as error:
        raise StudentError(f"{place_of(parts)}: cannot be opened: {error.strerror or error}") from error
    if len(data) > most:
        raise StudentError(f"{place_of(parts)}: larger than {most:,} bytes")
    return data


def names_beneath(root: str, parts: Parts) -> list[str]:
    """The names in a folder below ``root``, sorted; no link on the way is followed.

    Raises:
        StudentError: It is no folder, or cannot be opened.
    """
    try:
        with _opened(root, parts) as descriptor, os.scandir(descriptor) as listing:
            return sorted(entry.name for entry in islice(listing, MOST_NAMES))
    except OSError as error:
        raise StudentError(f"{place_of(parts)}: cannot be opened: {error.strerror or error}") from error


@contextmanager
def _opened(root: str, parts: Parts) -> Iterator[int]:
    folder = os.open(root, FOLDER)
    try:
        for part in parts[:-1]:
            inner = os.open(part, FOLDER | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        file = os.open(parts[-1], _FILE, dir_fd=folder)
    finally:
        os.close(folder)
    with closing(file):
        yield file


@contextmanager
def closing(descriptor: int) -> Iterator[None]:
    """Close a descriptor at the end."""
    try:
        yield
    finally:
        os.close(descriptor)
