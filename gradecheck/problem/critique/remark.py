"""A remark on a problem file, and the numbers that remarks are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ...errors import AuthorError
from ..derive import Draft
from ..model import Item
from ..parts import Blank, GraphPart, NumericPart
from ..yaml_reader import Path

Kind = Literal["untested", "tolerance", "undefined", "unreachable", "coincidence", "degenerate", "ambiguous"]
"""The name by which a file's ``overlook`` means a remark."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is pointed out about the item at ``position`` (``None``: about the file)."""

    kind: Kind
    position: int | None
    message: AuthorError
    is_error: bool = False

    @property
    def sentence(self) -> str:
        """Place, line, caret, fact and remedy; a note is called one."""
        if self.is_error:
            return str(self.message)
        fact, remedy, place = self.message.fact, self.message.remedy, self.message.place
        return str(AuthorError(f"note: {fact}", remedy=remedy, place=place))


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that is asked for: its part, where it stands, and its blank if it is one."""

    position: int
    part: NumericPart
    path: Path
    typed: str | None
    blank: Blank | None = None


def numbers(draft: Draft, items: tuple[Item, ...]) -> Iterator[Asked]:
    """All numbers that a problem asks for, in the order of the file."""
    for position, (item, row) in enumerate(zip(items, draft.file.items, strict=True)):
        for part in item.parts:
            path: Path = ("items", position, part.kind)
            if isinstance(part, NumericPart):
                typed = row.numeric.expected if row.numeric else None
                yield Asked(position, part, (*path, "expected") if typed else path, typed)
            elif isinstance(part, GraphPart) and row.graph:
                listed = isinstance(draft.document.at((*path, "blanks")), list)
                for n, blank in enumerate(part.blanks):
                    here = (*path, "blanks", n if listed else blank.id)
                    yield Asked(position, blank.answer, here, row.graph.blanks[blank.id].expected, blank)
