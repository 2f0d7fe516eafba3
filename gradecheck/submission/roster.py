"""The roster: who is enrolled, and by which of their names a platform calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import OperatorError
from ..problem.draws import student_key
from .columns import column, is_canvas, is_moodle
from .handed import Oddity, Person
from .shown import shown
from .table import Table, plain, table_of
from .tree import MAX_CLASS_FILE_BYTES

_NOBODY = frozenset({"points possible", "student test", "test student"})
_ENDS = "_-. "
_OF_ONE_PLATFORM = frozenset({"canvas", "canvas_anonymous", "moodle"})
"""Numbers that mean somebody else elsewhere."""


@dataclass(slots=True)
class Roster:
    """The people of a class, found by any name. An empty one knows nobody."""

    people: tuple[Person, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    _by: dict[str, dict[str, set[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by = {kind: defaultdict(set) for kind in ("typed", "id", "email", "name", "local")}
        for number, person in enumerate(self.people):
            for kind, key in _keys(person):
                self._by[kind][key].add(number)

    def find(self, who: Person, *, loosely: bool = False) -> Person | None:
        """The one person whom a submission's name means; None where nobody or more than one fits.

        ``loosely`` also takes ``ada`` for ``ada_hw1``: what is named by students themselves.
        """
        for kind, keys in self._asked(who, loosely):
            found = set().union(*(self._by[kind].get(key, set()) for key in keys))
            if len(found) == 1:
                return self.people[found.pop()]
        return None

    def _asked(self, who: Person, loosely: bool) -> Iterator[tuple[str, list[str]]]:
        yield "typed", [f"{kind}:{same(value)}" for kind, value in who.ids]
        yield "id", [same(who.id)]
        yield "email", [same(who.id), *(same(value) for kind, value in who.ids if kind == "email")]
        yield "name", [plain(name) for name in (who.name, who.id) if plain(name)]
        yield "id", [same(value) for kind, value in who.ids if kind not in _OF_ONE_PLATFORM]
        yield "local", [same(who.id)]
        for part in _beginnings(who.id) if loosely else ():
            yield "id", [same(part)]
            yield "name", [plain(part)] if plain(part) else []
            yield "local", [same(part)]


def same(name: str) -> str:
    """An id without what does not tell people apart: case, blanks around it, how accents are encoded.

    >>> same(" Ada ") == same("ada")
    True
    """
    return student_key(name)


def _beginnings(name: str) -> Iterator[str]:
    """What stands before each separator, the longest first."""
    for at in range(len(name) - 1, 0, -1):
        if name[at] in _ENDS and name[at - 1] not in _ENDS:
            yield name[:at]


def _keys(person: Person) -> Iterator[tuple[str, str]]:
    yield "id", same(person.id)
    for kind, value in person.ids:
        yield "typed", f"{kind}:{same(value)}"
        yield ("email" if kind == "email" else "id"), same(value)
        if kind == "email":
            yield "local", same(value).partition("@")[0]
    for name in names_of(person.name):
        yield "name", name


def names_of(name: str) -> Iterator[str]:
    """The ways in which platforms write a name.

    >>> list(names_of("Lovelace, Ada"))
    ['lovelace ada', 'lovelaceada', 'ada lovelace', 'adalovelace']
    """
    if not plain(name):
        return
    first, comma, second = name.partition(",")
    words = plain(name).split()
    yield " ".join(words)
    yield "".join(words)
    turned = plain(f"{second} {first}") if comma else " ".join([words[-1], *words[:-1]])
    yield turned
    yield turned.replace(" ", "")


def read_roster(path: Path) -> Roster:
    """The people that a table lists.

    Raises:
        OperatorError: It cannot be opened, or no column says who a student is.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CLASS_FILE_BYTES + 1)
    except OSError as error:
        raise OperatorError(f"{shown(str(path))}: cannot be read: {error.strerror or error}") from error
    return roster_of(table_of(data, path.name))


def roster_of(table: Table) -> Roster:
    """The people of a table: its columns are found by what they are called.

    >>> table = table_of(b"id,name,section\\nada,Ada L.,A\\n", "roster.csv")
    >>> roster_of(table).people
    (Person(id='ada', name='Ada L.', section='A', ids=(), enrolled=True),)
    """
    columns = _Columns.of(table)
    people: dict[str, Person] = {}
    oddities: list[Oddity] = []
    for number, row in table.rows():
        if plain(columns.text(row, "name")) in _NOBODY:
            continue
        person = columns.person(row)
        place = f"{table.name} row {number}"
        if not person.id:
            oddities.append(Oddity("unreadable", place, "this row names no student"))
        elif same(person.id) in people:
            fact = f"{person.id} stands on the roster twice; the first row counts"
            oddities.append(Oddity("duplicate", place, fact, student=people[same(person.id)].id))
        else:
            people[same(person.id)] = person
    return Roster(tuple(sorted(people.values(), key=lambda person: person.id)), tuple(oddities))


@dataclass(frozen=True, slots=True)
class _Columns:
    fields: dict[str, int]
    id_fields: tuple[str, ...]

    @classmethod
    def of(cls, table: Table) -> _Columns:
        names = ("sid", "login", "email", "github", "moodle", "name", "first", "last", "section", "plain_id")
        fields = {name: at for name in names if (at := column(table.header, name)) is not None}
        if is_canvas(table.header):
            fields["canvas"] = [plain(name) for name in table.header].index("id")
            fields.pop("plain_id", None)
        fields.pop("plain_id" if is_moodle(table.header) else "moodle", None)
        if "name" in fields and fields.get("plain_id") == fields["name"] and len({*fields.values()}) > 1:
            del fields["plain_id"]
        order = ("sid", "plain_id", "login", "email", "github", "moodle", "canvas", "name", "last")
        return cls(fields, _known(table, [name for name in order if name in fields]))

    def text(self, row: Sequence[str], name: str) -> str:
        at = self.fields.get(name)
        return shown(" ".join(row[at].split())) if at is not None and at < len(row) else ""

    def person(self, row: Sequence[str]) -> Person:
        values = (
            (name, self.text(row, name)) for name in ("sid", "login", "email", "github", "moodle", "canvas")
        )
        ids = tuple((name, value.removeprefix("Participant ")) for name, value in values if value)
        name = self.text(row, "name") or " ".join(
            filter(None, (self.text(row, "first"), self.text(row, "last")))
        )
        first = next((value for field in self.id_fields if (value := self.text(row, field))), "")
        return Person(first or name, name, self.text(row, "section"), ids, enrolled=True)


def _known(table: Table, fields: list[str]) -> tuple[str, ...]:
    if fields:
        return tuple(fields)
    raise OperatorError(
        f"{table.name}: no column says who a student is: {', '.join(table.header)}",
        remedy="call one of them id, email or name",
    )


def joined(roster: Roster, who: Person, *, loosely: bool) -> Person:
    """The enrolled person whom a submission's name means, with what the platform calls them; else ``who``."""
    found = roster.find(who, loosely=loosely)
    if found is None:
        return who
    known = {kind for kind, _ in found.ids}
    more = tuple((kind, value) for kind, value in who.ids if kind not in known)
    return replace(found, name=found.name or who.name, ids=(*found.ids, *more))


def merged(people: Iterable[Person]) -> Person:
    """One person of what several submissions say of them."""
    first, *others = people
    ids = dict(pair for person in reversed([first, *others]) for pair in person.ids)
    return replace(
        first, name=next((one.name for one in (first, *others) if one.name), ""), ids=tuple(sorted(ids.items()))
    )
