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


def render_counts(changes: Sequence[Change], *, width: int = 80, colour: bool = False) -> str:
    """A line for each part and change of its verdict, with how many answers it concerns."""
    return printed(_counts(changes), max(width, NARROWEST), colour)


def _counts(changes: Sequence[Change]) -> Iterator[RenderableType]:
    found = Counter(
        f"{change.problem} {part.part}: {_turned(part)}" for change in changes for part in change.parts
    )
    for turned, count in found.items():
        yield Text(visible(f"{turned}, {count} answer{'' if count == 1 else 's'}"))
    yield _total(changes)


def render_changes(changes: Sequence[Change], *, width: int = 80, colour: bool = False) -> str:
    """A line for each student and problem, below it the parts that the change comes from."""
    return printed(_lines(changes), max(width, NARROWEST), colour)


def _lines(changes: Sequence[Change]) -> Iterator[RenderableType]:
    for change in changes:
        who = visible(f"{change.student}  {change.problem}")
        yield Text(f"{who}  {_score(change)}", style="bold")
        for part in change.parts:
            yield Padding(Text(_part(part)), (0, 0, 0, 2), expand=False)
    yield _total(changes)


def _total(changes: Sequence[Change]) -> Text:
    students = {change.student for change in changes if change.before != change.after}
    count = "1 student's score changes" if len(students) == 1 else f"{len(students)} students' scores change"
    return Text(count if changes else "nothing changes")


def _score(change: Change) -> str:
    if change.before == change.after:
        return "same score"
    return f"{points_text(change.before)} → {points_text(change.after)}"


def _part(part: PartChange) -> str:
    answer = f"“{on_one_line(visible(part.response), LONGEST)}”" if part.response else "no answer"
    return f"{part.part}: {_turned(part)}, {answer}"


def _turned(part: PartChange) -> str:
    points = (
        f" ({points_text(part.points[0])} → {points_text(part.points[1])})"
        if part.points[0] != part.points[1]
        else ""
    )
    return f"{_verdict(part.before)} → {_verdict(part.after)}{points}"


def _verdict(verdict: Verdict) -> str:
    note = f", {verdict.note}" if verdict.note else ""
    return f"{SIGNS[verdict.status]} {WORDS[verdict.status]}{note}"
