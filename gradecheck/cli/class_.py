"""``gradecheck class``: a synthetic class, to see what grading and reports make of one before the term."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from . import completing
from .output import say

if TYPE_CHECKING:
    from ..gradebook.synthetic.layouts import LayoutName

LAYOUTS = ("canvas", "moodle", "gradescope", "folders", "files", "classroom", "csv")


@click.command("class")
@click.argument("problems", nargs=-1, required=True, metavar="PROBLEMS...", shell_complete=completing.problems)
@click.option("--students", type=click.IntRange(min=1), default=100, show_default=True, help="How many.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For every random choice."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="A new folder."
)
@click.option(
    "--layout",
    "form",
    type=click.Choice(LAYOUTS),
    default="folders",
    show_default=True,
    help="Whose download it looks like.",
)
@click.option(
    "--broken", type=click.FloatRange(0, 1), default=0.02, show_default=True, help="Share of broken hand-ins."
)
def command(problems: tuple[str, ...], students: int, seed: int, output: Path, form: str, broken: float) -> int:
    """Make up a class that answers PROBLEMS: right answers in many spellings, slips, buggy code, broken files.

    FOLDER gets the submissions, roster.csv, and truth.json, which says what each answer is meant to be. The
    same seed gives the same students, however many there are.
    """
    from ..gradebook.synthetic.writing import write_class
    from ..problem.finding import find
    from ..problem.loading import load

    loaded = [load(path) for path in dict.fromkeys(path for name in problems for path in find(name))]
    made = write_class(loaded, output, students, seed=seed, form=cast("LayoutName", form), broken=broken)
    handed = sum(one.at is not None for one in made)
    say(f"{output}: {students} students, {handed} handed in")
    return 0
