"""A run on a class in the terminal: how far it is, and what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from types import TracebackType

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from ..gradebook.batch import Progress as Step
from ..gradebook.summary import Summary
from ..submission.handed import Oddity, Person
from .terminal import NARROWEST, printed
from .words import on_one_line, visible

EVERY = 10.0
"""Seconds between two plain lines."""

MOST_NAMES = 20
"""How many names or files are listed; the instructor's report has them all."""


class Progress:
    """Progress on standard error: a bar with rate and remaining time on a terminal, else plain lines."""

    def __init__(self, plain: bool = False) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        self._bar = Bar(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._drawn = self._console.is_interactive and not plain
        self._task = self._bar.add_task("grading", total=None, rate="")
        self._start = self._told = monotonic()

    def __enter__(self) -> Progress:
        if self._drawn:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            self._bar.stop()

    def tell(self, step: Step) -> None:
        """Show a step."""
        now = monotonic()
        rate = step.done / (now - self._start) if now > self._start else 0.0
        if self._drawn:
            told = f"{rate:.1f} attempts/s" if step.done else ""
            self._bar.update(self._task, total=step.of, completed=step.done, rate=told)
        elif step.done and now - self._told >= EVERY:
            self._told = now
            left = (step.of - step.done) / rate if rate else 0.0
            line = f"graded {step.done} of {step.of} attempts, {rate:.1f} a second, about {left:.0f} s left"
            print(line, file=sys.stderr, flush=True)


def render_summary(summary: Summary, *, width: int = 80, colour: bool = False, plain: bool = False) -> str:
    """What came of a run, in a few lines, and all that somebody should know by name."""
    return printed(_lines(summary), max(width, NARROWEST), colour, plain)


def _lines(summary: Summary) -> Iterator[RenderableType]:
    yield Text(
        f"{summary.layout}: {_counted(summary.attempts, 'attempt')} of {_counted(summary.handed_in, 'student')}"
    )
    new = f"graded {_counted(summary.graded, 'attempt')} now, {_counted(summary.judged, 'answer')} judged anew"
    yield Text(new if summary.graded else "nothing was left to grade")
    yield Text(f"in the gradebook: {summary.answers} answers, {summary.distinct} of them different")
    if summary.missing:
        yield from _listed(
            f"{_counted(len(summary.missing), 'student')} handed in nothing:",
            [_named(person) for person in summary.missing],
        )
    if summary.oddities:
        yield from _listed(f"{_counted(len(summary.oddities), 'oddity')}:", list(map(_odd, summary.oddities)))
    if summary.review:
        yield Text(f"to look at: {_counted(summary.review, 'answer')} (gradecheck review)")
    if summary.failed:
        yield Text(f"{_counted(summary.failed, 'attempt')} could not be graded; run again to try once more")


def _counted(count: int, noun: str) -> str:
    """
    >>> _counted(1, "attempt"), _counted(3, "oddity")
    ('1 attempt', '3 oddities')
    """
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"


def _listed(head: str, names: Sequence[str]) -> Iterator[RenderableType]:
    yield Text(head)
    for name in names[:MOST_NAMES]:
        yield _indented(name)
    if len(names) > MOST_NAMES:
        yield _indented(f"and {len(names) - MOST_NAMES} more (gradecheck report)")


def _indented(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 2), expand=False)


def _named(person: Person) -> str:
    name = f"{person.id}  {person.name}" if person.name and person.name != person.id else person.id
    return on_one_line(visible(name))


def _odd(oddity: Oddity) -> str:
    whose = f" ({oddity.student})" if oddity.student and oddity.student not in oddity.place else ""
    remedy = f": {oddity.remedy}" if oddity.remedy else ""
    return on_one_line(visible(f"{oddity.place}{whose}: {oddity.fact}{remedy}"))
