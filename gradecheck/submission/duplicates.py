"""The same bytes from different students: something to look at, and no more than that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .handed import Oddity

MANY = 20
"""What more students than that handed in was probably given to them."""


@dataclass(slots=True)
class Duplicates:
    """Who handed in which bytes. A group's members share a ``source``, and so their files."""

    by_digest: defaultdict[bytes, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, digest: bytes, student: str, place: str, source: str) -> None:
        """Put down a file; one without a digest is empty and is like no other."""
        if digest:
            self.by_digest[digest].append((student, place, source))

    def oddities(self) -> Iterator[Oddity]:
        """A line for each file that several students have."""
        for files in self.by_digest.values():
            students = sorted({student for student, _, _ in files})
            if len(students) < 2 or len({source for _, _, source in files}) < 2:
                continue
            place = files[0][1]
            if len(students) > MANY:
                fact = f"the same bytes from {len(students)} students: was this file given out?"
                yield Oddity("duplicate", place, fact)
            else:
                yield Oddity("duplicate", place, f"the same bytes from {_listed(students)}", "look at them")


def _listed(names: list[str]) -> str:
    """
    >>> _listed(["ada", "ben", "zoe"])
    'ada, ben and zoe'
    """
    return f"{', '.join(names[:-1])} and {names[-1]}"
