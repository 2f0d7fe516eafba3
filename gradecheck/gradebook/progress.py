"""What one student has done at home: hints taken, answers practised. A file of their own, not a gradebook."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import MachineError, OperatorError
from ..grading.practice import Card, CardKey

VERSION = 2
SCHEMA = """
create table if not exists hint (
  problem text not null, item text not null, blank text not null, taken integer not null,
  primary key (problem, item, blank)
) without rowid;
create table if not exists card (
  problem text not null, key text not null, box integer not null, due integer not null,
  seen integer not null, wrong integer not null, notes text not null,      -- JSON
  primary key (problem, key)
) without rowid;
create table if not exists clock (
  id integer primary key check (id = 0), turn integer not null             -- questions seen
);
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

    def turn(self) -> int:
        """How many questions were seen."""
        (turn,) = self.db.execute("select coalesce(max(turn), 0) from clock").fetchone()
        return int(turn)

    def cards(self, problems: Iterable[str]) -> dict[CardKey, Card]:
        """What is known of the questions of some problems."""
        query = "select problem, key, box, due, seen, wrong, notes from card where problem = ?"
        rows = [row for problem in problems for row in self.db.execute(query, (problem,))]
        cards = (
            Card(problem, key, box, due, seen, wrong, tuple(json.loads(notes)))
            for problem, key, box, due, seen, wrong, notes in rows
        )
        return {(card.problem, card.key): card for card in cards}

    def keep(self, turn: int, cards: Iterable[Card]) -> None:
        """Remember how far practice has come: all of it or, where the disk fails, nothing."""
        rows = [
            (each.problem, each.key, each.box, each.due, each.seen, each.wrong, json.dumps(each.notes))
            for each in cards
        ]
        with self.db:
            self.db.execute("begin immediate")
            self.db.execute("insert or replace into clock values (0, ?)", (turn,))
            self.db.executemany("insert or replace into card values (?, ?, ?, ?, ?, ?, ?)", rows)

    def forget(self, problems: Iterable[str]) -> None:
        """Begin anew with some problems."""
        with self.db:
            self.db.execute("begin immediate")
            self.db.executemany("delete from card where problem = ?", [(problem,) for problem in problems])


_REMEDY = "name another file in GRADECHECK_PROGRESS"


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("pragma user_version").fetchone()
    if version < VERSION:
        db.executescript(f"begin immediate; {SCHEMA} pragma user_version = {VERSION}; commit;")
    elif version > VERSION:
        raise OperatorError(
            f"{path}: this progress was kept by a newer gradecheck (tables {version}, here {VERSION})",
            remedy="go on with that version, or begin anew in another file: GRADECHECK_PROGRESS=FILE",
        )
