"""The gradebook as it is read: reports as they were given, standings under the course's policies."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ..grading.stored import from_text
from ..grading.symbolic import blank
from ..grading.verdict import ItemReport, PartReport, Report, Verdict
from ..problem.codec import decode
from ..problem.course import Course
from ..problem.model import Problem
from ..submission.handed import Oddity, Person
from .decisions import Decisions
from .forms import basis_of
from .policies import stand
from .shard import variant_of
from .standing import Graded, Standing
from .store import Store, person_of

REMEMBERED = 20_000
"""How many verdicts are in memory at once."""


class _Row(NamedTuple):
    """An attempt judged on a problem, as it comes out of the tables."""

    student: str
    attempt: int
    at: str
    problem: str
    basis: str
    warnings: str
    milliseconds: int
    variant: str
    hints: str


@dataclass(frozen=True, slots=True)
class _Outlined:
    """A problem as it was when it was graded."""

    problem: Problem
    seed: int
    outline: list[tuple[str, str, str, list[tuple[str, str, str]]]]


@dataclass(eq=False)
class Gradebook:
    """All that was graded, for whoever wants to read it. Decisions of people are in force."""

    store: Store
    decisions: Decisions
    _outlines: dict[str, _Outlined] = field(default_factory=dict)
    _verdicts: dict[str, tuple[Verdict, str]] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> Gradebook:
        """The gradebook of the course in ``folder``.

        Raises ``OperatorError`` where there is none, ``MachineError`` where it cannot be read.
        """
        return cls.of(Store.open(folder))

    @classmethod
    def of(cls, store: Store) -> Gradebook:
        """The gradebook in an open store."""
        return cls(store, Decisions.read(store))

    def problems(self) -> tuple[Problem, ...]:
        """The problems of the course, in order."""
        return self.store.problems()

    def people(self) -> dict[str, Person]:
        """All students, by id; whoever handed in is one, listed or not."""
        rows = self.store.db.execute("select id, data from person")
        handed_in = self.store.db.execute("select distinct student from attempt")
        found = {own_id: Person(own_id) for (own_id,) in handed_in}
        return found | {own_id: person_of(own_id, data) for own_id, data in rows}

    def unfinished(self) -> int:
        """How many attempts are not judged on the problems as they are: a run was stopped."""
        return self.store.open_attempts()

    def oddities(self, root: str | None = None) -> tuple[Oddity, ...]:
        """What was odd about files, sorted by place; only about those in ``root`` if that is given."""
        rows = self.store.db.execute(
            "select distinct kind, place, fact, remedy, student from oddity "
            "where ? is null or root in (?, '') order by place, kind, fact, student",
            (root, root),
        )
        return tuple(
            Oddity(kind, json.loads(place), json.loads(fact), json.loads(remedy), student)
            for kind, place, fact, remedy, student in rows
        )

    def standings(self, course: Course, only: Collection[str] | None = None) -> Iterator[Standing]:
        """Where each student stands, in the order of their ids; one at a time is in memory.

        With ``only`` it is as if these were all problems that there are.
        """
        problems, people = self.problems(), self.people()
        if only is not None:
            problems = tuple(problem for problem in problems if problem.id in only)
        odd: dict[str, list[Oddity]] = {}
        for oddity in self.oddities():
            odd.setdefault(oddity.student, []).append(oddity)
        graded = self._graded()
        waiting = next(graded, None)
        for own_id in sorted(people):
            attempts: Mapping[str, list[Graded]] = {}
            if waiting is not None and waiting[0] == own_id:
                attempts, waiting = waiting[1], next(graded, None)
            yield stand(people[own_id], attempts, problems, course, tuple(odd.get(own_id, ())))

    def _graded(self) -> Iterator[tuple[str, dict[str, list[Graded]]]]:
        """For each student who handed in, all that was graded, by problem, in the order of attempts."""
        rows = self.store.db.execute(
            "select student, attempt.id, at, graded.problem, basis, warnings, milliseconds, variant, hints "
            "from attempt join graded on graded.attempt = attempt.id "
            "order by student, attempt.id, graded.problem"
        )
        for student, own in groupby(map(_Row._make, rows), key=itemgetter(0)):
            listed = list(own)
            numbers = _numbers(listed)
            found: dict[str, list[Graded]] = {}
            for row in sorted(listed, key=lambda row: numbers[row.attempt]):
                at = datetime.fromisoformat(row.at) if row.at else None
                one = Graded(numbers[row.attempt], at, self._report(row), row.milliseconds)
                found.setdefault(row.problem, []).append(one)
            yield student, {problem: _answered(attempts) for problem, attempts in found.items()}

    def _report(self, row: _Row) -> Report:
        outlined = self._outlined(row.basis)
        answers = self.store.db.execute(
            "select place, verdict, response from answer join verdict on verdict.key = answer.verdict "
            "where attempt = ? and problem = ?",
            (row.attempt, row.problem),
        )
        numbers, labels = variant_of(row.variant)
        by_place = {place: (key, json.loads(response)) for place, key, response in answers}
        hints = {item: (n, Fraction(cost)) for item, n, cost in json.loads(row.hints)}
        items, place = [], 0
        for number, (item, label, points, parts) in enumerate(outlined.outline):
            reports = []
            for part, kind, share in parts:
                key, response = by_place.get(place, ("", ""))
                verdict, form = self.verdict(key) if key else (blank(), "")
                report = PartReport(part, kind, Fraction(share), response, verdict, key, basis_of(form))
                reports.append(self.decisions.applied(row.problem, report, form, numbers))
                place += 1
            label = labels[number] if labels else label
            taken = hints.get(item, (0, Fraction(0)))
            items.append(ItemReport(item, label, Fraction(points), tuple(reports), *taken))
        problem, warnings = outlined.problem, tuple(json.loads(row.warnings))
        return Report(problem.id, problem.title, outlined.seed, tuple(items), warnings, numbers)

    def _outlined(self, basis: str) -> _Outlined:
        if basis not in self._outlines:
            content, seed, outline = self.store.db.execute(
                "select content, seed, outline from problem where basis = ?", (basis,)
            ).fetchone()
            self._outlines[basis] = _Outlined(decode(json.loads(content)), seed, json.loads(outline))
        return self._outlines[basis]

    def verdict(self, key: str) -> tuple[Verdict, str]:
        """The verdict under a key, as the engine gave it, and the form of the answer."""
        found = self._verdicts.get(key)
        if found is None:
            data, form = self.store.db.execute(
                "select data, form from verdict where key = ?", (key,)
            ).fetchone()
            found = from_text(data), form
            if len(self._verdicts) >= REMEMBERED:
                self._verdicts.clear()
            self._verdicts[key] = found
        return found


def _answered(attempts: list[Graded]) -> list[Graded]:
    """A hand-in without any answer to a problem is no attempt at it, unless there is no other."""
    return [one for one in attempts if _has_answers(one.report)] or attempts


def _has_answers(report: Report) -> bool:
    return any(part.response for item in report.items for part in item.parts)


def _numbers(rows: Sequence[_Row]) -> dict[int, int]:
    """A student's attempts numbered from 1: by time where all of them have one, else as they came in."""
    times = {row.attempt: row.at for row in rows}
    timed = all(times.values())
    ordered = sorted(times, key=lambda attempt: (times[attempt] if timed else "", attempt))
    return {attempt: number for number, attempt in enumerate(ordered, 1)}
