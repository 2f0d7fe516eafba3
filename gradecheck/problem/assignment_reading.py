"""``assignment.yaml`` → ``Assignment``: read, checked, its problems found. Takes long to import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import cast

from ..errors import AuthorError, GradecheckError
from .assignment import Assignment, AssignmentText, plain_name
from .assignment_schema import AssignmentFile
from .explain import check_as, gather
from .finding import listed, problem_id
from .loading import content_of, load
from .rules_reading import Layer, layer, sensible, zone_of
from .yaml_reader import Document, decode, read

ELSEWHERE = dict.fromkeys(("drop_lowest", "extensions", "defaults"), "course.yaml")
"""Keys that hold for a whole course."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An assignment whose keys are known to be right, before its problems are looked for."""

    text: AssignmentText
    document: Document
    file: AssignmentFile

    @property
    def name(self) -> str:
        """Its title, or what it is called without one."""
        return " ".join(self.file.title.split()) or plain_name(self.text.path)

    @property
    def zone(self) -> tzinfo | None:
        """The time zone that the file names. Raises ``AuthorError`` where there is no such zone."""
        return zone_of(self.document, self.file.timezone) if self.file.timezone else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A problem of an assignment, by which ``name`` it is listed, and what is said of it.

    Where only the id was kept ``file`` is ``None``.
    """

    name: str
    problem: str
    file: Path | None
    entry: Layer


@dataclass(frozen=True, slots=True)
class Layers:
    """What an assignment says: of all its problems, and of each."""

    name: str
    text: AssignmentText
    whole: Layer
    problems: tuple[Entry, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its problems, in its order."""
        return tuple(each.problem for each in self.problems)


def load_assignment(path: Path) -> Assignment:
    """The assignment in a file, by itself: without a ``course.yaml``. Raises as ``assignment_of`` does."""
    opened = open_text(AssignmentText(str(path), decode(content_of(path), str(path))))
    layers = assignment_layers(opened, opened.zone or UTC, needs_due=False)
    rules = gather(partial(sensible, (), [layers.whole, each.entry]) for each in layers.problems)
    ids: dict[str, tuple[str, ...]] = {}
    for each in layers.problems:
        ids[each.name] = (*ids.get(each.name, ()), each.problem)
    return Assignment(
        layers.name,
        tuple(each.file for each in layers.problems if each.file is not None),
        layers.ids,
        rules,
        AssignmentText(str(path), opened.text.text, tuple(ids.items())),
    )


def open_text(text: AssignmentText) -> Opened:
    """An assignment with its keys and values checked. Raises ``AuthorError`` or ``AuthorErrors``."""
    document = read(text.text.encode(), text.path)
    return Opened(text, document, check_as(document, AssignmentFile, ELSEWHERE))


def assignment_layers(opened: Opened, zone: tzinfo, *, needs_due: bool = True) -> Layers:
    """What an assignment says, its problems found: by the ids that were kept of them, or where they lie.

    Times are in ``zone`` unless the file names its own. Raises ``AuthorError`` or ``AuthorErrors``.
    """
    document, parts = opened.document, opened.file.problems
    zone = opened.zone or zone
    at = partial(layer, document, zone, needs_due=needs_due)
    reading = [partial(at, (), opened.file)]
    reading += [partial(at, ("problems", n), part) for n, part in enumerate(parts)]
    looking = _Looking(document, Path(opened.text.path), dict(opened.text.ids))
    finding = [partial(looking.entry, n, part.problem) for n, part in enumerate(parts)]
    steps: list[Callable[[], object]] = [*reading, *finding]
    found = gather(steps)
    whole, *entries = cast("tuple[Layer, ...]", found[: len(reading)])
    resolved = cast("tuple[tuple[tuple[str, Path | None], ...], ...]", found[len(reading) :])
    problems = tuple(
        Entry(part.problem, own, file, entry)
        for part, entry, several in zip(parts, entries, resolved, strict=True)
        for own, file in several
    )
    return Layers(opened.name, opened.text, whole, problems)


@dataclass(frozen=True, slots=True)
class _Looking:
    """Finds the problems of entries, and sees where one is there already."""

    document: Document
    path: Path
    kept: Mapping[str, tuple[str, ...]]
    seen: dict[str, tuple[int, Path | None]] = field(default_factory=dict)

    def entry(self, n: int, name: str) -> tuple[tuple[str, Path | None], ...]:
        """The problems of entry ``n``, by id. Raises ``AuthorError``."""
        place = self.document.place(("problems", n, "problem"))
        try:
            found = self._named(name)
        except GradecheckError as error:
            raise AuthorError(error.fact, remedy=error.remedy, place=place) from error
        for own, file in found:
            if own in self.seen:
                line, other = self.seen[own]
                if file is None or other is None or file.resolve() == other.resolve():
                    fact, remedy = f"'{own}' stands here a second time", f"it is already in line {line}"
                else:
                    fact, remedy = f"{other} and {file} have the same id '{own}'", "give each an id of its own"
                raise AuthorError(fact, remedy=remedy, place=place)
            self.seen[own] = (place.line, file)
        return found

    def _named(self, name: str) -> tuple[tuple[str, Path | None], ...]:
        if name in self.kept:
            return tuple((own, None) for own in self.kept[name])
        return _on_disk(name, self.path)


def _on_disk(name: str, path: Path) -> tuple[tuple[str, Path], ...]:
    """The problems of an entry with their files; of one that is broken the id is what its path gives."""
    return tuple((_id_of(file), file) for file in listed(name, path))


def _id_of(file: Path) -> str:
    try:
        return load(file).id
    except AuthorError:
        return problem_id(file)
