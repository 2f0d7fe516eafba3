"""``gradescope``: a ``results.json`` for each student, as an autograder of Gradescope writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from ...grading.points import number
from ...grading.verdict import ItemReport, Status
from ...problem.levels import lower
from ..standing import ProblemStanding, Standing
from .request import Request
from .told import item_name, item_text, summary, warnings
from .values import clean, file_name


def files(standings: Iterable[Standing], request: Request) -> Iterator[tuple[str, bytes]]:
    """``<student>/results.json`` for all who handed something in."""
    for standing in standings:
        if standing.handed_in:
            content = json.dumps(results(standing, request), ensure_ascii=False, indent=1)
            yield f"{file_name(standing.person.id)}/results.json", content.encode()


def results(standing: Standing, request: Request) -> dict[str, object]:
    """What Gradescope shows to a student: the score, a test for each item, and what policies made of it."""
    lines = [summary(standing), *(said for one in standing.problems for said in warnings(one))]
    found: dict[str, object] = {
        "score": number(standing.score),
        "output": clean("\n".join(lines)),
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            test for one in standing.problems for test in _tests(one, request, len(standing.problems) > 1)
        ],
    }
    if request.leaderboard:
        found["leaderboard"] = [{"name": "Score", "value": number(standing.score), "order": "desc"}]
    return found


def _tests(one: ProblemStanding, request: Request, several: bool) -> Iterator[dict[str, object]]:
    level, visibility = _shown(one, request)
    title = f"{clean(one.title or one.problem)}: " if several else ""
    if one.chosen is None:
        yield {
            "name": f"{title}nothing handed in" if title else "nothing handed in",
            "score": 0,
            "max_score": number(one.max_score * one.weight),
            "status": "failed",
            "visibility": visibility,
        }
        return
    for item in one.chosen.report.items:
        yield _test(item, one, level, visibility, title, clean(one.problem) if several else "")


def _test(
    item: ItemReport, one: ProblemStanding, level: str, visibility: str, title: str, problem: str
) -> dict[str, object]:
    status = {} if item.status is Status.UNDECIDED else {"status": _status(item)}
    return {
        "name": f"{title}{item_name(item)}",
        "number": clean(f"{problem} {item.id}".strip()),
        "score": number(item.score * one.weight),
        "max_score": number(item.points * one.weight),
        **status,
        "output": item_text(item, level),
        "output_format": "text",
        "tags": sorted({part.kind for part in item.parts} | {item.status.value}),
        "visibility": visibility,
    }


def _status(item: ItemReport) -> str:
    return "passed" if item.earned >= item.points else "failed"


def _shown(one: ProblemStanding, request: Request) -> tuple[str, str]:
    """The level of feedback, and when Gradescope shows it: it keeps the due date itself."""
    if one.feedback:
        return one.feedback, "visible"
    rules = request.course.rules(one.problem)
    if isinstance(rules.since, datetime):
        return "", "hidden"
    allowed = request.allowed.get(one.problem, "verdict")
    return lower(rules.feedback or allowed, allowed), "after_due_date"
