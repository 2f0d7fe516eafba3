"""``gradecheck report``: what the class did, for the instructor."""

from __future__ import annotations

from pathlib import Path

import click

from .course_options import assignment_option, course_option, warn_of_unfinished
from .output import say


@click.command("report")
@course_option
@assignment_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("class.html"),
    show_default=True,
    help="The page.",
)
@click.option("--hide-names", is_flag=True, help="Number the students instead of naming them.")
@click.option("--force", is_flag=True, help="Replace what is there.")
def command(course: Path, assignment: str, output: Path, hide_names: bool, force: bool) -> int:
    """Write one HTML page about the class: scores, items, the commonest wrong answers, what needs a look."""
    from ..gradebook.assignments import load_rules
    from ..gradebook.book import Gradebook
    from ..gradebook.exports.writing import write_file
    from ..gradebook.overview import overview
    from ..report.class_page import class_page
    from ..report.folder import encoded

    rules, problems = load_rules(course).only(assignment)
    book = Gradebook.open(course)
    warn_of_unfinished(book)
    general = [oddity for oddity in book.oddities() if not oddity.student]
    seen = overview(book.standings(rules, problems), book.problems(), general)
    page = class_page(seen, rules.title, book.problems(), hide_names=hide_names)
    write_file(output, [encoded(page)], force=force)
    say(f"{output}: {seen.statistics.students} students, {seen.statistics.scores.n} handed in")
    return 0
