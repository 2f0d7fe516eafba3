"""``gradecheck submit``: grade answers, or ask for them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..report.words import LEVELS, at_least
from . import completing
from .output import look, say
from .student_option import student_option

if TYPE_CHECKING:
    from ..grading.verdict import Report
    from ..problem.assignment import Assignment
    from ..problem.model import Problem
    from ..submission.model import Submission


@click.command("submit")
@click.argument("problem", shell_complete=completing.problems)
@click.argument("answers", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/report-format.md).")
@click.option("--feedback", type=click.Choice(LEVELS), help="Show less than the problem allows.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For every random choice."
)
@student_option
@click.option(
    "--trust/--no-trust",
    default=True,
    show_default=True,
    help="Where this machine has no sandbox (gradecheck doctor), run code without one, or refuse to.",
)
def command(
    problem: str,
    answers: tuple[Path, ...],
    as_json: bool,
    feedback: str | None,
    seed: int,
    student: str,
    trust: bool,
) -> int:
    """Grade ANSWERS to PROBLEM: a problem file, a folder of them, an assignment, or an id such as section3.

    ANSWERS are answer sheets, YAML or Python files, or folders of these; - is standard input. Without them,
    in a terminal, each question is asked and answered at once.

    Exit code: 0 for full credit, 1 for less or for answers that cannot be read, 2 for wrong usage or a broken
    problem file, 3 if the machine failed.
    """
    if not answers and (as_json or not sys.stdin.isatty()):
        raise click.UsageError("there are no ANSWERS to grade: name an answer sheet, or - for standard input")
    from ..grading.whose import own_variants
    from ..problem.assignment import assignment_of
    from ..problem.finding import find
    from ..problem.loading import load
    from ..submission.model import Submission

    assignment = assignment_of(problem)
    problems = [load(path) for path in (assignment.files if assignment else find(problem))]
    if assignment:
        problems = [assignment.shown(one) for one in problems]
        if not as_json:
            _introduce(assignment)
    levels = [level_for(one, feedback) for one in problems]
    if answers:
        own, submission = _read(answers, problems, student)
    else:
        own, _ = own_variants(problems, Submission(()), student)
        submission = _ask(own, levels, seed)
    return _grade(own, levels, submission, seed, as_json, trust, assignment)


def _introduce(assignment: Assignment) -> None:
    """What the student should know of an assignment: when it is due."""
    from ..report.assignment import introduction

    say(introduction(assignment))


def level_for(problem: Problem, asked: str | None) -> str:
    """The feedback level: what is asked for, up to what the author allows."""
    if asked is None or at_least(problem.feedback, asked):
        return asked or problem.feedback
    say(f"{problem.id}: feedback goes up to '{problem.feedback}'", err=True)
    return problem.feedback


def _read(
    answers: Sequence[Path], problems: Sequence[Problem], student: str
) -> tuple[Sequence[Problem], Submission]:
    """The problems as their student has them, and the answers, with a warning for each that is to none."""
    from ..grading.matching import unmatched
    from ..grading.whose import own_variants
    from ..submission import read

    own, submission = own_variants(problems, read(answers), student)
    return own, replace(submission, warnings=(*submission.warnings, *unmatched(own, submission)))


def _ask(problems: Sequence[Problem], levels: Sequence[str], seed: int) -> Submission:
    from .dialogue import ask_all

    return ask_all(problems, levels, seed)


def _grade(
    problems: Sequence[Problem],
    levels: Sequence[str],
    submission: Submission,
    seed: int,
    as_json: bool,
    trust: bool,
    assignment: Assignment | None,
) -> int:
    from ..grading.grade import grade

    reports = [grade(one, submission, seed, trust=trust) for one in problems]
    graded = list(zip(reports, levels, strict=True))
    say_if_unconfined()
    if as_json:
        _print_json(graded, submission, assignment)
    else:
        _print_tables(graded, submission, assignment)
    counts = [rules.weight > 0 for rules in assignment.rules] if assignment else [True] * len(reports)
    return 1 if any(each.score < each.max_score for each in compress(reports, counts)) else 0


def say_if_unconfined() -> None:
    """One line where code ran without a sandbox. The sandbox is imported only when code has been run."""
    process = sys.modules.get("gradecheck.sandbox.process")
    if process is not None and process.ran_unconfined():
        say("code ran with your own rights: this machine has no sandbox (gradecheck doctor)", err=True)


def _print_json(
    graded: Sequence[tuple[Report, str]], submission: Submission, assignment: Assignment | None
) -> None:
    from ..report.as_json import dumps, reports_json

    if assignment:
        from ..report.assignment import assignment_json

        click.echo(dumps(assignment_json(assignment, graded, submission.warnings)))
    else:
        click.echo(dumps(reports_json(graded, submission.warnings)))


def _print_tables(
    graded: Sequence[tuple[Report, str]], submission: Submission, assignment: Assignment | None
) -> None:
    from ..report.terminal import render, render_total

    for warning in submission.warnings:
        say(warning, err=True)
    click.echo("\n".join(render(report, level, **look()) for report, level in graded), nl=False)
    weights = [rules.weight for rules in assignment.rules] if assignment else []
    if len(graded) > 1 or any(weight != 1 for weight in weights):
        click.echo(render_total([report for report, _ in graded], weights, **look()), nl=False)
