"""Review: what needs a person, grouped over the class, and decisions that last."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from gradecheck.errors import OperatorError
from gradecheck.gradebook.book import Gradebook
from gradecheck.gradebook.decisions import Decision, decide
from gradecheck.gradebook.review import Group, credit_of, groups, settle
from gradecheck.gradebook.store import Store
from gradecheck.grading.verdict import PartReport, Status
from gradecheck.problem.course import Course

from .classes import PROBLEM, class_of, graded, handed, problem

WRITTEN = {
    "ada": "1: (y\n",
    "bob": "1:  (y \n",
    "cem": "1: (y + 1\n",
    "dora": "1: y\n",
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    found = class_of([handed(student, {"a.md": text}) for student, text in WRITTEN.items()])
    graded(tmp_path, [problem(tmp_path)], found)
    return tmp_path


def found_in(course: Path) -> list[Group]:
    with Store.open(course) as store:
        return groups(store)


def first_part(course: Path, student: str) -> tuple[Status, Fraction, str]:
    with Store.open(course) as store:
        standing = {one.person.id: one for one in Gradebook.of(store).standings(Course())}[student]
    chosen = standing.problems[0].chosen
    assert chosen is not None
    verdict = chosen.report.items[0].parts[0].verdict
    return verdict.status, verdict.credit, verdict.feedback[0]


def test_answers_that_are_the_same_are_one_group(course: Path) -> None:
    assert [(group.part, group.reason, group.students) for group in found_in(course)] == [
        ("1.symbolic", "invalid", 2),
        ("1.symbolic", "invalid", 1),
    ]


def test_a_decision_holds_for_the_group_and_outlives_regrading(course: Path) -> None:
    with Store.open(course) as store:
        settle(store, groups(store)[:1], Fraction(1, 2), "Close the bracket.", "ta")
    graded(course, [problem(course, PROBLEM.replace("points: 2", "points: 3"))], class_of([]), seed=3)
    for student in ("ada", "bob"):
        assert first_part(course, student) == (Status.PARTIAL, Fraction(1, 2), "Close the bracket.")
    assert first_part(course, "cem")[0] is Status.INVALID
    decided = found_in(course)[0].decided
    assert decided is not None
    assert (decided.who, decided.credit) == ("ta", Fraction(1, 2))


def test_a_decision_holds_for_who_writes_the_same_later(course: Path) -> None:
    with Store.open(course) as store:
        settle(store, groups(store)[:1], Fraction(1), "", "ta")
    graded(
        course,
        [problem(course)],
        class_of([handed("eve", {"a.md": "1: (  y\n"}), handed("fay", {"a.md": "1: (y\n"})]),
    )
    assert first_part(course, "fay")[:2] == (Status.CORRECT, 1)


def test_a_decision_stands_even_where_the_answer_is_right_after_regrading(course: Path) -> None:
    graded(course, [problem(course)], class_of([handed("gil", {"a.md": "1: y + x y\n"})]))
    with Store.open(course) as store:
        wrong = Decision(
            *("small", "1.symbolic", "symbolic", "y x + y", Fraction(1, 2), "Half.", "ta"), datetime.now(UTC)
        )
        decide(store, (wrong,))
    assert first_part(course, "gil") == (Status.PARTIAL, Fraction(1, 2), "Half.")
    changed = PROBLEM.replace("symbolic: y,", "symbolic: {expected: y, accept: [x y + y]},")
    graded(course, [problem(course, changed)], class_of([]))
    assert first_part(course, "gil") == (Status.PARTIAL, Fraction(1, 2), "Half.")


def test_the_last_decision_counts(course: Path) -> None:
    with Store.open(course) as store:
        settle(store, groups(store)[:1], Fraction(1), "", "ta")
        settle(store, groups(store)[:1], Fraction(0), "No.", "head")
    assert first_part(course, "ada") == (Status.INCORRECT, 0, "No.")


@pytest.mark.parametrize("text", ["2", "-1", "1/0", "", "half", "101 %", "1e9"])
def test_what_is_no_credit_is_told(text: str) -> None:
    with pytest.raises(OperatorError) as error:
        credit_of(text)
    assert str(error.value) == f"'{text}' is not a credit\n  give a number from 0 to 1, such as 1/2 or 0.5"


CARRIED = """\
gradecheck: 1
id: carried
variables: {x: {}, y: {}}
graph: {q: x + y, f: q^2 y}
items:
  - {id: a, gradient: ∂f/∂q, points: 2, symbolic: {derive: true}}
  - {id: b, gradient: ∂f/∂x, points: 2, uses: [a], symbolic: {derive: true}}
"""


def second_item(course: Path) -> dict[str, PartReport]:
    with Store.open(course) as store:
        standings = list(Gradebook.of(store).standings(Course()))
    chosen = {one.person.id: one.problems[0].chosen for one in standings}
    return {name: one.report.items[1].parts[0] for name, one in chosen.items() if one is not None}


def credits(course: Path) -> list[Fraction]:
    return [part.verdict.credit for _, part in sorted(second_item(course).items())]


def decided(course: Path, credit: Fraction, basis: str) -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    with Store.open(course) as store:
        decide(store, (Decision("carried", "b", "symbolic", "q y", credit, "", "ta", at, basis),))


def test_what_rests_on_an_earlier_answer_is_for_those_who_gave_it(tmp_path: Path) -> None:
    written = {
        "ada": "a: q y\nb: q y\n",  # it follows
        "bob": "a: q^2\nb: q y\n",  # it does not follow
        "cem": "a: 2 q y\nb: q y\n",  # there is nothing that it could follow from
        "dora": "a: y q\nb: y q\n",
    }
    found = class_of([handed(student, {"a.md": text}) for student, text in written.items()])
    graded(tmp_path, [problem(tmp_path, CARRIED)], found)
    assert credits(tmp_path) == [1, 0, 0, 1]
    decided(tmp_path, Fraction(1, 2), second_item(tmp_path)["bob"].basis)
    assert credits(tmp_path) == [1, Fraction(1, 2), 0, 1]
    decided(tmp_path, Fraction(1, 4), "")
    assert credits(tmp_path) == [1, Fraction(1, 2), Fraction(1, 4), 1]
    graded(tmp_path, [problem(tmp_path, CARRIED.replace("points: 2", "points: 3"))], class_of([]), seed=3)
    assert credits(tmp_path) == [1, Fraction(1, 2), Fraction(1, 4), 1]
