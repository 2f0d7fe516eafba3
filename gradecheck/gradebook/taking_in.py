"""Taking in a class: found, read and kept in a process of its own, so that its long lists are gone after it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import MachineError
from ..submission.handed import Person
from ..submission.intake import collect
from .executors import as_worker
from .shares import own_share
from .store import Store
from .tables import NAME


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
    """Where a class is, and how it is to be read; see ``collect``. ``share`` is like 2/8, ``None`` for all.

    It handed in answers to ``problems``. Without a roster the one that the gradebook has holds.
    """

    path: Path
    problems: tuple[str, ...]
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


@contextmanager
def _roster(course: Path, hunt: Hunt) -> Iterator[Path | None]:
    """The roster that is given, or else the one that was given before."""
    known = None
    if hunt.roster is None and (course / NAME).is_file():
        with Store.open(course) as store:
            known = store.setting("roster")
    if known is None:
        yield hunt.roster
        return
    with TemporaryDirectory(prefix="gradecheck-") as folder:
        path = Path(folder) / "roster.csv"
        path.write_bytes(known)
        yield path


def _take_in(course: Path, hunt: Hunt) -> Taken:
    with _roster(course, hunt) as roster:
        whole = collect(
            hunt.path, roster=roster, mapping=hunt.mapping, layout=hunt.layout, timezone=hunt.timezone
        )
    found = own_share(whole, hunt.share)
    with Store.open(course, create=True) as store:
        store.take_in(found, str(hunt.path), hunt.problems)
        if hunt.roster is not None:
            store.keep_setting("roster", hunt.roster.read_bytes())
        store.keep_setting("share", (hunt.share or "").encode())
    students = {one.student for one in found.handed}
    missing = tuple(person for person in found.people if person.id not in students)
    return Taken(found.layout, len(found.people), len(students), len(found.handed), missing)
