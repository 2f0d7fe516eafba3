"""A class in which everybody has numbers of their own: each is graded on theirs, and nothing is mixed up."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from gradecheck.gradebook.batch import run
from gradecheck.gradebook.book import Gradebook
from gradecheck.gradebook.changes import changes
from gradecheck.gradebook.executors import Local
from gradecheck.gradebook.merging import merge
from gradecheck.gradebook.overview import overview
from gradecheck.gradebook.review import groups, settle
from gradecheck.gradebook.shares import own_share
from gradecheck.gradebook.standing import Standing
from gradecheck.gradebook.store import Store
from gradecheck.gradebook.synthetic.writing import write_class
from gradecheck.gradebook.tables import FROM_2, NAME
from gradecheck.gradebook.taking_in import Hunt, take_in
from gradecheck.grading.grade import grade
from gradecheck.grading.verdict import Report, Status
from gradecheck.notation import to_text
from gradecheck.problem.course import Course
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import SymbolicPart
from gradecheck.problem.variants import for_student, numbers_text
from gradecheck.report.class_page import class_page
from gradecheck.report.feedback_html import feedback_page
from gradecheck.submission import read_files
from gradecheck.submission.handed import Class, Person

from .classes import PROBLEM, class_of, graded, handed, problem

OWN = """\
gradecheck: 1
id: own
title: Own numbers
statement: "f = {{a x + b}}"
parameters: {a: {from: -5..5, not: -1..1}, b: {from: -5..5, not: 0}}
constraints: [a != b]
variables: {x: b}
graph: {f: a x^2 + b x}
items:
  - {id: "1", label: "slope at {{b}}", gradient: ∂f/∂x, points: 2, symbolic: 2 a x + b, numeric: }
  - {id: "2", prompt: "f at {{b}}", numeric: a b^2 + b^2}
