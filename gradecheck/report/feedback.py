"""What one student may see of their standing, as texts: the same for every form that feedback takes.

Nothing here is markup. What a student wrote has its control characters spelt out and is cut where it is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from ..gradebook.standing import Graded, ProblemStanding, Standing
from ..grading.points import out_of, points_text, taken_text
from ..grading.verdict import GradientEvidence, ItemReport, PartReport, Report, Status
from ..problem.variants import numbers_text
from ..submission.handed import Oddity
from .evidence import sentences
from .words import at_least, on_one_line, part_label, visible

LONGEST_ANSWER = 2_000
MOST_LINES = 60
"""Lines of code that are shown as a whole; of longer code, those around the lines that are spoken of."""
AROUND = 4
OWN = ("unreadable", "refused", "resubmission", "passed_over")
"""Oddities that are about a student's own files."""
_LINE = re.compile(r"\bline (\d+)\b")


@dataclass(frozen=True, slots=True)
class Saying:
    """Something said about an answer: sentences, and an excerpt below them whose columns matter."""

    text: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an array is wrong: rows of ``x`` (wrong), ``.`` and ``?``, and the same in words."""

    name: str
    where: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of code with its number; number 0 stands for lines that are left out."""

    number: int
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class PartView:
    """One part as it is shown. ``read_as`` is "" where it is just what was written.

    ``reading`` is the same as it is stored: always there, neither cut nor spelt out.
    """

    name: str
    status: Status
    points: str
    written: str
    read_as: str
    sayings: tuple[Saying, ...]
    pictures: tuple[Picture, ...] = ()
    code: tuple[CodeLine, ...] = ()
    code_title: str = ""
    code_open: bool = False
    kind: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item; an item with a single part shows that one under its own name."""

    name: str
    status: Status
    points: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One problem. ``facts`` say which attempt counts and what policies made of it.

    ``score`` is "" where nothing may be shown yet.
    """

    id: str
    title: str
    facts: tuple[str, ...]
    score: str = ""
    level: str = ""
    items: tuple[ItemView, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """All of it. ``score`` is the total over what is shown, "" where nothing is."""

    course: str
    name: str
    id: str
    section: str
    score: str
    percent: int
    hidden: int
    problems: tuple[ProblemView, ...]
    files: tuple[str, ...]


def view(standing: Standing, course_title: str) -> FeedbackView:
    """What the student of ``standing`` may see."""
    shown = [one for one in standing.problems if one.feedback]
    counted = [one for one in shown if not one.dropped]
    score = sum((one.score * one.weight for one in counted), Fraction(0))
    whole = sum((one.max_score * one.weight for one in counted), Fraction(0))
    person = standing.person
    return FeedbackView(
        course=on_one_line(course_title),
        name=on_one_line(person.name or person.id),
        id=on_one_line(person.id),
        section=on_one_line(person.section),
        score=out_of(score, whole) if shown else "",
        percent=int(100 * score / whole) if whole else 0,
        hidden=len(standing.problems) - len(shown),
        problems=tuple(map(_problem, standing.problems)),
        files=tuple(oddity_words(one) for one in standing.oddities if one.kind in OWN),
    )


def oddity_words(oddity: Oddity) -> str:
    """An oddity in one line.

    >>> oddity_words(Oddity("unreadable", "ada/scan.pdf", "it is not text", "hand in a text file"))
    'ada/scan.pdf: it is not text (hand in a text file)'
    """
    remedy = f" ({on_one_line(oddity.remedy)})" if oddity.remedy else ""
    return f"{on_one_line(oddity.place)}: {on_one_line(oddity.fact)}{remedy}"


def _problem(standing: ProblemStanding) -> ProblemView:
    title = on_one_line(standing.title or standing.problem)
    chosen, level = standing.chosen, standing.feedback
    if chosen is None:
        facts = ("Nothing was handed in.", *_remarks(standing))
        score = out_of(standing.score, standing.max_score) if level else ""
        return ProblemView(standing.problem, title, facts, score, level)
    if not level:
        return ProblemView(standing.problem, title, ("Received.", *_remarks(standing)))
    return ProblemView(
        id=standing.problem,
        title=title,
        facts=(*_facts(standing, chosen), *_remarks(standing)),
        score=out_of(standing.score, standing.max_score),
        level=level,
        items=tuple(item_views(chosen.report, level)),
        warnings=tuple(map(on_one_line, chosen.report.warnings)),
    )


def _facts(standing: ProblemStanding, chosen: Graded) -> Iterator[str]:
    if chosen.report.variant:
        yield f"Your numbers: {numbers_text(chosen.report.variant)}."
    if chosen.at:
        yield f"Handed in {moment(chosen.at)}."
    if standing.earned != standing.score:
        yield f"The answers earned {out_of(standing.earned, standing.max_score)}."
    if standing.weight != 1 and not standing.dropped:
        yield f"It counts {points_text(standing.weight)} times."


def _remarks(standing: ProblemStanding) -> tuple[str, ...]:
    return tuple(as_sentence(on_one_line(remark)) for remark in standing.remarks)


def as_sentence(text: str) -> str:
    """
    >>> as_sentence("handed in late: nothing taken off")
    'Handed in late: nothing taken off.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def moment(at: datetime) -> str:
    """A time as people write it.

    >>> from datetime import timezone
    >>> moment(datetime(2026, 10, 1, 23, 59, tzinfo=timezone.utc))
    '2026-10-01 23:59 UTC'
    """
    return at.strftime("%Y-%m-%d %H:%M %Z").strip()


def item_views(report: Report, level: str) -> Iterator[ItemView]:
    """What ``level`` shows of the items of a report."""
    files: dict[str, str] = {}
    for item in report.items:
        name = on_one_line(f"{item.id}  {item.label}" if item.label else item.id, 80)
        parts = tuple(_part(part, item, level, files) for part in item.parts)
        if item.hints and parts:
            parts = (
                *parts[:-1],
                replace(parts[-1], sayings=(*parts[-1].sayings, Saying(taken_text(item), ""))),
            )
        if len(parts) == 1:
            parts = (replace(parts[0], points=out_of(item.score, item.points)),)
        status = item.status if item.parts else Status.BLANK
        yield ItemView(name, status, out_of(item.score, item.points), parts)


def _part(part: PartReport, item: ItemReport, level: str, files: dict[str, str]) -> PartView:
    """``files`` remembers at which item a file was shown, so that it is shown as a whole only once."""
    verdict = part.verdict
    pictures = _pictures(part, level)
    sayings = tuple(saying(sentence, pictures) for sentence in sentences(verdict, level))
    name = part_label(part, item)
    points = out_of(part.points * verdict.credit, part.points)
    if part.kind == "code":
        named = {int(number) for said in sayings for number in _LINE.findall(said.text)}
        code, title = _listing(part.response, named, item.id, files)
        return PartView(name, verdict.status, points, "", "", sayings, pictures, code, title, bool(named))
    written = cut(part.response.strip())
    read_as = on_one_line(verdict.read_as, LONGEST_ANSWER)
    read_as = read_as if read_as != written else ""
    return PartView(
        name,
        verdict.status,
        points,
        written,
        read_as,
        sayings,
        pictures,
        kind=part.kind,
        reading=verdict.read_as,
    )


def _pictures(part: PartReport, level: str) -> tuple[Picture, ...]:
    evidence = part.verdict.evidence
    if not at_least(level, "hints") or not isinstance(evidence, GradientEvidence):
        return ()
    drawn = [each for each in evidence.gradients if each.picture]
    return tuple(Picture(on_one_line(each.name), each.where, each.picture) for each in drawn)


def saying(sentence: str, pictures: Sequence[Picture] = ()) -> Saying:
    """A sentence apart from its indented lines; a remedy below a caret is a sentence again.

    Lines of ``pictures`` are left out: they are drawn.

    >>> saying("'(' is never closed\\n  (z\\n  ^\\n  add the missing ')'")
    Saying(text="'(' is never closed; add the missing ')'", excerpt='(z\\n^')
    """
    first, *lines = sentence.split("\n")
    lines = _without(lines, pictures)
    caret = next((k for k, line in enumerate(lines) if line.strip() and not line.strip().strip("^")), None)
    text, excerpt = [first], []
    for k, line in enumerate(lines):
        if not line.startswith("  ") or (caret is not None and k > caret):
            text.append(line.strip())
        else:
            excerpt.append(line[2:])
    joined = [part.strip() for part in text if part.strip()]
    return Saying(("; " if caret is not None else " ").join(joined), "\n".join(excerpt))


def _without(lines: list[str], pictures: Sequence[Picture]) -> list[str]:
    for drawn in pictures:
        wanted = [f"  {line}" for line in (drawn.where, *drawn.rows) if line]
        for k in range(len(lines) - len(wanted) + 1):
            if lines[k : k + len(wanted)] == wanted:
                return _without(lines[:k] + lines[k + len(wanted) :], pictures)
    return lines


def _listing(
    source: str, named: set[int], item: str, files: dict[str, str]
) -> tuple[tuple[CodeLine, ...], str]:
    """The lines that are shown of a file, and what stands above them."""
    lines = source.splitlines()
    if not source.strip():
        return (), ""
    counted = f"{len(lines)} line" + ("" if len(lines) == 1 else "s")
    first = files.setdefault(source, item)
    if first != item and not named:
        return (), f"The code is shown at {first}."
    numbers = set(range(1, len(lines) + 1))
    if named and (first != item or len(lines) > MOST_LINES):
        numbers = {k for n in named for k in range(n - AROUND, n + AROUND + 1)} & numbers
    title = f"Your code, {counted}"
    return tuple(_chosen(lines, sorted(numbers)[:MOST_LINES], named)), title


def _chosen(lines: Sequence[str], numbers: Sequence[int], named: set[int]) -> Iterator[CodeLine]:
    before = 0
    for number in numbers:
        if number > before + 1:
            yield CodeLine(0, "…")
        yield CodeLine(number, visible(lines[number - 1][:300]), number in named)
        before = number
    if before < len(lines):
        yield CodeLine(0, "…")


def cut(text: str) -> str:
    """What was written, with control characters spelt out, cut where it is very long."""
    if len(text) <= LONGEST_ANSWER:
        return visible(text)
    return f"{visible(text[:LONGEST_ANSWER])} … ({len(text) - LONGEST_ANSWER} more characters)"
