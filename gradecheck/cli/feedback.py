"""``gradecheck feedback``: a file for each student."""

from __future__ import annotations

from pathlib import Path

import click

from .course_options import assignment_option, course_option, warn_of_unfinished
from .output import say


@click.command("feedback")
@course_option
@assignment_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for the files; it is made if it is not there.",
)
@click.option("--format", "form", type=click.Choice(["html", "md", "both"]), default="html", show_default=True)
def command(course: Path, assignment: str, output: Path, form: str) -> int:
    """Write a feedback file for each student of the course, and index.csv that says whose is which.

    Each shows as much as the problem and course.yaml allow. HTML files need nothing else and print well.
    """
    from ..gradebook.assignments import load_rules
    from ..gradebook.book import Gradebook
    from ..report.folder import write_feedback

    rules, problems = load_rules(course).only(assignment)
    book = Gradebook.open(course)
    warn_of_unfinished(book)
    formats = ("html", "md") if form == "both" else (form,)
    count = write_feedback(book.standings(rules, problems), output, formats, rules.title, book.problems())
    say(f"feedback for {count} students in {output}")
    return 0
