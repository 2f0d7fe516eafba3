"""Text for whoever listens to it: one fact a line, states in words, nothing drawn and nothing in columns."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..grading.points import points_text
from ..grading.verdict import ItemReport, PartReport, Report, Verdict
from .evidence import sentences
from .words import WORDS, on_one_line, part_label, reading, visible


def report_lines(report: Report, level: str) -> Iterator[str]:
    """A report: a line for each item and part, and below it a line for each reason."""
    yield f"{visible(report.problem)}, {on_one_line(report.title)}"
    for item in report.items:
        yield from _item(item, level)
    yield total_line("total", report.score, report.max_score)
    yield from (f"note: {spoken(visible(warning))}" for warning in report.warnings)


def total_line(word: str, score: Fraction, points: Fraction) -> str:
    """
    >>> total_line("total", Fraction(3, 2), Fraction(2))
    'total: 1.5 of 2 points'
    """
    return f"{word}: {_of(score, points)}"


def part_lines(part: PartReport, level: str, name: str = "") -> Iterator[str]:
    """The verdict on a part in words, how the answer was read, and why."""
    said = f"{WORDS[part.verdict.status]}, {_of(part.points * part.verdict.credit, part.points)}"
    read = reading(part)
    how = "Read as" if part.verdict.read_as else "Written:"
    yield (f"{name}: {said}" if name else said) + (f". {how} {read}" if read else "")
    yield from _reasons(part.verdict, level)


def spoken(text: str) -> str:
    """``text`` without columns and arrows: white space is drawn together, what carets point at told in words.

    >>> print(spoken("item '1' → shape: '(' not closed\\n    a (b + c\\n      ^\\n  add   the missing ')'"))
    item '1', shape: '(' not closed
    at character 3, which is (, of: a (b + c
    add the missing ')'
    """
    lines = text.split("\n")
    told: list[str] = []
    for number, line in enumerate(lines):
        marks = line.strip()
        if number and marks and not marks.strip("^"):
            told[-1] = _pointed_at(lines[number - 1], line.index("^"), len(marks))
        else:
            told.append(" ".join(line.split()).replace(" → ", ", "))
    return "\n".join(told)


def _pointed_at(line: str, start: int, length: int) -> str:
    indent = len(line) - len(line.lstrip())
    marked = line[start : start + length].strip()
    where = f"at character {start - indent + 1}, which is {marked}," if marked else "at the end"
    return f"{where} of: {line.strip()}"


def _item(item: ItemReport, level: str) -> Iterator[str]:
    name = on_one_line(f"{item.id} {item.label}".strip())
    if len(item.parts) == 1:
        yield from part_lines(item.parts[0], level, name)
        return
    yield f"{name}: {WORDS[item.status]}, {_of(item.score, item.points)}"
    for part in item.parts:
        yield from part_lines(part, level, f"{visible(item.id)} {part_label(part, item)}")


def _reasons(verdict: Verdict, level: str) -> Iterator[str]:
    for sentence in sentences(verdict, level):
        yield from spoken(sentence).split("\n")


def _of(score: Fraction, points: Fraction) -> str:
    noun = "point" if points == 1 else "points"
    return f"{points_text(score)} of {points_text(points)} {noun}"
