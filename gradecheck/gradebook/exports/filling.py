"""Filling a platform's table: who is in which row, what was written, what was left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ...submission.handed import Person
from .cells import Cell, filled
from .request import Request
from .table import Table
from .who import folded, name_words, told


@dataclass(slots=True)
class Filling:
    """A table while it is filled, one standing at a time; ``told`` says what became of it.

    ``ids`` are columns with ids, each with a function that gives the texts that a person may have there;
    ``name`` is the column with names, which is asked where no id is found.
    """

    table: Table
    students: Sequence[int]
    ids: Sequence[tuple[int, Callable[[Person], Iterable[str]]]]
    name: Sequence[int]
    edits: dict[Cell, str] = field(default_factory=dict)
    taken: dict[int, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    by_name: list[str] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    _by_id: list[dict[str, list[int]]] = field(default_factory=list)
    _by_words: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column, _ in self.ids:
            index: dict[str, list[int]] = {}
            for n in self.students:
                if own := folded(self.table.at(self.table.body[n], column)):
                    index.setdefault(own, []).append(n)
            self._by_id.append(index)
        for n in self.students:
            if words := name_words(self._name_at(n)):
                self._by_words.setdefault(words, []).append(n)

    def row(self, person: Person) -> int | None:
        """The row of a person, ``None`` where there is none, or none for certain; what is odd is noted."""
        found = {
            n
            for (_, texts), index in zip(self.ids, self._by_id, strict=True)
            for text in texts(person)
            for n in index.get(folded(text), ())
        }
        if not found and person.name:
            found = set(self._by_words.get(name_words(person.name), ()))
            if len(found) == 1:
                self.by_name.append(told(person))
        if not found:
            self.unknown.append(told(person))
            return None
        if len(found) > 1:
            listed = ", ".join(str(n + 2) for n in sorted(found))
            self.said.append(f"{told(person)} could be any of rows {listed}: none of them is filled")
            return None
        (n,) = found
        if n in self.taken:
            self.said.append(f"row {n + 2} could be {self.taken[n]} or {told(person)}: it is not filled")
            self._clear(n)
            return None
        self.taken[n] = told(person)
        return n

    def write(self, n: int, column: int, text: str) -> bool:
        """Put a text into a cell; a row that is too short is noted and left."""
        row = self.table.body[n]
        if column >= len(row):
            self.said.append(f"row {n + 2} is too short to be filled")
            return False
        self.edits[row[column]] = text
        return True

    def _clear(self, n: int) -> None:
        for cell in self.table.body[n]:
            self.edits.pop(cell, None)

    def done(self, request: Request) -> bytes:
        """The filled file; what somebody should know is said."""
        left = [f"{n + 2} ({self._name_at(n)})" for n in self.students if n not in self.taken]
        for said in self.said:
            request.say(said)
        _list(request, "students found by their names alone", self.by_name)
        _list(request, f"students of the gradebook who are not in {self.table.name}", self.unknown)
        _list(request, f"rows of {self.table.name} without a student of the gradebook, left as they are", left)
        _list(request, "students who handed nothing in, their rows left as they are", self.nothing)
        count = len({n for n in self.students if any(cell in self.edits for cell in self.table.body[n])})
        request.say(f"{count} of {len(self.students)} rows of {self.table.name} filled")
        return filled(self.table.content, self.edits, self.table.delimiter, self.table.encoding)

    def _name_at(self, n: int) -> str:
        return " ".join(filter(None, (self.table.at(self.table.body[n], column) for column in self.name)))


def _list(request: Request, what: str, names: Sequence[str]) -> None:
    if names:
        request.say(f"{what} ({len(names)}): {', '.join(names)}")
