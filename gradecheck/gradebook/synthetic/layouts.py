"""The shapes in which platforms hand out what a class handed in, written a student at a time."""

from __future__ import annotations

import csv
import json
import os
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, get_args

from .answering import Answer
from .choices import Question
from .sheets import File
from .students import DEADLINE, Student

LayoutName = Literal["canvas", "moodle", "gradescope", "folders", "files", "classroom", "csv"]
LAYOUTS: tuple[LayoutName, ...] = get_args(LayoutName)
ASSIGNMENT = "backprop-practice"


class Layout(Protocol):
    """Where the files of a student go. ``single`` says that each student hands in one file."""

    single: bool

    def add(self, student: Student, files: Sequence[File], answers: Sequence[Answer]) -> None:
        """Write what one student handed in."""

    def close(self) -> None:
        """Write what comes at the end."""


def layout(name: LayoutName, folder: Path, questions: Sequence[Question]) -> Layout:
    """A writer of the layout into ``folder``, which is there and empty."""
    match name:
        case "canvas":
            return _Flat(folder, _canvas, single=False)
        case "moodle":
            return _Flat(folder, _moodle, single=False)
        case "folders":
            return _Flat(folder, lambda student, name: f"{student.id}/{name}", single=False)
        case "files":
            return _Flat(folder, lambda student, name: student.id + Path(name).suffix, single=True)
        case "classroom":
            return _Flat(folder, _classroom, single=False)
        case "gradescope":
            return _Gradescope(folder)
    return _Responses(folder, questions)


class _Flat:
    """Layouts in which a file's path says whose it is."""

    def __init__(self, folder: Path, path: _PathOf, *, single: bool) -> None:
        self.folder, self.path, self.single = folder, path, single

    def add(self, student: Student, files: Sequence[File], answers: Sequence[Answer]) -> None:
        for name, content in files:
            _write(self.folder / self.path(student, name), content, student.at)

    def close(self) -> None:
        pass


class _PathOf(Protocol):
    def __call__(self, student: Student, name: str, /) -> str: ...


def _canvas(student: Student, name: str) -> str:
    """``lovelaceada_LATE_12345_67890_answers.md``."""
    letters = re.sub(r"[^\w]|_", "", _ascii(student.last + student.first)).lower() or f"student{student.number}"
    late = "LATE_" if student.at is not None and student.at > DEADLINE else ""
    return f"{letters}_{late}{student.platform_id}_{900_000 + student.number}_{name}"


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _moodle(student: Student, name: str) -> str:
    """``Ada Lovelace_12345_assignsubmission_file_/answers.md``."""
    return f"{student.name.replace('/', ' ')}_{student.platform_id}_assignsubmission_file_/{name}"


def _classroom(student: Student, name: str) -> str:
    """``backprop-practice-submissions/backprop-practice-student-00001/answers.md``."""
    return f"{ASSIGNMENT}-submissions/{ASSIGNMENT}-{student.login}/{name}"


class _Gradescope:
    """A folder a submission, and ``submission_metadata.yml`` with who handed it in and when."""

    single = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "assignment_5550123_export"
        self.folder.mkdir(parents=True)
        self.metadata = (self.folder / "submission_metadata.yml").open("w", encoding="utf-8", newline="\n")
        self.metadata.write("---\n")

    def add(self, student: Student, files: Sequence[File], answers: Sequence[Answer]) -> None:
        name = f"submission_{300_000_000 + student.number}"
        for inner, content in files:
            _write(self.folder / name / inner, content, student.at)
        at = f"{student.at:%Y-%m-%d %H:%M:%S}.000000000 Z" if student.at else ""
        said = {key: json.dumps(value, ensure_ascii=False) for key, value in _whose(student).items()}
        self.metadata.write(
            f"{name}:\n  :submitters:\n  - :name: {said['name']}\n    :sid: {said['id']}\n"
            f"    :email: {said['email']}\n  :created_at: {at}\n"
            "  :score: \n  :status: processed\n  :history: []\n"
        )

    def close(self) -> None:
        self.metadata.close()


class _Responses:
    """A row a student, a column a question, as forms and quizzes are exported."""

    single = True

    def __init__(self, folder: Path, questions: Sequence[Question]) -> None:
        self.file = (folder / "responses.csv").open("w", encoding="utf-8", newline="")
        self.rows = csv.writer(self.file)
        self.keys = [question.id for question in questions]
        self.rows.writerow(["Timestamp", "Email Address", "Name", "Student ID", *self.keys])

    def add(self, student: Student, files: Sequence[File], answers: Sequence[Answer]) -> None:
        said = {answer.question.id: answer.text for answer in answers}
        at = student.at.isoformat(sep=" ") if student.at else ""
        self.rows.writerow([at, student.email, student.name, student.id, *(said[key] for key in self.keys)])

    def close(self) -> None:
        self.file.close()


ROSTERS: dict[str, tuple[str, ...]] = {
    "canvas": ("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
    "moodle": ("Identifier", "Full name", "ID number", "Email address"),
}
ROSTER = ("Student ID", "Name", "Email", "Section", "GitHub username")


def roster_header(name: LayoutName) -> tuple[str, ...]:
    """The columns of the table of students that a platform gives out."""
    return ROSTERS.get(name, ROSTER)


def roster_row(name: LayoutName, student: Student) -> tuple[str, ...]:
    """A student in that table."""
    number = str(student.platform_id)
    match name:
        case "canvas":
            listed = ", ".join(filter(None, (student.last, student.first)))
            return listed, number, student.id, student.login, student.section
        case "moodle":
            return f"Participant {number}", student.name, student.id, student.email
    return student.id, student.name, student.email, student.section, student.login


def _whose(student: Student) -> dict[str, str]:
    return {"name": student.name, "id": student.id, "email": student.email}


def _write(path: Path, content: bytes, at: datetime | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if at is not None:
        os.utime(path, (at.timestamp(), at.timestamp()))
