"""What one student has done at home: hints taken, answers practised. A file of their own, not a gradebook."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import MachineError, OperatorError

VERSION = 1
SCHEMA = """
create table hint (
  problem text not null, item text not null, blank text not null, taken integer not null,
  primary key (problem, item, blank)
) without rowid;
"""


def progress_path() -> Path:
    """``$GRADECHECK_PROGRESS``, or a file where the user's own data are kept."""
    named = os.environ.get("GRADECHECK_PROGRESS")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "gradecheck" / "progress.sqlite"


@dataclass(eq=False)
class Progress:
    """An open file. What is written is on the disk before the method returns."""

    db: sqlite3.Connection
    path: Path

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Progress]:
        """The progress kept at a path, begun where there is none. Raises ``MachineError`` where it fails."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, isolation_level=None, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise MachineError(f"{path}: progress cannot be kept here: {error}", remedy=_REMEDY) from error
        try:
            _check_version(db, path)
            yield cls(db, path)
        except sqlite3.Error as error:
            raise MachineError(f"{path}: {error}", remedy=_REMEDY) from error
        finally:
            db.close()

    def hints(self, problem: str, item: str) -> dict[str, int]:
        """How many hints to an item were taken, by blank, "" being the item."""
        rows = self.db.execute("select blank, taken from hint where problem = ? and item = ?", (problem, item))
        return dict(rows.fetchall())

    def keep_hints(self, problem: str, item: str, blank: str, taken: int) -> None:
        """Remember how many were taken."""
        self.db.execute("insert or replace into hint values (?, ?, ?, ?)", (problem, item, blank, taken))


_REMEDY = "name another file in GRADECHECK_PROGRESS"


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("pragma user_version").fetchone()
    if version == 0:
        db.executescript(f"begin immediate; {SCHEMA} pragma user_version = {VERSION}; commit;")
    elif version != VERSION:
        raise OperatorError(f"{path}: kept by another version of gradecheck", remedy=_REMEDY)
