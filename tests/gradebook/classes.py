"""Small classes with known answers, as values: what the tests of this room are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from gradecheck.gradebook.batch import Progress, run
from gradecheck.gradebook.executors import Local
from gradecheck.gradebook.store import Store
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.submission.handed import Class, Handed, HandedFile, Person

PROBLEM = """\
gradecheck: 1
id: small
title: A small one
variables: {x: {value: 3}, y: {value: 2}}
graph: {f: x y}
items:
  - {id: "1", prompt: "What is ∂f/∂x?", gradient: ∂f/∂x, points: 2, symbolic: y, numeric: 2}
  - id: "2"
    prompt: "What is ∂f/∂y?"
    gradient: ∂f/∂y
    points: 1
    symbolic: {expected: x, accept: [{expected: -x, credit: 1/2, note: sign}]}
"""

ANSWERS = ("1.symbolic: y\n1.numeric: 2\n2: x\n", "1: y\n2: -x\n", "1: (y\n2: x + \n", "1: y + x\n", "")


def problem(folder: Path, text: str = PROBLEM) -> Problem:
    """The problem with this text, in a file of ``folder``."""
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def handed(student: str, files: Mapping[str, bytes | str], at: datetime | None = None) -> Handed:
    """An attempt with these files."""
    return Handed(student, tuple(_file(name, content) for name, content in files.items()), student, at)


def _file(name: str, content: bytes | str) -> HandedFile:
    data = content.encode() if isinstance(content, str) else content
    return HandedFile(name, lambda: data)


def class_of(attempts: Sequence[Handed], *missing: str) -> Class:
    """A class that handed in ``attempts``; who is ``missing`` is on the roster only."""
    students = sorted({*(one.student for one in attempts), *missing})
    return Class(
        "by hand", tuple(Person(each, each.title(), enrolled=True) for each in students), tuple(attempts)
    )


def small_class(students: int = 10) -> Class:
    """A class whose students take turns with ``ANSWERS``."""
    return class_of(
        [handed(f"s{k:03}", {"answers.md": ANSWERS[k % len(ANSWERS)]}) for k in range(students)], "zoe"
    )


def graded(folder: Path, problems: Sequence[Problem], found: Class, seed: int = 0) -> Progress:
    """Grade ``found`` into the gradebook in ``folder``."""
    with Store.open(folder, create=True) as store:
        store.set_problems(problems, seed)
        store.take_in(found, "class", [one.id for one in problems])
        return run(store, Local(2), seed=seed)
