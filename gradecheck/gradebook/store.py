"""The gradebook as it is written: attempts with their files, verdicts with their evidence, one writer."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import UTC
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Literal

from ..errors import MachineError, OperatorError, StudentError
from ..problem.codec import decode, encode
from ..problem.model import Problem
from ..submission.handed import Class, Handed, Oddity, Person
from .engine import engine
from .shard import GradedRow, Judged, Missing, Work
from .tables import NAME, opened

_OPEN = """
from asked join problem on problem.id = asked.problem and problem.position >= 0
left join graded on graded.attempt = asked.attempt and graded.problem = asked.problem
where graded.basis is not problem.basis
"""
"""Attempts with the problems that they are not judged on as these are now."""

AT_A_TIME = 500
"""Attempts that are taken in with one transaction."""


@dataclass(eq=False)
class Store:
    """An open gradebook. Every method raises ``MachineError`` where the disk fails."""

    db: sqlite3.Connection
    path: Path

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Store:
        """The gradebook of the course in ``folder``. Raises ``OperatorError`` where there is none."""
        path = folder / NAME
        return cls(opened(path, create=create), path)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()
        if isinstance(error, sqlite3.Error):
            raise MachineError(
                f"{self.path}: {error}", remedy="is the disk sound, and the file whole?"
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is written in the block, or nothing."""
        try:
            self.db.execute("begin immediate")
            yield self.db
            self.db.execute("commit")
        except sqlite3.Error as error:
            raise MachineError(f"{self.path}: {error}", remedy="nothing of this step was written") from error
        finally:
            if self.db.in_transaction:
                self.db.execute("rollback")

    def set_problems(self, problems: Sequence[Problem], seed: int) -> None:
        """Problems of the course as they are from now on. New ones come last; others stay as they are."""
        with self.transaction() as db:
            db.execute("delete from oddity where kind = 'failed'")  # what failed is tried again
            for problem in problems:
                position = self._position(problem.id)
                db.execute("update problem set position = -1 where id = ?", (problem.id,))
                content = json.dumps(encode(replace(problem, path="")))
                row = (basis(content, seed), problem.id, position, content, seed, engine())
                db.execute(
                    "insert into problem values (?, ?, ?, ?, ?, ?, '') "
                    "on conflict (basis) do update set position = excluded.position",
                    row,
                )

    def require(self, problems: Sequence[str]) -> None:
        """Raises ``OperatorError`` where the course does not have these problems."""
        known = [problem.id for problem in self.problems()]
        for problem in problems:
            if problem not in known:
                raise OperatorError(
                    f"the gradebook has no problem '{problem}'",
                    remedy=f"it has {', '.join(known) or 'none yet'}; gradecheck batch adds to them",
                )

    def _position(self, problem: str) -> int:
        (position,) = self.db.execute(
            "select coalesce((select position from problem where id = ? and position >= 0), "
            "max(position) + 1, 0) from problem",
            (problem,),
        ).fetchone()
        return int(position)

    def problems(self) -> tuple[Problem, ...]:
        """The problems of the course, in order."""
        rows = self.db.execute("select content from problem where position >= 0 order by position")
        return tuple(decode(json.loads(content)) for (content,) in rows)

    def take_in(self, found: Class, root: str, problems: Sequence[str]) -> None:
        """Keep everything that was handed in, as attempts at ``problems``.

        What is there stays; oddities of ``root`` are replaced.
        """
        with self.transaction() as db:
            db.execute("delete from oddity where root = ?", (root,))
            db.executemany("insert or replace into person values (?, ?)", map(_person_row, found.people))
            for oddity in found.oddities:
                self._note(root, oddity)
        handed = iter(found.handed)
        while some := list(islice(handed, AT_A_TIME)):
            with self.transaction():
                for one in some:
                    self._take(one, problems)

    def _take(self, handed: Handed, problems: Sequence[str]) -> None:
        files: list[tuple[str, str, Missing]] = []
        for file in handed.files:
            try:
                content = file.read()
            except StudentError as error:
                files.append((file.name, "", error.fact))
                continue
            digest = sha256(content).hexdigest()
            self.db.execute("insert or ignore into file values (?, ?)", (digest, zlib.compress(content)))
            files.append((file.name, digest, ""))
        listed = json.dumps(files)
        at = handed.at.astimezone(UTC).isoformat() if handed.at else ""
        digest = sha256(listed.encode()).hexdigest()
        self.db.execute(
            "insert into attempt (student, digest, source, at, files) values (?, ?, ?, ?, ?) "
            "on conflict (student, digest) do update set at = excluded.at where excluded.at != ''",
            (handed.student, digest, json.dumps(handed.source), at, listed),
        )
        self.db.executemany(
            "insert or ignore into asked select id, ? from attempt where student = ? and digest = ?",
            ((problem, handed.student, digest) for problem in problems),
        )

    def _note(self, root: str, oddity: Oddity) -> None:
        row = (root, json.dumps(oddity.place), oddity.kind, json.dumps(oddity.fact))
        self.db.execute(
            "insert or ignore into oddity values (?, ?, ?, ?, ?, ?)",
            (*row, json.dumps(oddity.remedy), oddity.student),
        )

    def open_work(self) -> Iterator[Work]:
        """What is not judged on the problems as they are now, attempt by attempt, files and all."""
        rows = self.db.execute(
            f"select asked.attempt, group_concat(problem.id, char(10)) {_OPEN} group by asked.attempt"
        ).fetchall()
        for attempt, problems in rows:
            listed, student, data = self.db.execute(
                "select files, student, data from attempt left join person on person.id = student "
                "where attempt.id = ?",
                (attempt,),
            ).fetchone()
            files = tuple(
                (name, self._content(digest) if digest else why) for name, digest, why in json.loads(listed)
            )
            asked = tuple(sorted(problems.split("\n")))
            yield Work(attempt, files, asked, person_of(student, data))

    def open_attempts(self) -> int:
        """How many attempts ``open_work`` has."""
        (count,) = self.db.execute(f"select count(distinct asked.attempt) {_OPEN}").fetchone()
        return int(count)

    def count(self, table: Literal["attempt", "answer", "verdict", "person"]) -> int:
        """How many rows a table has."""
        (count,) = self.db.execute(f"select count(*) from {table}").fetchone()
        return int(count)

    def forms_to_review(self) -> int:
        """How many different answers a person should look at, in the gradebook as it is."""
        (count,) = self.db.execute(
            "select count(distinct answer.problem || char(10) || answer.place || char(10) || verdict.form) "
            "from verdict join answer on answer.verdict = verdict.key where verdict.review != ''"
        ).fetchone()
        return int(count)

    def _content(self, digest: str) -> bytes:
        (content,) = self.db.execute("select content from file where digest = ?", (digest,)).fetchone()
        return zlib.decompress(content)

    def setting(self, name: Literal["roster", "share", "assignments"]) -> bytes | None:
        """What was kept under a name."""
        row = self.db.execute("select value from setting where name = ?", (name,)).fetchone()
        return row and bytes(row[0])

    def keep_setting(self, name: Literal["roster", "share", "assignments"], value: bytes) -> None:
        """Keep something under a name, in place of what was there."""
        with self.transaction() as db:
            db.execute("insert or replace into setting values (?, ?)", (name, value))

    def known(self, works: Sequence[Work]) -> tuple[tuple[str, str], ...]:
        """Verdicts made before on these students' answers, for a worker that has not seen them."""
        found: dict[str, str] = {}
        for work in works:
            found |= self.db.execute(
                "select distinct verdict.key, verdict.data from attempt as own "
                "join attempt on attempt.student = own.student join answer on answer.attempt = attempt.id "
                "join verdict on verdict.key = answer.verdict where own.id = ?",
                (work.attempt,),
            ).fetchall()
        return tuple(found.items())

    def enter(self, judged: Judged) -> int:
        """Keep what became of a shard, all at once; how many of its verdicts are new is returned."""
        with self.transaction() as db:
            new = db.executemany(
                "insert or ignore into verdict values (?, ?, ?, ?, ?, ?, ?, ?)",
                map(astuple, judged.verdicts.values()),
            ).rowcount
            for problem, outline in judged.outlines.items():
                db.execute(
                    "update problem set outline = ? where id = ? and position >= 0 and outline = ''",
                    (outline, problem),
                )
            for row in judged.graded:
                self._enter_row(row)
            for failure in judged.failures:
                (student,) = db.execute(
                    "select student from attempt where id = ?", (failure.attempt,)
                ).fetchone()
                self._note("", Oddity("failed", failure.problem, failure.why, failure.remedy, student))
        return int(new)

    def _enter_row(self, row: GradedRow) -> None:
        attempt, problem, hints = row.attempt, row.problem, json.dumps(row.hints)
        self.db.execute(
            "insert or replace into graded (attempt, problem, basis, warnings, milliseconds, variant, hints) "
            "select ?, ?, basis, ?, ?, ?, ? from problem where id = ? and position >= 0",
            (attempt, problem, json.dumps(row.warnings), row.milliseconds, row.variant, hints, problem),
        )
        self.db.execute("delete from answer where attempt = ? and problem = ?", (row.attempt, row.problem))
        self.db.executemany(
            "insert into answer values (?, ?, ?, ?)",
            ((attempt, problem, place, key) for place, key in enumerate(row.keys) if key),
        )

    def reopen(self) -> int:
        """Make attempts open again that have an answer without its verdict; how many these are."""
        with self.transaction() as db:
            lost = db.execute(
                "select distinct attempt, problem from answer where verdict not in (select key from verdict)"
            ).fetchall()
            db.executemany("delete from graded where attempt = ? and problem = ?", lost)
        return len(lost)


def basis(content: str, seed: int) -> str:
    """What verdicts on a problem rest on, as a short text: the problem, the engine, the seed."""
    return sha256(json.dumps([content, engine(), seed]).encode()).hexdigest()[:32]


def person_of(own_id: str, data: str | None) -> Person:
    """The person of a row; whoever handed in is one, listed or not."""
    if data is None:
        return Person(own_id)
    name, section, ids, enrolled = json.loads(data)
    return Person(own_id, name, section, tuple((kind, text) for kind, text in ids), enrolled)


def _person_row(person: Person) -> tuple[str, str]:
    return person.id, json.dumps([person.name, person.section, person.ids, person.enrolled])
