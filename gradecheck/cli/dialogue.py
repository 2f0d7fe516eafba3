"""Asking: question by question, each answered at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..errors import GradecheckError, Place
from ..grading.asking import Question, keys_of, questions, verdict_on
from ..grading.matching import match
from ..grading.verdict import Status
from ..problem.model import Problem
from ..problem.parts import CodePart
from ..report.sheet import signature
from ..report.terminal import render_part
from ..submission import read
from ..submission.model import Response, Submission
from .output import is_plain, look, say


class _Enough(Exception):
    """The student has left the dialogue (Ctrl-D)."""


def ask_all(problems: Sequence[Problem], levels: Sequence[str], seed: int) -> Submission:
    """Ask for every part of every item. An empty line skips one, ``?`` gives a hint, Ctrl-D skips the rest.

    Each answer is graded with those before it; one that cannot be read may be written again. Hints that were
    taken are among the responses.
    """
    edit_lines()
    say("An empty line skips a question, ? gives a hint, Ctrl-D ends.\n")
    responses: list[Response] = []
    try:
        for problem, level in zip(problems, levels, strict=True):
            say(f"{problem.id}  {problem.title}\n\n{problem.statement.strip()}\n")
            for question in questions(problem):
                _ask(problem, question, level, seed, responses)
    except _Enough:
        click.echo()
    click.echo()
    return Submission(tuple(responses))


def edit_lines() -> None:
    """Let the arrow keys work in answers, where the system has readline."""
    try:
        import readline  # noqa: F401  (importing it is what gives `input` its line editing)
    except ImportError:
        return


def _ask(problem: Problem, question: Question, level: str, seed: int, responses: list[Response]) -> None:
    """Ask until the answer can be read or is left out; ``responses`` grows by it."""
    if question.key == keys_of(question.item, question.item.parts[0])[0]:
        say(question.item.prompt.strip() or question.item.label)
    while response := _answer(problem, question, responses):
        part = verdict_on(problem, question, [*responses, response], seed)
        if part is not None:
            click.echo(render_part(part, level, **look()))
        if part is None or part.verdict.status is not Status.INVALID:
            responses.append(response)
            return


def prompt(question: Question) -> str:
    """What stands before the cursor."""
    apart = ", " if is_plain() else "  "
    named = apart.join(filter(None, (question.key, question.item.label)))
    return f"{named}, a Python file: " if isinstance(question.part, CodePart) else f"{named}: "


def code_in(path: str) -> str:
    """The code in a file; "" where it cannot be read, which is told."""
    try:
        return read([Path(path).expanduser()]).responses[0].text
    except (GradecheckError, IndexError) as error:
        say(f"  {error}" if isinstance(error, GradecheckError) else "  the file is empty")
    return ""


def _answer(problem: Problem, question: Question, responses: list[Response]) -> Response | None:
    """What was typed, None for an empty line; for code, the file that was named."""
    if isinstance(question.part, CodePart):
        say(f"  {signature(question.part)}")
    while text := _line(prompt(question)):
        if text == "?":
            _hint(problem, question, responses)
            continue
        if not isinstance(question.part, CodePart):
            return Response(question.key, text, Place("answer"), problem.id)
        if code := code_in(text):
            return Response(question.key, code, Place(text), problem.id, is_code=True)
    return None


def _hint(problem: Problem, question: Question, responses: list[Response]) -> None:
    """Give the next hint; that it was taken is one of the responses."""
    from ..grading.hint_line import hint_key
    from ..grading.hints import first_open, steps
    from ..report.hint import hint_text, next_text, no_hint

    item = question.item
    known = steps(problem, item, question.blank)
    taken = {
        blank: n
        for (own_id, blank), n in match(problem, Submission(tuple(responses))).hints.items()
        if own_id == item.id
    }
    at = first_open(known, taken)
    if at == len(known):
        say(f"  {no_hint(problem, item, question.blank, known=len(known), taken=at)}")
        return
    step = known[at]
    responses.append(Response(hint_key(item, step.blank), str(step.number), Place("answer"), problem.id))
    say(hint_text(item, step, known))
    if at + 1 < len(known) and (following := next_text(item, known[at + 1])):
        say(following)


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except (EOFError, OSError):  # Ctrl-D, or a terminal that has gone
        raise _Enough from None
