"""``json``: the canonical dump of a gradebook. The same gradebook gives the same bytes (``docs/exports.md``).

Neither times of machines nor the present are in it; feedback is written out in full, for instructors.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from ...grading.points import number
from ...problem.course import Assigned
from ..standing import ProblemStanding, Standing
from .request import Request
from .values import moment

VERSION = 1


def pieces(standings: Iterable[Standing], request: Request) -> Iterator[bytes]:
    """One object with a student on each line; keys are sorted."""
    yield f'{{"course": {_text(request.course.title)}, "gradebook": {VERSION}, "students": ['.encode()
    between = "\n"
    for standing in standings:
        yield (between + _text(_student(standing, request))).encode()
        between = ",\n"
    yield b"\n]}\n"


def _text(value: object) -> str:
    return json.dumps(_clean(value), ensure_ascii=False, sort_keys=True, allow_nan=False)


def _clean(value: object) -> object:
    """The value with every text in it made fit for UTF-8: halves of surrogate pairs are spelt out."""
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case Mapping():
            return {key: _clean(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_clean(entry) for entry in value]
    return value


def _student(standing: Standing, request: Request) -> dict[str, object]:
    person = standing.person
    return {
        "id": person.id,
        "name": person.name,
        "section": person.section,
        "ids": [list(pair) for pair in person.ids],
        "enrolled": person.enrolled,
        "handed_in": standing.handed_in,
        "last": moment(standing.last) or None,
        "score": number(standing.score),
        "max_score": number(standing.max_score),
        "exact": [str(standing.score), str(standing.max_score)],
        "problems": [_problem(one, request) for one in standing.problems],
        "assignments": [_assignment(standing, each) for each in request.course.assignments],
        "oddities": [
            {"kind": odd.kind, "place": odd.place, "fact": odd.fact, "remedy": odd.remedy}
            for odd in standing.oddities
        ],
    }


def _assignment(standing: Standing, assignment: Assigned) -> dict[str, object]:
    whole = standing.within(assignment.problems)
    return {
        "assignment": assignment.name,
        "problems": [one.problem for one in whole.problems],
        "score": number(whole.score),
        "max_score": number(whole.max_score),
        "exact": [str(whole.score), str(whole.max_score)],
    }


def _problem(one: ProblemStanding, request: Request) -> dict[str, object]:
    chosen = one.chosen
    return {
        "problem": one.problem,
        "title": one.title,
        "attempts": one.attempts,
        "attempt": None
        if chosen is None
        else {
            "number": chosen.number,
            "at": moment(chosen.at) or None,
            "report": request.describe(chosen.report, "full"),
        },
        "earned": number(one.earned),
        "score": number(one.score),
        "max_score": number(one.max_score),
        "exact": [str(one.score), str(one.max_score)],
        "weight": number(one.weight),
        "seconds_late": int(one.late.total_seconds()),
        "dropped": one.dropped,
        "remarks": list(one.remarks),
    }
