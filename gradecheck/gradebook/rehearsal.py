"""A gradebook to try something on: a copy that takes the place of the real one only if that is wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import MachineError
from .store import Store
from .tables import NAME, opened


@contextmanager
def rehearsal(store: Store) -> Iterator[Store]:
    """A copy of ``store``, gone after the block. Raises ``MachineError`` where there is no room for it."""
    with TemporaryDirectory(prefix="gradecheck-", dir=store.path.parent) as folder:
        path = Path(folder) / NAME
        with Store(opened(path, create=True), path) as copy:
            _copy(store, copy)
            yield copy


def adopt(store: Store, copy: Store) -> None:
    """Make ``store`` what ``copy`` is, all at once. Raises ``MachineError`` where it cannot be written."""
    _copy(copy, store)


def _copy(source: Store, target: Store) -> None:
    try:
        source.db.backup(target.db)
    except sqlite3.Error as error:
        raise MachineError(f"{target.path}: {error}", remedy="is the disk full?") from error
