"""``gradecheck export``: grades for learning platforms, spreadsheets and continuous integration."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from . import completing
from .course_options import assignment_option, course_option, warn_of_unfinished
from .output import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..gradebook.exports.request import Folder, OneFile, Request
    from ..gradebook.standing import Standing

_say = partial(say, err=True)
KINDS = ("csv", "json", "canvas", "moodle", "gradescope", "prairielearn", "nbgrader", "junit", "github")


@click.group("export", invoke_without_command=True)
@click.option("--to", "kind", type=click.Choice(KINDS), help="For whom.")
@course_option
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file that Canvas or Moodle gave, to be filled.",
)
@click.option("--column", default="", help="The column of the template to fill, by its title or number.")
@click.option("--scale", is_flag=True, help="Bring scores to the maximum that the template says.")
@click.option(
    "--missing",
    type=click.Choice(("blank", "zero")),
    default="blank",
    show_default=True,
    help="What a template gets for who handed nothing in.",
)
@click.option("--leaderboard", is_flag=True, help="Give Gradescope a leaderboard.")
@assignment_option
@click.option("--problem", default="", shell_complete=completing.problems, help="Only this problem, by its id.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file, or folder, to write.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.pass_context
def command(
    context: click.Context,
    kind: str | None,
    course: Path,
    template: Path | None,
    column: str,
    scale: bool,
    missing: Literal["blank", "zero"],
    leaderboard: bool,
    assignment: str,
    problem: str,
    output: Path | None,
    force: bool,
) -> int:
    """Write the grades of a course for Canvas, Moodle, Gradescope, PrairieLearn, nbgrader, GitHub, or as CSV,
    JSON or JUnit. What somebody should know is said on standard error.

    Canvas and Moodle get the file back that they gave (--template), with one column filled. Gradescope,
    PrairieLearn and GitHub get a folder with files for each student. A single file without -o goes to
    standard output.
    """
    if context.invoked_subcommand is not None:
        return 0
    if kind is None:
        raise click.UsageError(f"--to is missing: one of {', '.join(KINDS)}")
    if assignment and problem:
        raise click.UsageError("give either --assignment or --problem")
    from ..gradebook.assignments import load_rules
    from ..gradebook.book import Gradebook
    from ..gradebook.exports import KINDS as EXPORTS
    from ..gradebook.exports.request import OneFile, Request, Template, only, watched
    from ..report.as_json import report_json

    filling = [name for name, export in EXPORTS.items() if isinstance(export, OneFile) and export.fills]
    if template is not None and kind not in filling:
        raise click.UsageError(f"--template goes with --to {' or '.join(filling)}")
    rules = load_rules(course, say=_say)
    book = Gradebook.open(course)
    warn_of_unfinished(book)
    levels = {each.id: each.feedback for each in book.problems()}
    for said in rules.odd(levels):
        _say(said)
    rules, problems = rules.only(assignment)
    given = Template(template.name, template.read_bytes()) if template else None
    request = Request(rules, report_json, _say, given, column, scale, missing, leaderboard, levels)
    standings = watched(book.standings(rules, (problem,) if problem else problems), rules, _say)
    chosen = only(standings, problem, levels) if problem else standings
    _write(EXPORTS[kind], chosen, request, output, force)
    return 0


def _write(
    export: OneFile | Folder, standings: Iterable[Standing], request: Request, output: Path | None, force: bool
) -> None:
    from ..gradebook.exports.request import OneFile
    from ..gradebook.exports.writing import write_file, write_folder

    if isinstance(export, OneFile):
        pieces = export.pieces(standings, request)
        if output is not None:
            write_file(output, pieces, force=force)
            return
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    if output is None:
        raise click.UsageError("this export is a folder of files: name it with -o")
    count = write_folder(output, export.files(standings, request), force=force)
    _say(f"{output}: {count} files")


@command.command("gradescope-autograder")
@click.argument("problem", shell_complete=completing.problems)
@course_option
@click.option("--leaderboard", is_flag=True, help="Give Gradescope a leaderboard.")
@click.option("--trust", is_flag=True, help="Run code even where Gradescope's machine has no sandbox.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The zip to write.")
@click.option("--force", is_flag=True, help="Replace what is there.")
def autograder(problem: str, course: Path, leaderboard: bool, trust: bool, output: Path, force: bool) -> int:
    """Make an autograder for Gradescope of PROBLEM: a problem file, a folder of them, an assignment, or an id.

    Upload the zip as it is. It brings gradecheck along, and the rules of course.yaml and the assignment.
    """
    from ..gradebook.exports.autograder import autograder_zip
    from ..gradebook.exports.writing import write_file
    from ..problem.assignment import assignment_of
    from ..problem.course import load_course
    from ..problem.finding import COURSE, find
    from ..problem.loading import load

    assignment = assignment_of(problem)
    text = assignment.text if assignment else None
    paths = assignment.files if assignment else find(problem)
    problems = [(load(path).id, path.read_bytes()) for path in paths]
    for said in load_course(course, assignments=[text] if text else []).told:
        _say(said)
    rules = course / COURSE
    given = rules.read_bytes() if rules.exists() else None
    content = autograder_zip(problems, given, text, leaderboard=leaderboard, trust=trust)
    write_file(output, [content], force=force)
    _say(f"{output}: {len(problems)} problems; upload it under Configure Autograder")
    return 0
