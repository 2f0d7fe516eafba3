"""What every layout of a class has in common: how it is told from others, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .handed import Oddity, Person
from .shown import shown
from .tree import Entry, Tree, is_answer


@dataclass(frozen=True, slots=True)
class Found:
    """One attempt as a layout finds it: whose it is as far as names tell, and its files by their own names."""

    who: Person
    files: tuple[tuple[str, Entry], ...]
    source: str
    at: datetime | None = None
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A way in which classes are handed in. ``read`` gives attempts in the order in which they were made.

    Where ``named_by_students`` a person's attempts are one (``ada_hw.md`` and ``ada_code.py``), and names are
    matched loosely with the roster.
    """

    name: str
    detects: Callable[[Tree], bool]
    read: Callable[[Tree], Iterator[Found | Oddity]]
    named_by_students: bool = False


def mostly(names: Iterable[str], fits: Callable[[str], object]) -> bool:
    """Whether at least half of the names fit, and one does.

    >>> mostly(["a.md", "b.md", "c"], lambda name: name.endswith(".md"))
    True
    """
    answers = [bool(fits(name)) for name in names]
    return sum(answers) * 2 >= len(answers) and any(answers)


def passed_over(entry: Entry, fact: str) -> Oddity:
    """A file that belongs to nobody, or that nobody reads."""
    return Oddity("passed_over", entry.place, fact)


def within(entry: Entry, depth: int) -> str:
    """The path of a file below a student's folder."""
    return "/".join(entry.parts[depth:])


def person(name: str, *ids: tuple[str, str], full: str = "") -> Person:
    """Somebody as a platform calls them; what it leaves empty is left out."""
    known = tuple((kind, shown(value)) for kind, value in ids if value)
    return Person(shown(name), shown(full).strip(), ids=known)


def answers_among(tree: Tree) -> list[Entry]:
    """The files at the top that hold answers."""
    return [entry for entry in tree.top_files if is_answer(entry.name)]
