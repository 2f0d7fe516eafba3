"""Hints in a class: counted with each attempt, charged wherever scores are told."""

from __future__ import annotations

import json
import sqlite3
from fractions import Fraction
from pathlib import Path

from gradecheck.gradebook.book import Gradebook
from gradecheck.gradebook.merging import merge
from gradecheck.gradebook.standing import Standing
from gradecheck.gradebook.store import Store
from gradecheck.gradebook.tables import NAME, VERSION
from gradecheck.problem.course import Course
from gradecheck.report.feedback_html import feedback_page
from gradecheck.report.feedback_markdown import feedback_markdown
from gradecheck.submission import read_files

from .classes import PROBLEM, class_of, graded, handed, problem

COSTING = PROBLEM.replace("title:", "hint_cost: 1/4\ntitle:")
SHEETS = {"ada": "1: y = 2\n2: x\n1.hints: 2\n", "ben": "1: y = 2\n2: x\n", "eve": "1: x\n1.hints: 3\n"}


def standings(folder: Path) -> dict[str, Standing]:
    with Store.open(folder) as store:
        return {one.person.id: one for one in Gradebook.of(store).standings(Course())}


def a_class(folder: Path) -> None:
    attempts = [handed(student, {"a.md": sheet}) for student, sheet in SHEETS.items()]
    graded(folder, [problem(folder, COSTING)], class_of(attempts))


def test_the_gradebook_charges_what_submit_does(tmp_path: Path) -> None:
    a_class(tmp_path)
    found = standings(tmp_path)
    assert {student: one.score for student, one in found.items()} == {"ada": 2, "ben": 3, "eve": 0}
    for student, sheet in SHEETS.items():
        chosen = found[student].problems[0].chosen
        assert chosen is not None
        alone = grade_alone(tmp_path, sheet)
        assert [(i.hints, i.hint_cost, i.score) for i in chosen.report.items] == alone


def grade_alone(folder: Path, sheet: str) -> list[tuple[int, Fraction, Fraction]]:
    from gradecheck.grading.grade import grade

    report = grade(problem(folder, COSTING), read_files([("a.md", sheet.encode())]))
    return [(item.hints, item.hint_cost, item.score) for item in report.items]


def test_a_page_tells_what_hints_took_off(tmp_path: Path) -> None:
    a_class(tmp_path)
    ada = standings(tmp_path)["ada"]
    for text in (feedback_page(ada, "Course"), feedback_markdown(ada, "Course").replace("\\", "")):
        assert "2 hints, −1" in text
        assert "1/2" in text


def test_gradebooks_are_merged_with_their_hints(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    a_class(tmp_path / "one")
    with Store.open(tmp_path / "two", create=True) as store:
        store.set_problems([problem(tmp_path / "one", COSTING)], 0)
        merge(store, [tmp_path / "one"])
    assert standings(tmp_path / "two")["ada"].score == 2


def test_a_gradebook_without_hints_is_brought_up_to_date(tmp_path: Path) -> None:
    a_class(tmp_path)
    db = sqlite3.connect(tmp_path / NAME)
    for column in ("variant", "hints"):
        db.execute(f"alter table graded drop column {column}")
    db.execute("alter table decision drop column variant")
    db.execute("pragma user_version = 2")
    db.commit()
    db.close()
    assert standings(tmp_path)["ada"].score == 3
    db = sqlite3.connect(tmp_path / NAME)
    assert db.execute("pragma user_version").fetchone() == (VERSION,)
    assert [json.loads(hints) for (hints,) in db.execute("select hints from graded")] == [[], [], []]
    db.close()
