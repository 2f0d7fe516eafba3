"""A zip or tar archive as a class, or as what one student handed in. Nothing is written under a member's name.

Members are read once, in the order in which they stand, each up to the size that a file of its name may have,
and put into a ``Spool``. Links, devices, names that lead out, and bombs are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from ..errors import StudentError
from .handed import Oddity, OddityKind
from .members import BROKEN, Member, members_of
from .shown import shown
from .spool import Spool
from .tree import MAX_DEPTH, Entry, Parts, Tree, is_hidden, most_of, place_of

MAX_RATIO = 200
"""How many times its packed size a member may have: no text is packed so well."""

_FREE_OF_RATIO = 1_000_000
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many members an archive may have, and how many bytes of them are read."""

    members: int
    total: int


CLASS = Limits(members=500_000, total=4_000_000_000)
STUDENT = Limits(members=2_000, total=100_000_000)


def archive_tree(file: BinaryIO, name: str, spool: Spool, limits: Limits, above: Parts = ()) -> Tree:
    """The members of an archive; ``above`` stands before their paths. Archives among them stay closed.

    Raises:
        StudentError: It cannot be opened, or nothing in it can.
    """
    reading = _Reading(spool, limits, above)
    members = members_of(file, name, limits)
    while (member := reading.next(members, name)) is not None:
        reading.take(member)
    entries = tuple(sorted(reading.entries.values(), key=lambda entry: entry.parts))
    return Tree(name, entries, frozenset(reading.folders), oddities=tuple(reading.oddities))


class _Reading:
    def __init__(self, spool: Spool, limits: Limits, above: Parts) -> None:
        self.spool, self.limits, self.above = spool, limits, above
        self.entries: dict[Parts, Entry] = {}
        self.folders: set[Parts] = set()
        self.oddities: list[Oddity] = []
        self.total = 0

    def next(self, members: Iterator[Member], name: str) -> Member | None:
        """The next member, None at the end of the archive or where it breaks off."""
        try:
            return next(members, None)
        except BROKEN as error:
            if not self.entries:
                fact = f"{shown(name)}: this archive is broken"
                raise StudentError(fact, remedy="make and send it again") from error
            fact = f"the archive breaks off after {len(self.entries):,} files"
            self.odd("unreadable", self.above or (name,), fact, "make and send it again")
            return None

    def take(self, member: Member) -> None:
        """Put down one member, or say why not."""
        inside = parts_of(member.name)
        if inside is None:
            self.odd("refused", (member.name,), "the name leads out of the archive", "pack the files anew")
            return
        if not inside or any(is_hidden(part) for part in inside):
            return
        parts = (*self.above, *inside)
        if len(inside) > MAX_DEPTH:
            self.odd("refused", parts, f"nested more than {MAX_DEPTH} folders deep")
        elif member.kind == "folder":
            self.folders.add(parts)
        elif member.kind != "file":
            self.odd("refused", parts, f"{member.kind}, not a file", "hand in the file itself")
        else:
            self.file(member, parts)

    def file(self, member: Member, parts: Parts) -> None:
        most = most_of(parts[-1])
        if not most:
            self.put(Entry(parts, member.size, partial(_refuse, f"{place_of(parts)}: not read")))
        elif member.size > max(_FREE_OF_RATIO, MAX_RATIO * member.packed) and member.packed:
            self.odd("refused", parts, f"packed more than {MAX_RATIO:,} times smaller than it is: a bomb")
        elif member.size > most:
            self.put(
                Entry(parts, member.size, partial(_refuse, f"{place_of(parts)}: larger than {most:,} bytes"))
            )
        elif self.total + member.size > self.limits.total:
            self.odd("refused", parts, f"the archive holds more than {self.limits.total:,} bytes")
        else:
            self.read(member, parts)

    def read(self, member: Member, parts: Parts) -> None:
        try:
            data = member.read(member.size)
        except BROKEN as error:
            said = str(error) if "encrypt" in str(error) or "password" in str(error) else "it is broken"
            self.odd("unreadable", parts, f"cannot be unpacked: {said}", "pack it again, without a password")
            return
        self.total += len(data)
        self.put(Entry(parts, len(data), self.spool.put(data)))

    def put(self, entry: Entry) -> None:
        if entry.parts in self.entries:
            self.odd("refused", entry.parts, "this name stands twice in the archive; the last one is read")
        self.entries[entry.parts] = entry

    def odd(self, kind: OddityKind, parts: Parts, fact: str, remedy: str = "") -> None:
        self.oddities.append(Oddity(kind, place_of(parts), fact, remedy))


def parts_of(name: str) -> Parts | None:
    """The path of a member; None where it leads out of the archive.

    >>> parts_of("a/./b.md"), parts_of("a\\\\b.md"), parts_of("../a"), parts_of("/etc/passwd"), parts_of("C:/a")
    (('a', 'b.md'), ('a', 'b.md'), None, None, None)
    """
    name = name.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name) or "\0" in name:
        return None
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    return None if ".." in parts else parts


def _refuse(why: str) -> bytes:
    raise StudentError(why)
