"""Questions one at a time: each part of an item, or each blank, is one; its answer is judged at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..problem.model import Item, Problem
from ..problem.parts import GraphPart, Part
from ..submission.model import Response, Submission
from .grade import grade
from .verdict import PartReport


@dataclass(frozen=True, slots=True)
class Question:
    """What is answered in one line (code: by one file), under the id ``key``."""

    item: Item
    part: Part
    key: str

    @property
    def blank(self) -> str:
        """The blank of the graph that is asked for, if one is."""
        return self.key.removeprefix(f"{self.item.id}.graph.") if isinstance(self.part, GraphPart) else ""


def questions(problem: Problem) -> Iterator[Question]:
    """All questions of a problem, in order."""
    for item in problem.items:
        for part in item.parts:
            yield from (Question(item, part, key) for key in keys_of(item, part))


def keys_of(item: Item, part: Part) -> tuple[str, ...]:
    """The ids under which a part is answered: the item's, with the part's kind where there are several.

    >>> from fractions import Fraction
    >>> from ..problem.parts import ShapePart
    >>> shape = ShapePart((1, 1), "1 × 1")
    >>> keys_of(Item("3.1", "", Fraction(1), (shape,)), shape)
    ('3.1',)
    """
    if isinstance(part, GraphPart):
        return tuple(f"{item.id}.graph.{blank.id}" for blank in part.blanks)
    return (item.id,) if len(item.parts) == 1 and part.kind != "code" else (f"{item.id}.{part.kind}",)


def verdict_on(
    problem: Problem, question: Question, responses: Sequence[Response], seed: int
) -> PartReport | None:
    """The verdict on the last of ``responses``; code that was already run is not run again."""
    last = responses[-1]
    heard = tuple(response for response in responses if response is last or not response.is_code)
    report = grade(problem, Submission(heard), seed, trust=True)
    parts = [part for item in report.items if item.id == question.item.id for part in item.parts]
    exact = [part for part in parts if part.id == question.key]
    alike = [part for part in parts if part.kind == question.part.kind]
    return next(iter(exact or alike), None)
