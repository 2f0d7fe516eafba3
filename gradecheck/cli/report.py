"""``gradecheck report``: what the class did, for the instructor."""

from __future__ import annotations

from pathlib import Path

import click

from .course_options import course_option


@click.command("report")
@course_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("class.html"),
    show_default=True,
    help="The page.",
)
@click.option("--hide-names", is_flag=True, help="Number the students instead of naming them.")
def command(course: Path, output: Path, hide_names: bool) -> int:
    """Write one HTML page about the class: scores, items, the commonest wrong answers, what needs a look."""
    from ..gradebook.book import Gradebook
    from ..gradebook.overview import overview
    from ..problem.course import load_course
    from ..report.class_page import class_page
    from ..report.folder import write_page

    rules = load_course(course)
    book = Gradebook.open(course)
    general = [oddity for oddity in book.oddities() if not oddity.student]
    seen = overview(book.standings(rules), book.problems(), general)
    write_page(output, class_page(seen, rules.title, book.problems(), hide_names=hide_names))
    click.echo(f"{output}: {seen.statistics.students} students, {seen.statistics.scores.n} handed in")
    return 0
