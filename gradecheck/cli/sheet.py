"""``gradecheck sheet``: an answer sheet to fill in, or one for each student of a class."""

from __future__ import annotations

from pathlib import Path

import click

from . import completing
from .new_file import write_new
from .output import say
from .student_option import student_option


@click.command("sheet")
@click.argument("problem", shell_complete=completing.problems)
@student_option
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="A sheet for each student of this table, into a folder -o.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file; it must be new.")
def command(problem: str, student: str, roster: Path | None, output: Path | None) -> int:
    """Print an answer sheet for PROBLEM: a problem file, a folder of them, an assignment, or an id.

    Where everybody has numbers of their own, --student prints the sheet of one student, and --roster with
    -o FOLDER writes all of them.
    """
    from ..grading.whose import NOBODY, own_problems
    from ..problem.assignment import assignment_of
    from ..problem.finding import find
    from ..problem.loading import load
    from ..problem.variants import has_variants
    from ..report.assignment import introduction
    from ..report.sheet import sheet

    assignment = assignment_of(problem)
    problems = [load(path) for path in (assignment.files if assignment else find(problem))]
    above = introduction(assignment) if assignment else ""
    if roster is not None:
        if output is None or student:
            raise click.UsageError("--roster goes with -o FOLDER, and without --student")
        from ..report.sheets import write_sheets

        count = write_sheets(problems, roster, output, above)
        say(f"sheets for {count} students in {output}")
        return 0
    if not student and has_variants(problems):
        say(NOBODY, err=True)
    text = sheet(own_problems(problems, student), student, above)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new(output, text)
    return 0