"""
STUDENTS = ("ada", "ben", "cem", "dora", "eve", "fay")


def right(own: Problem) -> str:
    part = own.items[0].parts[0]
    assert isinstance(part, SymbolicPart)
    numbers = dict(own.variant)
    a, b = numbers["a"], numbers["b"]
    slope = to_text(part.expected, "plain", own.scope)
    return f"1.symbolic: {slope}\n1.numeric: {2 * a * b + b}\n2: {a * b * b + b * b}\n"


def mixed(own: Problem) -> Class:
    """Every second student answers to their own numbers, the others to those of the one before."""
    sheets = []
    for k, student in enumerate(STUDENTS):
        whose = student if k % 2 == 0 else STUDENTS[k - 1]
        sheets.append(handed(student, {"a.md": f"student: {student}\n{right(for_student(own, whose))}"}))
    return class_of(sheets)


def standings(folder: Path) -> dict[str, Standing]:
    with Store.open(folder) as store:
        return {one.person.id: one for one in Gradebook.of(store).standings(Course())}


def report_of(standing: Standing) -> Report:
    chosen = standing.problems[0].chosen
    assert chosen is not None
    return chosen.report


@pytest.fixture
def own(tmp_path: Path) -> Problem:
    return problem(tmp_path, OWN)


@pytest.fixture
def course(tmp_path: Path, own: Problem) -> Path:
    assert graded(tmp_path, [own], mixed(own)).failed == 0
    return tmp_path


def test_each_is_graded_on_their_own_numbers_as_one_by_one(course: Path, own: Problem) -> None:
    found = standings(course)
    for one in mixed(own).handed:
        alone = grade(for_student(own, one.student), read_files([("a.md", one.files[0].read())]))
        report = report_of(found[one.student])
        keyless = tuple(
            replace(item, parts=tuple(replace(part, key="") for part in item.parts)) for item in report.items
        )
        assert replace(report, items=keyless, warnings=alone.warnings) == alone
        assert report.variant == for_student(own, one.student).variant
    scores = [found[student].score for student in STUDENTS]
    assert scores[0::2] == [3, 3, 3]
    assert all(score < 3 for score in scores[1::2])


def test_labels_are_those_of_the_student(course: Path) -> None:
    for standing in standings(course).values():
        report = report_of(standing)
        b = numbers_text((("b", dict(report.variant)["b"]),)).removeprefix("b = ")
        assert report.items[0].label == f"slope at {b}"


def test_a_sheet_of_another_student_is_not_graded_and_told(tmp_path: Path, own: Problem) -> None:
    sheet = f"student: ada\n{right(for_student(own, 'ada'))}"
    done = graded(tmp_path, [own], class_of([handed("ben", {"a.md": sheet}), handed("ada", {"a.md": sheet})]))
    assert (done.done, done.failed) == (2, 1)
    found = standings(tmp_path)
    assert found["ada"].score == 3
    assert found["ben"].problems[0].chosen is None
    (odd,) = found["ben"].oddities
    assert odd.kind == "failed"
    assert odd.fact.startswith("this sheet is for 'ada', which is no id of ben")
    assert "roster" in odd.remedy


def test_numbers_are_drawn_by_the_id_that_the_sheet_names_where_it_is_the_students(
    tmp_path: Path, own: Problem
) -> None:
    ada = Person("123", "Ada Lovelace", ids=(("email", "al@example.org"), ("login", "ada")), enrolled=True)
    for k, (line, whose) in enumerate(
        [
            ("student: ada\n", "ada"),
            ("student: AL@example.org\n", "al@example.org"),
            ("student: Ada Lovelace\n", "123"),
            ("", "123"),
        ]
    ):
        folder = tmp_path / str(k)
        folder.mkdir()
        one = handed("123", {"a.md": line + right(for_student(own, whose))})
        graded(folder, [own], Class("by hand", (ada,), (one,)))
        assert standings(folder)["123"].score == 3, line


def test_without_parameters_a_sheet_says_whose_it_likes(tmp_path: Path) -> None:
    sheet = "student: ada\n1.symbolic: y\n1.numeric: 2\n2: x\n"
    done = graded(tmp_path, [problem(tmp_path)], class_of([handed("ben", {"a.md": sheet})]))
    assert done.failed == 0
    assert standings(tmp_path)["ben"].score == 3


def test_the_same_answer_to_other_numbers_is_judged_anew(tmp_path: Path, own: Problem) -> None:
    sheets = [handed(student, {"a.md": "2: 4\n"}) for student in STUDENTS]
    assert graded(tmp_path, [own], class_of(sheets)).judged == len(
        {for_student(own, s).variant for s in STUDENTS}
    )


def test_a_decision_on_an_answer_holds_for_those_with_the_same_numbers(tmp_path: Path) -> None:
    few = problem(
        tmp_path, OWN.replace("from: -5..5, not: -1..1", "from: [2, 3]").replace("-5..5, not: 0", "[1]")
    )
    numbers = {student: for_student(few, student).variant for student in STUDENTS}
    assert len(set(numbers.values())) == 2
    sheet = {"a.md": "1.symbolic: (4x + 1\n"}
    graded(tmp_path, [few], class_of([handed(student, sheet) for student in STUDENTS]))
    with Store.open(tmp_path) as store:
        found = groups(store)
        assert sorted(group.problem.variant for group in found) == sorted(set(numbers.values()))
        chosen = next(group for group in found if dict(group.problem.variant)["a"] == 2)
        settle(store, [chosen], Fraction(1), "", "ta")
    graded(tmp_path, [few], class_of([handed("zoe", sheet)]), seed=3)
    for student, standing in standings(tmp_path).items():
        status = report_of(standing).items[0].parts[0].verdict.status
        own_a = dict(for_student(few, student).variant)["a"]
        assert status is (Status.CORRECT if own_a == 2 else Status.INVALID)


def test_another_key_is_regraded_for_everybody(course: Path, own: Problem) -> None:
    before = standings(course)
    changed = problem(course, OWN.replace("points: 2", "points: 4"))
    graded(course, [changed], class_of([]))
    after = standings(course)
    assert all(after[student].problems[0].max_score == 5 for student in STUDENTS)
    assert after["ada"].score == 5
    assert before["ada"].score == 3


def test_a_file_that_loses_its_parameters_is_graded_for_all_alike(course: Path) -> None:
    plain = PROBLEM.replace("id: small", "id: own")
    graded(course, [problem(course, plain)], class_of([]))
    assert all(report_of(one).variant == () for one in standings(course).values())


def test_shares_that_are_merged_know_everybodys_numbers(tmp_path: Path, own: Problem) -> None:
    whole = mixed(own)
    for share in ("1/2", "2/2"):
        (tmp_path / share[0]).mkdir()
        graded(tmp_path / share[0], [own], own_share(whole, share))
    (tmp_path / "whole").mkdir()
    graded(tmp_path / "whole", [own], whole)
    (tmp_path / "both").mkdir()
    with Store.open(tmp_path / "both", create=True) as store:
        merge(store, [tmp_path / "1", tmp_path / "2"])
    merged, alone = standings(tmp_path / "both"), standings(tmp_path / "whole")
    assert {student: replace(report_of(one)) for student, one in merged.items()} == {
        student: report_of(one) for student, one in alone.items()
    }


def test_a_gradebook_of_the_version_before_is_read(tmp_path: Path) -> None:
    graded(tmp_path, [problem(tmp_path)], class_of([handed("ada", {"a.md": "2: x\n"})]))
    before = standings(tmp_path)
    assert FROM_2.count("add column variant") == 2
    with sqlite3.connect(tmp_path / NAME) as db:
        db.executescript(
            "alter table graded drop column variant; alter table decision drop column variant; "
            "alter table graded drop column hints; "
            "pragma user_version = 2;"
        )
    db.close()
    assert standings(tmp_path) == before


# -- pages ---------------------------------------------------------------------------------------------------


def test_a_page_shows_the_students_own_numbers_and_question(course: Path, own: Problem) -> None:
    for student, standing in standings(course).items():
        page = feedback_page(standing, "Course", [own])
        mine = for_student(own, student)
        assert f"Your numbers: {numbers_text(mine.variant)}." in page
        assert mine.statement in page
        assert "{{" not in page


def test_wrong_answers_to_other_numbers_are_not_drawn_together(tmp_path: Path, own: Problem) -> None:
    sheets = class_of([handed(student, {"b.md": "2: 1000\n1.symbolic: x + 1000\n"}) for student in STUDENTS])
    graded(tmp_path, [own], sheets)
    with Store.open(tmp_path) as store:
        book = Gradebook.of(store)
        seen = overview(book.standings(Course()), book.problems())
    numbers = {for_student(own, student).variant for student in STUDENTS}
    for part in seen.clusters:
        if part.part in ("2", "1.symbolic"):
            assert {cluster.variant for cluster in part.clusters} == numbers
            assert all(cluster.count == 1 for cluster in part.clusters)
    page = class_page(seen, "Course", [own])
    assert "a = " in page
    assert "expected</span>" not in page


# -- a class that is made up ---------------------------------------------------------------------------------


def test_a_made_up_class_answers_to_its_own_numbers(tmp_path: Path, own: Problem) -> None:
    students = list(write_class([own], tmp_path / "class", 12, seed=1))
    hunt = Hunt(tmp_path / "class" / "submissions", ("own",), tmp_path / "class" / "roster.csv")
    take_in(tmp_path, hunt)
    with Store.open(tmp_path) as store:
        store.set_problems([own], 0)
        assert run(store, Local(1)).failed == 0
    found = standings(tmp_path)
    statuses = [
        part.verdict.status
        for one in students
        if one.at
        for item in report_of(found[one.id]).items
        for part in item.parts
    ]
    assert statuses.count(Status.CORRECT) > len(statuses) / 3


def test_changes_compare_students_on_their_own_numbers(course: Path, own: Problem) -> None:
    with Store.open(course) as store:
        assert list(changes(Gradebook.of(store), Gradebook.of(store), Course())) == []
