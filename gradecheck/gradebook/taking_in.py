"""Taking in a class: found, read and kept in a process of its own, so that its long lists are gone after it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import tzinfo
from multiprocessing import get_context
from pathlib import Path

from ..errors import MachineError
from ..submission.handed import Person
from ..submission.intake import collect
from .executors import as_worker
from .shares import own_share
from .store import Store


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found: how it lay there, and how many people, students with attempts, and attempts there are."""

    layout: str
    people: int
    handed_in: int
    attempts: int
    missing: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Hunt:
    """Where a class is, and how it is to be read; see ``collect``. ``share`` is like 2/8, ``None`` for all."""

    path: Path
    roster: Path | None = None
    mapping: Path | None = None
    layout: str | None = None
    timezone: tzinfo | None = None
    share: str | None = None


def take_in(course: Path, hunt: Hunt) -> Taken:
    """Keep all that is handed in at ``hunt.path`` in the gradebook of ``course``.

    Raises what ``collect`` and ``own_share`` raise, and ``MachineError`` where the process died.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=as_worker) as pool:
        try:
            return pool.submit(_take_in, course, hunt).result()
        except BrokenProcessPool:
            raise MachineError(
                f"{hunt.path}: reading it was stopped from outside", remedy="is there enough memory?"
            ) from None


def _take_in(course: Path, hunt: Hunt) -> Taken:
    whole = collect(
        hunt.path, roster=hunt.roster, mapping=hunt.mapping, layout=hunt.layout, timezone=hunt.timezone
    )
    found = own_share(whole, hunt.share)
    with Store.open(course, create=True) as store:
        store.take_in(found, str(hunt.path))
    students = {one.student for one in found.handed}
    missing = tuple(person for person in found.people if person.id not in students)
    return Taken(found.layout, len(found.people), len(students), len(found.handed), missing)
