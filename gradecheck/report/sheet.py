"""An answer sheet to fill in: every part of every item as an empty line, the questions as quotes.

What ``submission`` reads back from an empty sheet is one blank answer for each part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..grading.asking import keys_of
from ..problem.model import Item, Problem
from ..problem.parts import CodePart, Part


def sheet(problems: Sequence[Problem], student: str = "", above: str = "") -> str:
    """A Markdown sheet for ``problems``, in their order; ``student`` is for whom these variants are.

    ``above`` is said before everything else, such as when all of it is due.
    """
    opening = [
        "> Write each answer after its colon. A longer one goes on over the next lines, indented.",
        "> Lines that begin with > are not read.",
    ]
    opening += [f"> {line}".rstrip() for line in above.splitlines()]
    if student:
        opening += ["", f"student: {student}"]
    return "\n".join([*opening, *(line for problem in problems for line in _problem(problem))]) + "\n"


def _problem(problem: Problem) -> Iterator[str]:
    yield from ("", f"# {problem.id}", f"> {_joined(problem.title)}")
    if problem.variant or any(isinstance(part, CodePart) for item in problem.items for part in item.parts):
        yield from (f"> {line.strip()}".rstrip() for line in problem.statement.strip().splitlines())
    for item in problem.items:
        yield ""
        yield from _quoted(" ".join(filter(None, (item.id, item.label))), item.prompt)
        for part in item.parts:
            yield from _part(item, part)


def _part(item: Item, part: Part) -> Iterator[str]:
    if isinstance(part, CodePart):
        yield f"> {item.id}: hand in a Python file with {signature(part)}, or a python block below this line"
    for key in keys_of(item, part):
        yield f"{key}: "


def signature(part: CodePart) -> str:
    """How the function is to be defined, and the forward where that is asked for too.

    >>> from ..problem.parts import GraphForward
    >>> signature(CodePart("backward", ("x", "dF"), ("x",), GraphForward("F", ("x",)), ("dF",)))
    'def backward(x, dF)'
    """
    backward = f"def {part.function}({', '.join(part.arguments)})"
    if part.own is None:
        return backward
    return f"def {part.own.function}({', '.join(part.own.arguments)}) and {backward}"


def _quoted(head: str, prompt: str) -> Iterator[str]:
    """The question as quoted lines, which no reader takes for answers."""
    lines = [line.strip() for line in prompt.strip().splitlines()] or [""]
    yield f"> {head}: {lines[0]}".rstrip().removesuffix(":")
    yield from (f"> {line}".rstrip() for line in lines[1:])


def _joined(text: str) -> str:
    return " ".join(text.split())
