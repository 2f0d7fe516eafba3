"""What a run comes to, in numbers and names."""

from __future__ import annotations

from dataclasses import dataclass

from ..submission.handed import Oddity, Person
from .batch import Progress
from .store import Store
from .taking_in import Taken


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


def summary(store: Store, found: Taken, oddities: tuple[Oddity, ...], done: Progress) -> Summary:
    """The summary of a run on the class ``found``, with all ``oddities`` of the gradebook."""
    count = store.count
    return Summary(
        found.layout,
        found.people,
        found.handed_in,
        found.attempts,
        done.done - done.failed,
        count("answer"),
        done.judged,
        count("verdict"),
        store.forms_to_review(),
        found.missing,
        oddities,
        done.failed,
    )
