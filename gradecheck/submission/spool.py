"""A place for what was taken out of archives: one unnamed file on disk, gone when nobody holds it."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Callable
from functools import partial

from ..errors import MachineError, StudentError


class Spool:
    """Bytes put down one after another, and read back by whoever holds the callable.

    The file has no name, so nothing of it stays behind, however the process ends. What is read back can be read
    in this process and in forks of it.

    >>> spool = Spool()
    >>> first, second = spool.put(b"1.1: z"), spool.put(b"x = 1")
    >>> second(), first()
    (b'x = 1', b'1.1: z')
    """

    def __init__(self) -> None:
        self._file = -1
        self._end = 0

    def put(self, data: bytes) -> Callable[[], bytes]:
        """Put ``data`` down; what is returned gives it back.

        Raises:
            MachineError: There is no room for it.
        """
        offset, self._end = self._end, self._end + len(data)
        try:
            if self._file < 0:
                self._open()
            rest = memoryview(data)
            while rest:
                rest = rest[os.pwrite(self._file, rest, self._end - len(rest)) :]
        except OSError as error:
            fact = f"a temporary file cannot be written: {error.strerror or error}"
            raise MachineError(fact, remedy="name a folder with room in TMPDIR") from error
        return partial(self._get, offset, len(data))

    def _open(self) -> None:
        with tempfile.TemporaryFile() as unnamed:
            self._file = os.dup(unnamed.fileno())
        weakref.finalize(self, os.close, self._file)

    def _get(self, offset: int, size: int) -> bytes:
        data = os.pread(self._file, size, offset) if size else b""
        if len(data) != size:
            raise StudentError("what was unpacked is gone: the disk is full or was cleaned")
        return data
