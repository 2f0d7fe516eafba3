"""A problem's own tests: each row is graded like a submission, and held against what the author expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ..errors import Place
from ..problem.model import Item, Numbers, Problem, ProblemTest
from ..problem.parts import GraphPart
from ..problem.variants import numbers_text
from ..submission.model import Response, Submission
from .grade import grade
from .points import points_text
from .verdict import ItemReport, PartReport, Status

LONGEST = 60
"""Characters of an answer that a message repeats."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a row of ``tests:``; ``differences`` from what its author expects, none if it passed.

    ``variant`` has the numbers that it was tried on, where there are several.
    """

    test: ProblemTest
    came_out: ItemReport
    differences: tuple[str, ...]
    variant: Numbers = ()


def outcomes(problem: Problem, seed: int) -> Iterator[Outcome]:
    """What comes out of each row of ``tests:``."""
    for test in problem.tests:
        item = next(item for item in problem.items if item.id == test.item)
        came_out = _came_out(problem, item, test, seed)
        yield Outcome(test, came_out, tuple(_differences(test, came_out)), problem.variant)


MOST_VARIANTS, MOST_RUN = 20, 3
"""Variants of a problem that its tests are run on, and where these run code."""


def tried_variants(problem: Problem) -> tuple[Problem, ...]:
    """The problem itself, or those of its variants that its tests are run on."""
    if problem.family is None:
        return (problem,)
    from ..problem.critique.sample import sample

    runs_code = any(part.kind == "code" for item in problem.items for part in item.parts)
    return sample(problem, problem.family).sound[: MOST_RUN if runs_code else MOST_VARIANTS]


def failures(problem: Problem, seed: int) -> Iterator[str]:
    """One message for each row of ``tests:`` that comes out otherwise, with its place in the file."""
    for outcome in outcomes(problem, seed):
        if outcome.differences:
            yield failure(problem, outcome)


def failure(problem: Problem, outcome: Outcome) -> str:
    """The message about a row that did not pass."""
    test, (first, *others) = outcome.test, outcome.differences
    said = [sentence for part in outcome.came_out.parts for sentence in part.verdict.told]
    place = Place(problem.path, test.line)
    own = f" (at {numbers_text(outcome.variant)})" if outcome.variant else ""
    lines = [f"{place}: test of item '{test.item}' ({_answers(test)}){own}: {first}"]
    return "\n".join([*lines, *(f"  {more}" for more in others), *(f"  said: {one}" for one in said)])


def _came_out(problem: Problem, item: Item, test: ProblemTest, seed: int) -> ItemReport:
    """The item's report, cut down to the parts that the test answers; no row looks at hints."""
    place = Place("tests", test.line)
    before = tuple(Response(key, text, place) for key, text in test.after)
    own = tuple(_response(item, test, key, text) for key, text in test.response)
    earlier = {key.partition(" ")[0] for key, _ in test.after}
    items = tuple(each for each in problem.items if each.id == item.id or each.id in earlier)
    reports = grade(
        replace(problem, items=items, feedback="verdict"), Submission(before + own), seed, trust=True
    ).items
    report = next(each for each in reports if each.id == item.id)
    answered = tuple(part for part in report.parts if _is_answered(part, test))
    points = sum((part.points for part in answered), Fraction(0))
    return replace(report, parts=answered, points=points)


def _is_answered(part: PartReport, test: ProblemTest) -> bool:
    return any(not key or part.kind == key or part.id.endswith(f".{key}") for key, _ in test.response)


def _response(item: Item, test: ProblemTest, key: str, text: str) -> Response:
    """The answer as a student would write it: below the item, or the part, or the blank."""
    blanks = {blank.id for part in item.parts if isinstance(part, GraphPart) for blank in part.blanks}
    inside = f"graph.{key}" if key in blanks else key
    only_code = not key and all(part.kind == "code" for part in item.parts)
    place = Place("tests", test.line)
    return Response(f"{item.id}.{inside}".rstrip("."), text, place, is_code=key == "code" or only_code)


def _differences(test: ProblemTest, came_out: ItemReport) -> Iterator[str]:
    """What is not as expected, the status first."""
    credit = came_out.score / came_out.points if came_out.points else Fraction(0)
    notes = [part.verdict.note for part in came_out.parts if part.verdict.note]
    if came_out.status.value != test.status:
        blank = [f"no {part.kind}" for part in came_out.parts if part.verdict.status is Status.BLANK]
        if blank and not test.response[0][0]:
            read = [part.kind for part in came_out.parts if part.verdict.status is not Status.BLANK]
            blank += [f"`response: {{{kind}: …}}` tests that part alone" for kind in read[:1]]
        told = [*([f"note {', '.join(notes)}"] if notes else []), *(blank if test.status != "blank" else [])]
        tags = f" ({'; '.join(told)})" if told else ""
        yield f"expected {test.status}, came out {came_out.status.value}{tags}"
    if test.credit is not None and credit != test.credit:
        yield f"expected credit {points_text(test.credit)}, came out {points_text(credit)}"
    if test.note is not None and test.note not in (notes or [""]):
        yield f"expected note '{test.note}', came out '{', '.join(notes)}'"


def _answers(test: ProblemTest) -> str:
    return ", ".join(f"{key}: {_short(text)}".removeprefix(": ") for key, text in test.response)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
