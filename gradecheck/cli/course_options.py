"""What several commands share: which course, and a word about what is not finished."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import say

if TYPE_CHECKING:
    from ..gradebook.book import Gradebook

course_option = click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The course's folder, with course.yaml and the gradebook; default: this one.",
)

assignment_option = click.option(
    "--assignment",
    default="",
    metavar="NAME",
    help="Only this assignment: its title, file or folder.",
)


def warn_of_unfinished(book: Gradebook) -> None:
    """Say so where a run was stopped: whoever is not judged yet looks as if nothing was handed in."""
    left = book.unfinished()
    if left:
        said = f"{left} attempts are not judged yet and count as nothing: run gradecheck batch again to go on"
        say(said, err=True)
