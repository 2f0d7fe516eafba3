"""Canvas, *Download Submissions*: one folder of files ``lovelaceada_LATE_123_456_hw.md``.

The name is the student's sortable name without punctuation, the numbers are Canvas's of the person and of the
attachment. What was typed into a text box is ``…_123_text.html``. Where marking is anonymous, ``anon_Xy12z``
stands in place of name and number. A file that was handed in again is called ``hw-1.md`` by Canvas.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..handed import Oddity, Person
from ..layout import Found, Layout, mostly, passed_over, person
from ..tree import Entry, Tree, is_answer, suffix_of

_NAMED = re.compile(
    r"(?P<name>\w+?)(?P<late>_LATE)?_(?P<user>\d+)_(?:(?P<file>\d+)_(?P<rest>.+)|(?P<page>(?:text|link)\.html))",
    re.S,
)
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon_(?P<user>[A-Za-z0-9]+))_"
    r"(?:(?P<file>\d+)_(?P<rest>.+)|(?P<page>(?:text|link)\.html))",
    re.S,
)
_VERSION = re.compile(r"-(\d{1,3})$")


@dataclass(frozen=True, slots=True)
class _Piece:
    who: Person
    name: str
    base: str
    version: int
    entry: Entry
    is_late: bool


def detects(tree: Tree) -> bool:
    """Whether the files at the top are named so, at least half of them, and there are no folders."""
    return not tree.top_folders and mostly((entry.name for entry in tree.top_files), _match)


def read(tree: Tree) -> Iterator[Found | Oddity]:
    """A student's files are one attempt; with several versions of a file, there is one for each."""
    students: defaultdict[str, list[_Piece]] = defaultdict(list)
    for entry in tree.entries:
        piece = _piece(entry) if len(entry.parts) == 1 else None
        if piece is None:
            yield passed_over(entry, "not named as Canvas names files")
        elif piece.name == "link.html":
            yield Oddity(
                "passed_over", entry.place, "an address was handed in, not files", student=piece.who.id
            )
        else:
            students[piece.who.id].append(piece)
    for student in sorted(students):
        late = next((piece for piece in students[student] if piece.is_late), None)
        if late is not None:
            fact = "Canvas marks it late and gives no time, so that it counts as in time"
            yield Oddity("late", late.entry.place, fact, "take its penalty off in Canvas", student)
        yield from _attempts(students[student])


def _match(name: str) -> re.Match[str] | None:
    return _ANONYMOUS.fullmatch(name) or _NAMED.fullmatch(name)


def _piece(entry: Entry) -> _Piece | None:
    match = _match(entry.name)
    if match is None:
        return None
    anonymous = match["name"].startswith("anon_")
    if anonymous:
        who = person(match["name"], ("canvas_anonymous", match["user"]))
    else:
        who = person(f"{match['name']}_{match['user']}", ("canvas", match["user"]), full=match["name"])
    name = match["page"] or match["rest"]
    stem = PurePosixPath(name).stem
    version = _VERSION.search(stem)
    base = f"{_VERSION.sub('', stem)}{suffix_of(name)}" if version else name
    return _Piece(who, name, base, int(version[1]) if version else 0, entry, match["late"] is not None)


def _attempts(pieces: list[_Piece]) -> Iterator[Found]:
    versions: defaultdict[str, list[_Piece]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda piece: (piece.version, piece.entry.parts)):
        versions[piece.base if is_answer(piece.name) else piece.name].append(piece)
    for number in range(max(map(len, versions.values()))):
        chosen = [same[min(number, len(same) - 1)] for same in versions.values()]
        files = tuple((piece.base if is_answer(piece.name) else piece.name, piece.entry) for piece in chosen)
        yield Found(chosen[0].who, files, chosen[0].entry.place)


LAYOUT = Layout("canvas", detects, read)
