"""The same bytes from different students: something to look at, and no more than that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .handed import Oddity

MANY = 20
"""What more students than that handed in was probably given to them."""

_TOLD = 3


@dataclass(slots=True)
class Duplicates:
    """Who handed in which bytes. A group's members share a ``source``, and so their files."""

    by_digest: defaultdict[bytes, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, digest: bytes, student: str, place: str, source: str) -> None:
        """Put down a file; one without a digest is empty and is like no other."""
        if digest:
            self.by_digest[digest].append((student, place, source))

    def oddities(self) -> Iterator[Oddity]:
        """A line for each student who shares a file; one line for a file that nearly everybody has."""
        for files in self.by_digest.values():
            students = {student: place for student, place, _ in reversed(files)}
            if len(students) < 2 or len({source for _, _, source in files}) < 2:
                continue
            if len(students) > MANY:
                place = files[0][1]
                yield Oddity(
                    "duplicate",
                    place,
                    f"the same bytes from {len(students)} students: was this file given out?",
                )
                continue
            for student, place in students.items():
                others = sorted(students.keys() - {student})
                more = f" and {len(others) - _TOLD} more" if len(others) > _TOLD else ""
                told = ", ".join(others[:_TOLD]) + more
                yield Oddity("duplicate", place, f"the same bytes as from {told}", "look at both", student)
