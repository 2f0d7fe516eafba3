"""``gradecheck batch``: grade a class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from . import completing
from .course_options import course_option
from .output import look, say


@contextmanager
def _stopped() -> Iterator[None]:
    """Say what an interrupt leaves behind."""
    try:
        yield
    except KeyboardInterrupt:
        say("stopped: what is judged is kept; run the same command again to go on", err=True)
        raise


@click.command("batch")
@click.argument("problem", shell_complete=completing.problems)
@click.argument("submissions", type=click.Path(path_type=Path))
@course_option
@click.option("--roster", type=click.Path(path_type=Path), help="CSV of all students: ids, names, sections.")
@click.option("--mapping", type=click.Path(path_type=Path), help="YAML that names columns of a responses CSV.")
@click.option("--layout", help="How the submissions lie there, where it is not seen rightly.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that judge; default: one for each core.")
@click.option("--scheduler", help="A Dask scheduler whose workers judge, such as tcp://host:8786.")
@click.option("--shard", "share", help="Only share I of N of the students, as I/N; see gradecheck merge.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For all random choices."
)
@click.option("--trust", is_flag=True, help="Run code even where this machine has no sandbox.")
def command(
    problem: str,
    submissions: Path,
    course: Path,
    roster: Path | None,
    mapping: Path | None,
    layout: str | None,
    jobs: int | None,
    scheduler: str | None,
    share: str | None,
    seed: int,
    trust: bool,
) -> int:
    """Grade all SUBMISSIONS to PROBLEM: a problem file, a folder of them, an assignment, or an id.

    SUBMISSIONS is a folder of answers, a download from a learning platform, a zip or tar of one, or a CSV of
    responses. All verdicts are kept in the gradebook of the course; run it again to go on where it was stopped,
    or after a change. What is graded already is not judged again.

    Exit code: 0 if all is graded (unreadable files are named, and count as nothing), 1 if gradecheck failed on
    something, 2 for wrong usage or a broken problem file, 3 if
    the machine failed.
    """
    from ..gradebook.assignments import keep, load_rules
    from ..gradebook.batch import run
    from ..gradebook.book import Gradebook
    from ..gradebook.dask_cluster import Dask
    from ..gradebook.executors import Local
    from ..gradebook.locking import only_writer
    from ..gradebook.store import Store
    from ..gradebook.summary import summary
    from ..gradebook.taking_in import Hunt, take_in
    from ..problem.assignment import assignment_of
    from ..problem.finding import find
    from ..problem.loading import load
    from ..report.batch import Progress, render_summary

    problems = [load(path) for path in find(problem)]
    assignment = assignment_of(problem)
    # A broken file is told before the work, not after it.
    rules = load_rules(course, assignment.text if assignment else None)
    hunt = Hunt(
        submissions, tuple(one.id for one in problems), roster, mapping, layout or None, rules.timezone, share
    )
    with only_writer(course):
        found = take_in(course, hunt)
        with Store.open(course) as store, Progress(look()["plain"]) as progress, _stopped():
            store.set_problems(problems, seed)
            if assignment:
                keep(store, assignment.text)
            executor = Dask(scheduler) if scheduler else Local(jobs or 0)
            done = run(store, executor, seed=seed, trust=trust, tell=progress.tell)
            for said in rules.odd(problem.id for problem in store.problems()):
                say(said, err=True)
            told = summary(store, found, Gradebook.of(store).oddities(str(submissions)), done)
    click.echo(render_summary(told, **look()), nl=False)
    return 1 if done.failed else 0
