"""What a run comes to, in numbers and names."""

from __future__ import annotations

from dataclasses import dataclass

from ..submission.handed import Class, Oddity, Person
from .batch import Progress
from .store import Store


@dataclass(frozen=True, slots=True)
class Summary:
    """``answers`` are all there are, ``judged`` those judged now; ``review`` counts forms to look at."""

    layout: str
    people: int
    handed_in: int
    attempts: int
    graded: int
    answers: int
    judged: int
    distinct: int
    review: int
    missing: tuple[Person, ...]
    oddities: tuple[Oddity, ...]
    failed: int


def summary(store: Store, found: Class, oddities: tuple[Oddity, ...], done: Progress) -> Summary:
    """The summary of a run on the class ``found``, with all ``oddities`` of the gradebook."""
    students = {one.student for one in found.handed}
    count = store.count
    return Summary(
        found.layout,
        len(found.people),
        len(students),
        len(found.handed),
        done.done - done.failed,
        count("answer"),
        done.judged,
        count("verdict"),
        store.forms_to_review(),
        tuple(person for person in found.people if person.id not in students),
        oddities,
        done.failed,
    )
