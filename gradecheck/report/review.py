"""One group of answers for a person to decide on, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from ..gradebook.review import Group
from ..grading.points import points_text
from ..problem.parts import GraphPart, Part
from ..problem.variants import numbers_text
from .evidence import sentences
from .terminal import NARROWEST, printed
from .words import on_one_line, visible

REASONS = {
    "undecided": "could not be decided",
    "invalid": "could not be read",
    "ambiguous_notation": "can be read in several ways",
}
MOST_SPELLINGS = 6


def render_group(
    group: Group, number: int, of: int, *, width: int = 80, colour: bool = False, plain: bool = False
) -> str:
    """A group with its spellings, how it was read, what is expected and what the verdict rests on."""
    return printed(_pieces(group, number, of, plain), max(width, NARROWEST), colour, plain)


def render_list(groups: Sequence[Group], *, width: int = 80, colour: bool = False, plain: bool = False) -> str:
    """A line for each group."""
    return printed((_line(group, plain) for group in groups), max(width, NARROWEST), colour, plain)


def _line(group: Group, plain: bool) -> Text:
    done = (
        f"  decided: {points_text(group.decided.credit)} by {visible(group.decided.who)}"
        if group.decided
        else ""
    )
    own = f"  at {numbers_text(group.problem.variant)}" if group.problem.variant else ""
    answer = on_one_line(visible(group.spellings[0].response), 40)
    wrote = f"{_people(group.students)} wrote {answer}" if plain else f"{group.students} × “{answer}”"
    return Text(f"{group.id}  {group.problem.id} {group.part}  {group.reason}  {wrote}{own}{done}")


def _pieces(group: Group, number: int, of: int, plain: bool) -> Iterator[RenderableType]:
    yield Rule(style="dim")
    count = f"group {number} of {of}" if plain else f"{number}/{of}"
    yield Text(f"{count}  {group.problem.id}  {group.part}  ({group.id})", style="bold")
    if group.problem.variant:
        yield Text(f"variant: {numbers_text(group.problem.variant)}")
    asked = " ".join(filter(None, (group.item.label, group.item.prompt)))
    if asked:
        yield Text(visible(asked))
    yield Text(f"{_people(group.students)} wrote what {REASONS[group.reason]}:")
    if group.spellings[0].basis:
        yield _indented("(all of them with the same own answer to an earlier item, from which this may follow)")
    for spelling in group.spellings[:MOST_SPELLINGS]:
        times = f"{_people(spelling.students)}:" if plain else f"{spelling.students} ×"
        yield _indented(f"{times} {visible(spelling.response)}")
    if len(group.spellings) > MOST_SPELLINGS:
        yield _indented(f"and {len(group.spellings) - MOST_SPELLINGS} other spellings")
    if group.verdict.read_as:
        yield Text(f"read as: {visible(group.verdict.read_as)}")
    for text in _expected(group):
        yield Text(f"expected: {visible(text)}")
    for sentence in sentences(group.verdict, "full"):
        yield _indented(sentence)
    if group.decided is not None:
        yield Text(f"decided by {visible(group.decided.who)}: credit {points_text(group.decided.credit)}")


def _people(students: int) -> str:
    return "1 student" if students == 1 else f"{students} students"


def _expected(group: Group) -> Iterator[str]:
    """The right answer to the part, as the author wrote it."""
    for part in group.item.parts:
        if isinstance(part, GraphPart):
            for blank in part.blanks:
                if group.part.endswith(f".{blank.id}"):
                    yield blank.answer.expected_text
        elif part.kind == group.kind:
            yield _expected_text(part)


def _expected_text(part: Part) -> str:
    match part.kind:
        case "symbolic" | "numeric" | "shape":
            return part.expected_text
        case "code":
            return f"gradients of {', '.join(part.gradients)}"
    return ""


def _indented(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 2), expand=False)
