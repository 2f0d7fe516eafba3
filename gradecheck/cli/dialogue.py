"""Asking: question by question, each answered at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ..errors import GradecheckError, Place
from ..grading.grade import grade
from ..grading.matching import match
from ..grading.verdict import PartReport, Status
from ..problem.model import CodePart, GraphPart, Item, Part, Problem
from ..report.sheet import keys_of, signature
from ..report.terminal import render_part
from ..submission import read
from ..submission.model import Response, Submission
from .output import look, say


class _Enough(Exception):
    """The student has left the dialogue (Ctrl-D)."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One line to be answered."""

    item: Item
    part: Part
    key: str

    @property
    def blank(self) -> str:
        """The blank of the graph that is asked for, if one is."""
        return self.key.removeprefix(f"{self.item.id}.graph.") if isinstance(self.part, GraphPart) else ""

    @property
    def prompt(self) -> str:
        named = f"{self.key}  {self.item.label}" if self.item.label else self.key
        return f"{named}, a Python file: " if isinstance(self.part, CodePart) else f"{named}: "


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
            for question in _questions(problem):
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


def _questions(problem: Problem) -> list[_Question]:
    return [
        _Question(item, part, key)
        for item in problem.items
        for part in item.parts
        for key in keys_of(item, part)
    ]


def _ask(problem: Problem, question: _Question, level: str, seed: int, responses: list[Response]) -> None:
    """Ask until the answer can be read or is left out; ``responses`` grows by it."""
    if question.key == keys_of(question.item, question.item.parts[0])[0]:
        say(question.item.prompt.strip() or question.item.label)
    while response := _answer(problem, question, responses):
        part = _verdict_on(problem, question, [*responses, response], seed)
        if part is not None:
            click.echo(render_part(part, level, **look()))
        if part is None or part.verdict.status is not Status.INVALID:
            responses.append(response)
            return


def _answer(problem: Problem, question: _Question, responses: list[Response]) -> Response | None:
    """What was typed, None for an empty line; for code, the file that was named."""
    if isinstance(question.part, CodePart):
        say(f"  {signature(question.part)}")
    while text := _line(question.prompt):
        if text == "?":
            _hint(problem, question, responses)
            continue
        if not isinstance(question.part, CodePart):
            return Response(question.key, text, Place("answer"), problem.id)
        try:
            code = read([Path(text).expanduser()]).responses[0].text
            return Response(question.key, code, Place(text), problem.id, is_code=True)
        except (GradecheckError, IndexError) as error:
            say(f"  {error}" if isinstance(error, GradecheckError) else "  the file is empty")
    return None


def _hint(problem: Problem, question: _Question, responses: list[Response]) -> None:
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
    except EOFError:
        raise _Enough from None


def _verdict_on(
    problem: Problem, question: _Question, responses: Sequence[Response], seed: int
) -> PartReport | None:
    """The verdict on the last of ``responses``; code that was already run is not run again."""
    last = responses[-1]
    heard = tuple(response for response in responses if response is last or not response.is_code)
    report = grade(problem, Submission(heard), seed, trust=True)
    parts = [part for item in report.items if item.id == question.item.id for part in item.parts]
    exact = [part for part in parts if part.id == question.key]
    alike = [part for part in parts if part.kind == question.part.kind]
    return next(iter(exact or alike), None)
