"""The tables of a gradebook, and how one is opened: SQLite with a write-ahead log and one writer.

All text that people wrote is JSON in ASCII: lone surrogates and control characters come back as they were.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ..errors import MachineError, OperatorError

NAME = "gradebook.sqlite"
VERSION = 3

SCHEMA = """
create table person (
  id text primary key, data text not null            -- JSON: name, section, ids, enrolled
) without rowid;
create table file (
  digest text primary key, content blob not null     -- zlib
) without rowid;
create table attempt (
  id integer primary key, student text not null, digest text not null, source text not null,
  at text not null,                                  -- ISO 8601 in UTC, '' where unknown
  files text not null,                               -- JSON: [[name, digest of the content, why it is missing]]
  unique (student, digest)
);
create table oddity (
  root text not null,                                -- the submissions that it was found in
  place text not null, kind text not null, fact text not null, remedy text not null, student text not null,
  primary key (root, place, kind, fact, remedy, student)
) without rowid;
create table problem (
  basis text primary key,                            -- hash of the problem, the engine and the seed
  id text not null, position integer not null, content text not null,
  seed integer not null, engine text not null,
  outline text not null                              -- JSON: items with their parts, '' until one is graded
) without rowid;
create table asked (                                 -- the problems that an attempt is an attempt at
  attempt integer not null references attempt, problem text not null,
  primary key (attempt, problem)
) without rowid;
create table graded (
  attempt integer not null references attempt, problem text not null, basis text not null references problem,
  warnings text not null, milliseconds integer not null,
  hints text not null default '[]',                  -- JSON: [[item, how many, share of its points]]
  variant text not null default '',                  -- JSON: numbers and labels, '' where all have the same
  primary key (attempt, problem)
) without rowid;
create table answer (
  attempt integer not null references attempt, problem text not null, place integer not null,
  verdict text not null references verdict,
  primary key (attempt, problem, place)
) without rowid;
create index answers_by_verdict on answer (verdict);
create table verdict (
  key text primary key, response text not null, data text not null, milliseconds integer not null,
  status text not null, note text not null,
  review text not null,                              -- why a person should look, '' where nobody needs to
  form text not null                                 -- one for answers of one normal form, '' for right ones
) without rowid;
create index verdicts_for_review on verdict (review) where review != '';
create table setting (
  name text primary key, value blob not null         -- roster: the file; share: like 2/8; assignments: JSON
) without rowid;
create table decision (
  id integer primary key, problem text not null, part text not null,
  kind text not null, response text not null,        -- an answer of the group, to be read anew
  credit text not null, remark text not null, who text not null, at text not null,
  variant text not null default ''                   -- as in graded
);
"""

FROM_2 = """
alter table graded add column variant text not null default '';
alter table graded add column hints text not null default '[]';
alter table decision add column variant text not null default '';
"""


def opened(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """The gradebook at ``path``. Nothing is written before a transaction is committed.

    Raises ``OperatorError`` where there is none, ``MachineError`` where it cannot be read or made.
    """
    if not create and not path.is_file():
        raise OperatorError(
            f"{path}: there is no gradebook", remedy="gradecheck batch makes one; --course names its folder"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        db.execute("pragma foreign_keys = off")
        _check_version(db, path)
    except sqlite3.Error as error:
        raise MachineError(f"{path}: {error}", remedy="is it a gradebook, and may it be written?") from error
    except OSError as error:
        raise MachineError(f"{path}: {error.strerror or error}") from error
    return db


class Verdicts:
    """The verdicts in the gradebook at ``path``, by key, while another process writes it.

    A gradebook that cannot be read has none: they can be made again.
    """

    def __init__(self, path: Path) -> None:
        self._db: sqlite3.Connection | None = None
        with suppress(sqlite3.Error):
            self._db = _reading(path)

    def find(self, key: str) -> str | None:
        """The verdict as ``stored.to_text`` wrote it."""
        with suppress(sqlite3.Error):
            if self._db is not None:
                row = self._db.execute("select data from verdict where key = ?", (key,)).fetchone()
                return row and str(row[0])
        return None

    def close(self) -> None:
        """Look no more."""
        if self._db is not None:
            self._db.close()


def students_in(path: Path, beginning: str) -> list[str]:
    """Ids of students in the gradebook at ``path``, as a shell offers them; none where it cannot be read."""
    with suppress(sqlite3.Error), closing(_reading(path)) as db:
        ids = db.execute("select id from person union select student from attempt order by 1")
        return [own_id for (own_id,) in ids if own_id.startswith(beginning)]
    return []


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("pragma user_version").fetchone()
    if version == 0:
        db.executescript(f"begin immediate; {SCHEMA} pragma user_version = {VERSION}; commit;")
    elif version == 2:
        db.executescript(f"begin immediate; {FROM_2} pragma user_version = {VERSION}; commit;")
    elif version != VERSION:
        raise OperatorError(
            f"{path}: made by another version of gradecheck (tables {version}, here {VERSION})",
            remedy="export it with the version that made it, and run batch again in a new folder",
        )
