"""``gradecheck hint``: the next hint."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import completing
from .output import say
from .student_option import student_option

if TYPE_CHECKING:
    from ..gradebook.hints_kept import Kept
    from ..problem.model import Item, Problem


@click.command("hint")
@click.argument("problem", shell_complete=completing.problems)
@click.argument("item", shell_complete=completing.items)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Your answer sheet: the number of hints is written on it, as graders read it.",
)
@click.option("--all", "all_of_them", is_flag=True, help="All hints that there are.")
@click.option("--again", is_flag=True, help="Those that you have taken, once more.")
@student_option
def command(problem: str, item: str, sheet: Path | None, all_of_them: bool, again: bool, student: str) -> int:
    """Give the next hint to ITEM of PROBLEM: an item such as 1.1, or a blank such as 2.graph.w_0.

    What was taken is remembered: on your answer sheet, where you name it, or else on this machine. A hint may
    cost points; what the next one costs is said before you take it.

    Exit code: 0 where there was a hint, 1 where there is none, 2 for wrong usage or a broken problem file, 3 if
    the machine failed.
    """
    from ..grading.matching import named
    from ..grading.trying import with_item
    from ..grading.whose import NOBODY, own_variants
    from ..problem.assignment import assignment_of
    from ..problem.finding import find
    from ..problem.loading import load
    from ..submission import read

    assignment = assignment_of(problem)
    problems = [load(path) for path in (assignment.files if assignment else find(problem))]
    whole = with_item(problems, item, problem)
    whole = assignment.shown(whole) if assignment else whole
    (loaded,), said = own_variants([whole], read([sheet] if sheet else []), student)
    if NOBODY in said.warnings:
        say(NOBODY, err=True)
    found, part = named(loaded, item)
    blank = part.removeprefix("graph.") if part.startswith("graph.") else ""
    with _kept(loaded, found, sheet) as kept:
        return _give(loaded, found, blank, kept, all_of_them, again)


def _kept(problem: Problem, item: Item, sheet: Path | None) -> AbstractContextManager[Kept]:
    """Where the number of hints is kept."""
    from ..gradebook.hints_kept import OnSheet, on_this_machine

    return nullcontext(OnSheet(problem, item, sheet)) if sheet else on_this_machine(problem, item)


def _give(problem: Problem, item: Item, blank: str, kept: Kept, all_of_them: bool, again: bool) -> int:
    """Print hints, once it is written down that they were taken."""
    from ..grading.hints import first_open, steps
    from ..report.hint import hint_text, next_text, no_hint, write_down

    known, taken = steps(problem, item, blank), kept.taken()
    at = first_open(known, taken)
    chosen = known[:at] if again else known[at:] if all_of_them else known[at : at + 1]
    if not chosen:
        say(no_hint(problem, item, blank, known=len(known), taken=at))
        return 1
    for step in () if again else chosen:
        kept.keep(step.blank, step.number)
    say("\n\n".join(hint_text(item, step, known) for step in chosen))
    following = known[len(chosen) if again else at + len(chosen) :]
    told = [
        next_text(item, following[0]) if following else "",
        "" if kept.is_sheet else write_down(item, chosen[-1]),
    ]
    if any(told):
        say("\n" + "\n".join(filter(None, told)))
    return 0
