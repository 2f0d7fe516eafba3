"""Writing what came of an export: whole or not at all, and over nothing that is there unless asked to."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import MachineError, OperatorError

_REMEDY = "name another file, or say --force"


def write_file(target: Path, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write one file. It is there once it is whole.

    Raises ``OperatorError`` where it is there already and not to be replaced, ``MachineError`` where the disk
    fails.
    """
    if target.is_dir():
        raise OperatorError(f"{target}: this is a folder", remedy="name a file")
    if not force and os.path.lexists(target):
        raise OperatorError(f"{target}: this file is there already", remedy=_REMEDY)
    with _disk(target):
        place(target, pieces, force=force)


def write_folder(target: Path, files: Iterable[tuple[str, bytes]], *, force: bool) -> int:
    """Write a folder of files, and say how many. It is there once it is whole; with ``force`` files that are
    there already are replaced one by one and others are left.

    Raises as ``write_file`` does.
    """
    if os.path.lexists(target) and not (force and target.is_dir()):
        raise OperatorError(f"{target}: this is there already", remedy=_REMEDY.replace("file", "folder"))
    with _disk(target):
        if target.is_dir():
            return _all_below(target, files)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name[:60]}.", dir=target.parent))
        try:
            count = _all_below(partial, files)
            partial.chmod(0o777 & ~_umask())
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return count


def _all_below(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    count = 0
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        place(path, [content], force=True)
        count += 1
    return count


def place(target: Path, pieces: Iterable[bytes], *, force: bool) -> None:
    """Put a file in its place so that whoever looks finds the old one or all of the new one.

    Raises ``OSError``; ``FileExistsError`` where it is there and not to be replaced.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", dir=target.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_umask())
        if force:
            partial.replace(target)
        else:
            os.link(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _disk(target: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise OperatorError(f"{target}: this is there already", remedy=_REMEDY) from error
    except OSError as error:
        raise MachineError(f"{target}: cannot be written: {error.strerror or error}") from error
