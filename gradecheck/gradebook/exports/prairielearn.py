"""``prairielearn``: the ``results.json`` of an external grader, for each student and question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction

from ...grading.points import number
from ...grading.verdict import ItemReport, PartReport, Status
from ..standing import ProblemStanding, Standing
from .request import Request
from .told import item_name, item_text, problem_line, warnings
from .values import clean, file_name

LARGEST = 1_000_000
"""Bytes that PrairieLearn takes."""


def files(standings: Iterable[Standing], request: Request) -> Iterator[tuple[str, bytes]]:
    """``<student>/<problem>/results.json`` for each problem that was handed in."""
    for standing in standings:
        for one in standing.problems:
            if one.chosen is not None:
                path = f"{file_name(standing.person.id)}/{file_name(one.problem)}/results.json"
                yield path, _small(results(one))


def results(one: ProblemStanding) -> dict[str, object]:
    """A question's result. Where nothing could be read it is not gradable, and costs no attempt."""
    parts = [part for item in _items(one) for part in item.parts]
    errors = [clean(f"{part.id}: {said}") for part in parts for said in _unreadable(part)]
    if _nothing_was_read(parts):
        return {
            "gradable": False,
            "format_errors": errors or ["nothing could be read"],
            "message": _message(one),
        }
    share = one.score / one.max_score if one.max_score else Fraction(0)
    return {
        "gradable": True,
        "score": min(max(float(share), 0.0), 1.0),
        "message": _message(one),
        "tests": [_test(item, one.feedback) for item in _items(one)],
    }


def _items(one: ProblemStanding) -> tuple[ItemReport, ...]:
    return one.chosen.report.items if one.chosen else ()


def _message(one: ProblemStanding) -> str:
    return "\n".join((problem_line(one), *warnings(one)))


def _unreadable(part: PartReport) -> tuple[str, ...]:
    return part.verdict.feedback or ("unreadable",) if part.verdict.status is Status.INVALID else ()


def _nothing_was_read(parts: Iterable[PartReport]) -> bool:
    statuses = {part.verdict.status for part in parts} - {Status.BLANK}
    return statuses == {Status.INVALID}


def _test(item: ItemReport, level: str) -> dict[str, object]:
    return {
        "name": item_name(item),
        "points": number(item.score),
        "max_points": number(item.points),
        "message": clean(item.status.value) if level else "",
        "output": item_text(item, level),
    }


def _small(found: dict[str, object]) -> bytes:
    """The result as JSON; without the outputs of its tests where it would be too large."""
    content = json.dumps(found, ensure_ascii=False, indent=1).encode()
    tests = found.get("tests")
    if len(content) <= LARGEST or not isinstance(tests, list):
        return content
    short = [{**test, "output": "the output of this question is too long"} for test in tests]
    return json.dumps({**found, "tests": short}, ensure_ascii=False, indent=1).encode()
