"""The lists of mistakes: every answer in them can be read, and none is right."""

from __future__ import annotations

import pytest
from mistakes import Mistake, graphs, read

from gradecheck.grading.symbolic import check
from gradecheck.grading.verdict import Status
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import SymbolicPart


@pytest.fixture(scope="module")
def problems() -> dict[str, Problem]:
    return {problem.id: problem for problem in (*graphs(), *map(load, find("section3")))}


@pytest.mark.parametrize("name", ["seen", "unseen"])
def test_a_mistake_is_never_taken_for_right(name: str, problems: dict[str, Problem]) -> None:
    strange = [row for row in read(name) if not _is_wrong(problems[row.problem], row)]
    assert strange == []


def test_the_lists_have_no_answer_in_common() -> None:
    seen, unseen = ({(row.problem, row.item, row.answer) for row in read(name)} for name in ("seen", "unseen"))
    assert not seen & unseen


def _is_wrong(problem: Problem, row: Mistake) -> bool:
    item = next(item for item in problem.items if item.id == row.item)
    part = next(part for part in item.parts if isinstance(part, SymbolicPart))
    return check(part, problem, row.answer, 0, {}).status in (Status.INCORRECT, Status.PARTIAL)
