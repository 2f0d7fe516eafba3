"""What a regrading changes, in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from ..gradebook.changes import Change, PartChange
from ..grading.points import points_text
from ..grading.verdict import Verdict
from .terminal import NARROWEST, printed
from .words import SIGNS, WORDS, on_one_line, visible

LONGEST = 40
"""How much of an answer is shown."""


def render_counts(
    changes: Sequence[Change], *, width: int = 80, colour: bool = False, plain: bool = False
) -> str:
    """A line for each part and change of its verdict, with how many answers it concerns."""
    return printed(_counts(changes, plain), max(width, NARROWEST), colour, plain)


def _counts(changes: Sequence[Change], plain: bool) -> Iterator[RenderableType]:
    found = Counter(
        f"{change.problem} {part.part}: {_turned(part, plain)}" for change in changes for part in change.parts
    )
    for turned, count in found.items():
        yield Text(visible(f"{turned}, {count} answer{'' if count == 1 else 's'}"))
    yield _total(changes)


def render_changes(
    changes: Sequence[Change], *, width: int = 80, colour: bool = False, plain: bool = False
) -> str:
    """A line for each student and problem, below it the parts that the change comes from."""
    return printed(_lines(changes, plain), max(width, NARROWEST), colour, plain)


def _lines(changes: Sequence[Change], plain: bool) -> Iterator[RenderableType]:
    for change in changes:
        who = visible(f"{change.student}  {change.problem}")
        yield Text(f"{who}  {_score(change, plain)}", style="bold")
        for part in change.parts:
            yield Padding(Text(_part(part, plain)), (0, 0, 0, 2), expand=False)
    yield _total(changes)


def _total(changes: Sequence[Change]) -> Text:
    students = {change.student for change in changes if change.before != change.after}
    count = "1 student's score changes" if len(students) == 1 else f"{len(students)} students' scores change"
    return Text(count if changes else "nothing changes")


def _score(change: Change, plain: bool) -> str:
    if change.before == change.after:
        return "same score"
    return f"{points_text(change.before)} {_to(plain)} {points_text(change.after)}"


def _part(part: PartChange, plain: bool) -> str:
    answer = f"“{on_one_line(visible(part.response), LONGEST)}”" if part.response else "no answer"
    return f"{part.part}: {_turned(part, plain)}, {answer}"


def _turned(part: PartChange, plain: bool) -> str:
    to = _to(plain)
    points = (
        f" ({points_text(part.points[0])} {to} {points_text(part.points[1])})"
        if part.points[0] != part.points[1]
        else ""
    )
    return f"{_verdict(part.before, plain)} {to} {_verdict(part.after, plain)}{points}"


def _to(plain: bool) -> str:
    return "to" if plain else "→"


def _verdict(verdict: Verdict, plain: bool) -> str:
    sign = "" if plain else f"{SIGNS[verdict.status]} "
    note = f", {verdict.note}" if verdict.note else ""
    return f"{sign}{WORDS[verdict.status]}{note}"
