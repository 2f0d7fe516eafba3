"""One writer at a time: whoever writes to a gradebook holds the lock of its folder, and loses it by ending."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import MachineError, OperatorError

NAME = "gradebook.lock"


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of the course in ``folder``.

    Raises ``OperatorError`` where another process holds it, ``MachineError`` where it cannot be written.
    Where the system has no such locks (Windows), SQLite alone keeps writers apart.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / NAME).open("w")
    except OSError as error:
        raise MachineError(f"{folder}: {error.strerror or error}", remedy="may it be written?") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OperatorError(
                f"{folder}: another gradecheck is writing to this gradebook", remedy="wait until it has ended"
            ) from None
        yield
