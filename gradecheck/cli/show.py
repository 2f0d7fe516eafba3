"""``gradecheck show``: read a problem."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import completing
from .output import is_plain, look, say
from .student_option import student_option

if TYPE_CHECKING:
    from ..grading.verdict import Report
    from ..problem.model import Problem


@click.command("show")
@click.argument("problem", shell_complete=completing.problems)
@click.option("--solution", is_flag=True, help="Show gradients and answers too.")
@click.option("--graph", is_flag=True, help="Draw the computation graph instead.")
@click.option(
    "--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw the graph into this SVG file."
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="Put the answers of this sheet into the drawn graph, with what is right and wrong.",
)
@student_option
@click.option("--walk", is_flag=True, help="Go through backprop step by step instead.")
def command(
    problem: str,
    solution: bool,
    graph: bool,
    svg: Path | None,
    answers: tuple[Path, ...],
    student: str,
    walk: bool,
) -> int:
    """Show PROBLEM: its statement, its graph and what it asks."""
    from ..grading.whose import own_problems
    from ..problem.finding import find
    from ..problem.loading import load

    problems = own_problems([load(path) for path in find(problem)], student)
    if answers and not (graph or svg):
        raise click.UsageError("--answers go into a picture: add --graph or --svg FILE")
    if graph or svg:
        own, reports = _graded(problems, answers, student)
        _draw(own, reports, solution, graph, svg)
    if walk:
        from ..report.walk import walk as walked

        say("\n".join(walked(each, solution=solution) for each in problems).rstrip())
    if not (graph or svg or walk):
        from ..report.show import show

        width = look()["width"] if sys.stdout.isatty() else None
        shown = (show(each, solution=solution, width=width, plain=is_plain()) for each in problems)
        say("\n".join(shown).rstrip())
    return 0


def _graded(
    problems: Sequence[Problem], answers: Sequence[Path], student: str
) -> tuple[Sequence[Problem], list[Report | None]]:
    """The problems as the student of the answers has them, and a report for each; none without answers."""
    if not answers:
        return problems, [None for _ in problems]
    from ..grading.grade import grade
    from ..grading.whose import own_variants
    from ..submission import read

    own, submission = own_variants(problems, read(answers), student)
    return own, [grade(problem, submission) for problem in own]


def _draw(
    problems: Sequence[Problem], reports: Sequence[Report | None], solution: bool, graph: bool, svg: Path | None
) -> None:
    from ..errors import MachineError
    from ..report.drawing import draw, draw_svg

    if svg:
        text = draw_svg(problems, reports, solution=solution)
        try:
            svg.write_text(text, encoding="utf-8")
        except OSError as error:
            raise MachineError(f"{svg}: cannot be written: {error.strerror or error}") from error
    if graph:
        pieces = zip(problems, reports, strict=True)
        click.echo("\n".join(draw(*piece, solution=solution, **look()) for piece in pieces), nl=False)
