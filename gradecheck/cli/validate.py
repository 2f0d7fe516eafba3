"""``gradecheck validate``: check problem files and run their own tests."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import AuthorError
from . import completing
from .output import say

if TYPE_CHECKING:
    from ..problem.model import Problem


@click.command("validate")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=completing.problems)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For every random choice."
)
def command(paths: tuple[str, ...], seed: int) -> int:
    """Check problem files: that they load, that their answers agree with the derived ones, and their own tests.

    PATH is a problem file, a folder of them, an assignment, or an id such as section3.

    Exit code: 0 if all is well, else 2.
    """
    found = [_files(path) for path in paths]
    files = [file for several in found for file in several or ()]
    sound = [_is_sound(file, seed) for file in dict.fromkeys(files)]
    if len(sound) > 1:
        say(f"{sum(sound)} of {len(sound)} problem files are sound")
    return 0 if all(sound) and None not in found else 2


def _files(name: str) -> tuple[Path, ...] | None:
    """The problem files of a name; what there is to say is printed. ``None`` for a broken assignment."""
    from ..problem.assignment import assignment_of
    from ..problem.finding import find

    try:
        assignment = assignment_of(name)
    except AuthorError as error:
        say(str(error))
        return None
    if assignment is None:
        return find(name)
    count = _counted(len(assignment.problems), "problem")
    say(f"{assignment.text.path}: {assignment.name}, {count}")
    for note in _namesakes(assignment.files):
        say(f"  note: {note}")
    return assignment.files


def _namesakes(files: Sequence[Path]) -> tuple[str, ...]:
    """What ids of items make ambiguous between problems; those that are broken are told of later."""
    from ..grading.matching import namesakes
    from ..problem.loading import load

    problems: list[Problem] = []
    for file in files:
        with suppress(AuthorError):
            problems.append(load(file))
    return namesakes(problems)


def _is_sound(file: Path, seed: int) -> bool:
    """Print what there is to say about one file."""
    from ..grading.examining import examine
    from ..grading.own_tests import failure

    found = examine(file, seed)
    problem = found.problem
    if problem is None:
        for error in found.faults:
            say(str(error))
        return False
    for remark in found.criticism.remarks:
        say(remark.sentence)
    for fault in found.faults:
        say(str(fault))
    for outcome in found.failed:
        say(failure(problem, outcome))
    tests = "its tests were not run"
    if found.outcomes is not None:
        tests = _verdict(len(problem.tests) * found.variants, len(found.failed))
        tests += f" on {found.variants} variants" if found.variants > 1 else ""
    say(f"{file}: {_counted(len(problem.items), 'item')}, {tests}")
    for note in (*problem.notes, *found.criticism.overlooked):
        say(f"  note: {' '.join(note.split())}")
    return found.is_sound


def _verdict(tests: int, failed: int) -> str:
    if failed:
        return f"{failed} of {_counted(tests, 'test')} failed"
    return f"{_counted(tests, 'test')} passed" if tests else "no tests"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
