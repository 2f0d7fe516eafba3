"""What a class handed in, before anything of it is opened: people, attempts, files, and what was odd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

OddityKind = Literal[
    "unreadable", "refused", "duplicate", "resubmission", "late", "passed_over", "unknown_student", "failed"
]
"""``failed`` is what gradecheck could not grade for a reason of its own; it is tried again in the next run."""


@dataclass(frozen=True, slots=True)
class Person:
    """A student. ``id`` is what the gradebook knows them by; ``ids`` are what platforms call them.

    ``ids`` pairs a column or platform with what it says, such as ``("canvas", "12345")`` or
    ``("email", "ada@example.org")``. ``enrolled`` is whether the roster has them.
    """

    id: str
    name: str = ""
    section: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    enrolled: bool = False


@dataclass(frozen=True, slots=True)
class HandedFile:
    """One file of an attempt. ``name`` is its path inside the submission, ``read`` gives its bytes.

    ``read`` raises ``StudentError`` where the file is too large or cannot be opened.
    """

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Handed:
    """One attempt of one student. ``at`` is when it was handed in, as the platform says, with its time zone.

    Attempts of a student are in the order in which they were made. ``source`` says where it was found.
    """

    student: str
    files: tuple[HandedFile, ...]
    source: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that somebody should know: which file or student, what is the matter, what to do."""

    kind: OddityKind
    place: str
    fact: str
    remedy: str = ""
    student: str = ""


@dataclass(frozen=True, slots=True)
class Class:
    """A class as it handed in: ``layout`` names what was detected (``canvas``, ``folder a student``, …).

    ``people`` are all who are enrolled or handed something in, sorted by id; who has no ``Handed`` is missing.
    """

    layout: str
    people: tuple[Person, ...]
    handed: tuple[Handed, ...]
    oddities: tuple[Oddity, ...] = ()
