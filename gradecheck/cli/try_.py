"""``gradecheck try``: how one answer is read and judged."""

from __future__ import annotations

import click

from ..report.words import LEVELS
from . import completing
from .student_option import student_option

# An answer may begin with a minus sign, and hold any letter behind it: no option here has a short name.
_SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


@click.command("try", context_settings=_SETTINGS)
@click.argument("problem", shell_complete=completing.problems)
@click.argument("item", shell_complete=completing.items)
@click.argument("answers", nargs=-1, required=True, metavar="ANSWER...")
@click.option("--after", multiple=True, metavar="ITEM=ANSWER", help="The answer to an earlier item.")
@click.option("--feedback", type=click.Choice(LEVELS), help="Show less than the problem allows.")
@student_option
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For every random choice."
)
def command(
    problem: str,
    item: str,
    answers: tuple[str, ...],
    after: tuple[str, ...],
    feedback: str | None,
    student: str,
    seed: int,
) -> int:
    """Show how ANSWER to ITEM of PROBLEM is read and judged; of several problems the one with that item.

    ANSWER is what a student would write for the item, such as 'z = -4'; or several, each for one part or blank:
    symbolic=z numeric=-4; or for code a Python file. Parts that are not named are left out of account.

    Exit code: 0 for full credit, 1 for less or for an answer that cannot be read, 2 for wrong usage or a broken
    problem file, 3 if the machine failed.
    """
    from ..grading.trying import tried, with_item
    from ..grading.whose import own_problems
    from ..problem.finding import find
    from ..problem.loading import load
    from ..report.terminal import render
    from .output import look
    from .submit import level_for, say_if_unconfined

    loaded = with_item(own_problems([load(file) for file in find(problem)], student), item, problem)
    report = tried(loaded, item, answers, after, seed, files=True)
    say_if_unconfined()
    click.echo(render(report, level_for(loaded, feedback), **look()), nl=False)
    return 0 if report.score >= report.max_score else 1
