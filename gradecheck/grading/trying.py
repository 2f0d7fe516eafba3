"""One answer to one item, read and judged as on a sheet: what ``gradecheck try`` shows an author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from ..errors import OperatorError, Place
from ..problem.model import Item, Problem
from ..problem.parts import GraphPart
from ..submission import read
from ..submission.model import Response, Submission
from .grade import grade
from .matching import match, named
from .verdict import Report


def tried(
    problem: Problem,
    name: str,
    answers: tuple[str, ...],
    after: tuple[str, ...] = (),
    seed: int = 0,
    *,
    files: bool = False,
) -> Report:
    """The report on the answered parts of the item that ``name`` stands for.

    ``answers`` are texts or ``part=text``, or with ``files`` the name of a Python file; ``after`` are
    answers to earlier items, ``item=text``.
    Raises ``OperatorError`` for what names no item or part.
    """
    item, part = named(problem, name)
    responses = [_response(item, part, answer, files) for answer in answers]
    earlier = [_earlier(problem, text) for text in after]
    ids = {item.id, *(own_id for own_id, _ in earlier)}
    shown = replace(problem, items=tuple(each for each in problem.items if each.id in ids))
    before = tuple(response for _, response in earlier)
    report = grade(shown, Submission((*before, *responses)), seed, trust=True)
    own = next(each for each in report.items if each.id == item.id)
    keys = {response.key for response in responses}
    parts = tuple(part for part in own.parts if item.id in keys or keys & {part.id, f"{item.id}.{part.kind}"})
    points = sum((part.points for part in parts), Fraction(0))
    return replace(report, items=(replace(own, parts=parts, points=points),))


def with_item(problems: Sequence[Problem], name: str, asked: str) -> Problem:
    """The one of several problems whose item ``name`` is; the only one in any case.

    Raises ``OperatorError`` where none has it, or several.
    """
    probe = Submission((Response(name, "?", Place("ITEM")),))
    found = list(problems) if len(problems) == 1 else [each for each in problems if match(each, probe).by_key]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.id for each in (found or list(problems))[:8])
    fact = f"{len(found) or 'no'} problems of '{asked}' have an item '{name}'"
    raise OperatorError(fact, remedy=f"name one of: {names}")


def _response(item: Item, own: str, answer: str, files: bool) -> Response:
    """One answer, below the part or the blank that it names or that ITEM named."""
    keys = _keys(item)
    before, equals, behind = answer.partition("=")
    part, text = (keys[before.strip()], behind) if equals and before.strip() in keys else (own, answer)
    is_code = part == "code" or (not part and all(each.kind == "code" for each in item.parts))
    if files and is_code and text.strip().endswith(".py"):
        return _from_file(item, Path(text.strip()))
    return Response(f"{item.id}.{part}".rstrip("."), text.strip(), Place("answer"), is_code=is_code)


def _from_file(item: Item, path: Path) -> Response:
    responses = read([path.expanduser()]).responses
    if not responses:
        raise OperatorError(f"{path}: the file is empty", remedy="name a file that holds the function")
    return replace(responses[0], key=f"{item.id}.code")


def _keys(item: Item) -> dict[str, str]:
    """What may stand before ``=``: kinds of parts and blanks, with the key of each below the item."""
    graphs = [part for part in item.parts if isinstance(part, GraphPart)]
    blanks = {
        name: f"graph.{blank.id}"
        for part in graphs
        for blank in part.blanks
        for name in (blank.id, *blank.aliases)
    }
    return blanks | {part.kind: part.kind for part in item.parts if not isinstance(part, GraphPart)}


def _earlier(problem: Problem, text: str) -> tuple[str, Response]:
    """The id of an earlier item, and the answer to it."""
    name, equals, answer = text.partition("=")
    if not equals:
        raise OperatorError(f"--after '{text}' is not ITEM=ANSWER", remedy='write it like --after "3.2=-f"')
    item, part = named(problem, name)
    return item.id, Response(f"{item.id}.{part}".rstrip("."), answer.strip(), Place("--after"))
