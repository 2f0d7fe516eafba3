"""``gradecheck practice``: question by question, again until it is learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from . import completing
from .dialogue import prompt
from .output import look, say

if TYPE_CHECKING:
    from ..gradebook.progress import Progress
    from ..grading.practice import Session, Told

LEAVE = ":q"


@click.command("practice")
@click.argument("problem", shell_complete=completing.problems)
@click.option("--reset", is_flag=True, help="Forget what was learnt of these problems, and begin anew.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="For every random choice."
)
def command(problem: str, reset: bool, seed: int) -> int:
    """Practise PROBLEM: a problem file, a folder, an assignment, or an id such as section3.

    One question at a time, answered at once; what went wrong comes again after some others, with new numbers
    where the problem has parameters. What was learnt is kept, so that you may leave at any time.

    Exit code: 0 if all is learnt, 1 if not, 2 for wrong usage or a broken problem file, 3 if the machine
    failed.
    """
    from ..gradebook.progress import Progress, progress_path
    from ..grading.practice import begin
    from ..problem.assignment import assignment_of
    from ..problem.finding import find
    from ..problem.loading import load
    from ..report.practice import summary

    assignment = assignment_of(problem)
    problems = [load(path) for path in (assignment.files if assignment else find(problem))]
    problems = [assignment.shown(one) for one in problems] if assignment else problems
    names = [one.id for one in problems]
    with Progress.open(progress_path()) as progress:
        if reset:
            progress.forget(names)
        session = _practise(begin(problems, progress.cards(names), progress.turn(), seed), progress)
    say("\n" + summary(session))
    return 0 if session.current is None else 1


def _practise(session: Session, progress: Progress) -> Session:
    """Ask until all is learnt or the student leaves; each step is kept before the next question."""
    from ..report.practice import KEYS
    from .dialogue import edit_lines

    edit_lines()
    before: Session | None = None
    picture = ""
    if session.current is not None:
        say(f"{KEYS}\n")
    while session.current is not None:
        try:
            picture = _introduce(session, before, picture)
            text = input(prompt(session.question)).strip()
            later, told = _step(session, text) if text != LEAVE else (None, None)
        except (EOFError, OSError, KeyboardInterrupt):  # Ctrl-D, a terminal that has gone, Ctrl-C
            click.echo()
            return session
        if later is None:
            return session
        _show(session, told)
        progress.keep(later.turn, [card for card in later.cards if card not in session.cards])
        before, session = session, later
    return session


def _introduce(session: Session, before: Session | None, picture: str) -> str:
    """What stands above a question: the problem where it is another one, the picture where it has changed."""
    from ..report.practice import asked, found_so_far, opening

    if before is not None and before.turn == session.turn:
        return picture
    if before is None or before.problem != session.problem:
        say(opening(session))
    found = found_so_far(session, **look())
    if found != picture:
        click.echo(found)
    say(asked(session))
    return found


def _step(session: Session, text: str) -> tuple[Session, Told | None]:
    """What a line makes of the session."""
    from ..grading import practice
    from ..problem.parts import CodePart
    from .dialogue import code_in

    match text:
        case "":
            return session, None
        case "?":
            return practice.hint(session)
        case ":a":
            return practice.give_up(session)
        case ":s":
            return practice.skip(session)
    if not isinstance(session.question.part, CodePart):
        return practice.answer(session, practice.response_to(session, text))
    code = code_in(text)
    if not code:
        return session, None
    return practice.answer(session, practice.response_to(session, code, place=text, is_code=True))


def _show(session: Session, told: Told | None) -> None:
    from ..report.practice import level_of, told_text
    from ..report.terminal import render_part

    if told is None:
        return
    if told.part is not None:
        click.echo(render_part(told.part, level_of(session, told.part), **look()))
    else:
        say(told_text(session, told) + "\n")
