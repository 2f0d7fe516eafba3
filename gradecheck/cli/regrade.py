"""``gradecheck regrade``: judge again what a change to the problems, or to gradecheck, concerns."""

from __future__ import annotations

from pathlib import Path

import click

from . import completing
from .course_options import course_option
from .output import look, say


@click.command("regrade")
@click.argument("problem", shell_complete=completing.problems)
@course_option
@click.option("--diff", is_flag=True, help="Show whose score would change and why, and ask before writing.")
@click.option("--yes", is_flag=True, help="Write after --diff without asking.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that judge; default: one a core.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For all random choices."
)
@click.option("--trust", is_flag=True, help="Run code even where this machine has no sandbox.")
def command(problem: str, course: Path, diff: bool, yes: bool, jobs: int | None, seed: int, trust: bool) -> int:
    """Grade all attempts in the gradebook again on PROBLEM: a file, a folder, an assignment, or an id.

    Only answers that a change concerns are judged anew; what people decided stays.

    Exit code: 0 if all is as it should be, 1 if something could not be graded or a change was not written.
    """
    from ..gradebook.assignments import load_rules
    from ..gradebook.batch import run
    from ..gradebook.book import Gradebook
    from ..gradebook.changes import changes
    from ..gradebook.executors import Local
    from ..gradebook.locking import only_writer
    from ..gradebook.rehearsal import adopt, rehearsal
    from ..gradebook.store import Store
    from ..problem.finding import find
    from ..problem.loading import load
    from ..report.batch import Progress
    from ..report.changes import render_changes, render_counts

    problems = [load(path) for path in find(problem)]
    rules = load_rules(course)
    with only_writer(course), Store.open(course) as store, rehearsal(store) as copy:
        store.require([one.id for one in problems])
        with Progress(look()["plain"]) as progress:
            copy.set_problems(problems, seed)
            done = run(copy, Local(jobs or 0), seed=seed, trust=trust, tell=progress.tell)
        changed = tuple(changes(Gradebook.of(store), Gradebook.of(copy), rules))
        click.echo((render_changes if diff else render_counts)(changed, **look()), nl=False)
        wanted = not diff or yes or (bool(changed) and click.confirm("Write this?", default=False))
        if wanted:
            adopt(store, copy)
        elif changed:
            say("nothing was written", err=True)
    return 1 if done.failed or (changed and not wanted) else 0
