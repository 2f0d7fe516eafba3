"""What platforms show to students of an item: the sentences that a feedback level lets through."""

from __future__ import annotations

from collections.abc import Iterator

from ...grading.points import out_of, taken_text
from ...grading.verdict import ItemReport, PartReport, Status
from ...problem.levels import at_least
from ..standing import ProblemStanding, Standing
from .values import clean

LONGEST = 10_000
"""Characters of one item's output."""

WORDS = {Status.INVALID: "unreadable: no marks are lost by how it is written, but it must be written anew"}
LOOKED_AT = "a person looks at this answer"


def item_text(item: ItemReport, level: str) -> str:
    """The sentences on an item, a line each; "" where nothing may be shown."""
    if not level:
        return ""
    several = len(item.parts) > 1
    lines = [line for part in item.parts for line in _part_lines(part, level, several)]
    lines += [taken_text(item)] if item.hints else []
    text = clean("\n".join(lines))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _part_lines(part: PartReport, level: str, several: bool) -> Iterator[str]:
    verdict = part.verdict
    status = WORDS.get(verdict.status, verdict.status.value)
    earned = out_of(part.points * verdict.credit, part.points)
    yield f"{part.id}: {status}, {earned}" if several else f"{status}, {earned}"
    if verdict.status is Status.UNDECIDED:
        yield LOOKED_AT
    if verdict.read_as and at_least(level, "hints"):
        yield f"read as: {verdict.read_as}"
    if verdict.status is Status.INVALID or at_least(level, "hints"):
        yield from verdict.told
    elif verdict.note == "follow_through":
        yield from verdict.feedback[:1]
    if at_least(level, "full"):
        yield from verdict.details


def item_name(item: ItemReport) -> str:
    """An item's label with its id in front."""
    return clean(f"{item.id} {item.label}".strip())


def problem_line(one: ProblemStanding) -> str:
    """One line on a problem: its points, and what policies made of them; no points where none may be shown."""
    points = out_of(one.score, one.max_score) if one.feedback else "the result is not out yet"
    told = [points] if one.chosen else ["nothing handed in", out_of(one.score, one.max_score)]
    remarks = f" ({'; '.join(one.remarks)})" if one.remarks and one.feedback else ""
    return clean(f"{one.title or one.problem}: {', '.join(told)}{remarks}")


def total(standing: Standing) -> str:
    """The total as the end of a line, "" where it would give away what is not out yet."""
    out = all(one.feedback or one.chosen is None for one in standing.problems)
    return f": {out_of(standing.score, standing.max_score)}" if out else ""


def summary(standing: Standing) -> str:
    """A line on each problem, and the total where there are several."""
    lines = [problem_line(one) for one in standing.problems]
    whole = total(standing)
    return "\n".join([*lines, f"Total{whole}"] if len(lines) > 1 and whole else lines)


def warnings(one: ProblemStanding) -> tuple[str, ...]:
    """What was odd about the files of the attempt that counts."""
    return tuple(map(clean, one.chosen.report.warnings)) if one.chosen else ()
