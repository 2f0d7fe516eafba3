"""A synthetic class on disk: the submissions, the roster, and what each answer is meant to be."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import MachineError, OperatorError
from ...problem.model import Numbers, Problem
from ...problem.variants import for_student
from .answering import Answer, answers
from .broken import spoiled
from .choices import Question, questions
from .layouts import LayoutName, layout, roster_header, roster_row
from .sheets import files
from .students import Student, random_for, student

MOST_KNOWN = 64
"""Problems and variants whose choices of answers are in memory."""


def write_class(
    problems: Sequence[Problem],
    folder: Path,
    students: int,
    *,
    seed: int = 0,
    form: LayoutName = "folders",
    broken: float = 0.0,
) -> Iterator[Student]:
    """Write a class into ``folder``, a student at a time; each is given back once they are written.

    ``folder`` gets ``submissions`` (or ``responses.csv`` in it), ``roster.csv`` and ``truth.json``, which has a
    student a line. ``broken`` is the share of students whose hand-in cannot be graded.

    Raises:
        OperatorError: There is something in the folder already, or two problems have an item of one id.
        MachineError: A file cannot be written.
    """
    asked = _Asked(problems)
    _check(folder, asked.base, form)
    try:
        yield from _written(asked, folder, students, seed, form, broken)
    except OSError as error:
        raise MachineError(f"{error.filename}: cannot be written: {error.strerror}") from error


@dataclass(eq=False)
class _Asked:
    """What is asked: of everybody the same, or of each student with numbers of their own."""

    problems: Sequence[Problem]
    known: dict[tuple[str, Numbers], tuple[Question, ...]] = field(default_factory=dict)

    @property
    def base(self) -> tuple[Question, ...]:
        """The questions of the base variants."""
        return tuple(question for problem in self.problems for question in self._of(problem))

    def of(self, one: Student) -> tuple[Question, ...]:
        """The questions to one student."""
        own = (for_student(problem, one.id) for problem in self.problems)
        return tuple(question for problem in own for question in self._of(problem))

    def _of(self, problem: Problem) -> tuple[Question, ...]:
        place = (problem.id, problem.variant)
        if place not in self.known:
            if len(self.known) > MOST_KNOWN:
                self.known.clear()
            self.known[place] = questions(problem)
        return self.known[place]


def _check(folder: Path, asked: Sequence[Question], form: LayoutName) -> None:
    if not asked:
        raise OperatorError("these problems ask for nothing", remedy="name a problem with items")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OperatorError(f"{folder}: there is something in it already", remedy="name a new folder")
    names = [question.id for question in asked]
    twice = next((name for name in names if names.count(name) > 1), "")
    if form == "csv" and twice:
        raise OperatorError(f"two problems have an item '{twice}'", remedy="choose a layout other than csv")


def _written(
    asked: _Asked, folder: Path, students: int, seed: int, form: LayoutName, broken: float
) -> Iterator[Student]:
    inside = folder / "submissions"
    inside.mkdir(parents=True)
    writer = layout(form, inside, asked.base)
    with (
        (folder / "roster.csv").open("w", encoding="utf-8", newline="") as roster,
        (folder / "truth.json").open("w", encoding="utf-8", newline="\n") as truth,
    ):
        rows = csv.writer(roster)
        rows.writerow(roster_header(form))
        truth.write("{")
        for number in range(1, students + 1):
            one = student(seed, number)
            if one.enrolled:
                rows.writerow(roster_row(form, one))
            said = _handed(one, asked.of(one), seed, writer.single, broken if form != "csv" else 0.0)
            if said is not None:
                writer.add(one, said[1], said[2])
            truth.write(("," if number > 1 else "") + f"\n{json.dumps(one.id)}: {_truth(one, said)}")
            yield one
        truth.write("\n}\n")
    writer.close()


_Said = tuple[str, tuple[tuple[str, bytes], ...], tuple[Answer, ...]]


def _handed(one: Student, asked: Sequence[Question], seed: int, single: bool, broken: float) -> _Said | None:
    """What a student hands in: how it is broken ("" where it is not), files, answers; None for nothing."""
    if one.at is None:
        return None
    said = answers(one, asked, seed)
    made = files(one, said, single=single)
    random = random_for(seed, one.number, "broken")
    if random.random() < broken:
        kind, made = spoiled(made, random)
        return kind, made, said
    return "", made, said


def _truth(one: Student, said: _Said | None) -> str:
    """What a student's answers are meant to be, by problem and by part, as JSON."""
    problems: dict[str, dict[str, str]] = {}
    for answer in said[2] if said and not said[0] else ():
        problems.setdefault(answer.question.problem.id, {})[answer.question.id] = answer.meant
    facts = {
        "name": one.name,
        "at": one.at.isoformat() if one.at else None,
        "enrolled": one.enrolled,
        "broken": said[0] if said else "",
        "answers": problems,
    }
    return json.dumps(facts, ensure_ascii=False)
