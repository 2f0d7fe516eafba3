"""A synthetic class: always the same, and graded as it was meant."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from gradecheck.errors import OperatorError
from gradecheck.gradebook.synthetic import code, code_slips
from gradecheck.gradebook.synthetic.answering import Answer, answers
from gradecheck.gradebook.synthetic.broken import KINDS, spoiled
from gradecheck.gradebook.synthetic.choices import Question, questions
from gradecheck.gradebook.synthetic.layouts import LAYOUTS, LayoutName
from gradecheck.gradebook.synthetic.rewriting import Rules, rewritten
from gradecheck.gradebook.synthetic.sheets import files
from gradecheck.gradebook.synthetic.students import student
from gradecheck.gradebook.synthetic.writing import write_class
from gradecheck.grading.grade import grade
from gradecheck.notation.expr import Apply, Name
from gradecheck.notation.scope import Declared, Scope
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Item, Problem
from gradecheck.submission import read_files
from gradecheck.submission.intake import collect

HELD = {
    "right": {"correct"},
    "partial": {"partial"},
    "wrong": {"incorrect", "partial"},
    "blank": {"blank"},
    "unreadable": {"invalid"},
}


@cache
def problems(name: str) -> tuple[Problem, ...]:
    return tuple(load(path) for path in find(name))


@cache
def asked(name: str) -> tuple[Question, ...]:
    return tuple(question for problem in problems(name) for question in questions(problem))


def write(folder: Path, students: int, name: str = "section3", **options: object) -> Path:
    for _ in write_class(problems(name), folder, students, **options):  # type: ignore[arg-type]
        pass
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- the same seed, the same class ---------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again = (
        content(write(tmp_path / name, 12, "section3/4-bonus-sort", seed=3, broken=0.2)) for name in ("a", "b")
    )
    assert first == again
    assert first != content(write(tmp_path / "c", 12, "section3/4-bonus-sort", seed=4, broken=0.2))


def test_a_student_does_not_depend_on_how_many_there_are(tmp_path: Path) -> None:
    few, many = (
        content(write(tmp_path / str(n), n, "section3/4-bonus-sort", seed=3, broken=0.2)) for n in (5, 12)
    )
    own = {name: data for name, data in few.items() if name.startswith("submissions/")}
    assert own
    assert own == {name: data for name, data in many.items() if name in own}
    truth = [json.loads(each["truth.json"]) for each in (few, many)]
    assert truth[0] == {name: facts for name, facts in truth[1].items() if name <= "s00005"}


def test_a_student_answers_the_same_whatever_layout(tmp_path: Path) -> None:
    truths = {
        content(write(tmp_path / name, 6, "section3/4-bonus-sort", seed=1, form=name))["truth.json"]
        for name in LAYOUTS
    }
    assert len(truths) == 1


# -- graded as it was meant ----------------------------------------------------------------------------------


def without_code(problem: Problem) -> Problem:
    """The problem's parts other than code; what is left keeps its ids."""
    return replace(problem, items=tuple(kept for item in problem.items if (kept := _words(item)).parts))


def _words(item: Item) -> Item:
    return replace(item, parts=tuple(part for part in item.parts if part.kind != "code"))


def otherwise_graded(name: str, seed: int, numbers: range, *, with_code: bool) -> Iterator[str]:
    """A line for each answer whose verdict is not what was meant; nothing is known of some edits of code."""
    for number in numbers:
        one = student(seed, number)
        said = answers(one, asked(name), seed)
        submission = read_files([(f"{one.id}/{path}", data) for path, data in files(one, said)])
        for problem in problems(name):
            if with_code and not any(part.kind == "code" for item in problem.items for part in item.parts):
                continue
            graded = grade(problem if with_code else without_code(problem), submission)
            came_out = {(item.id, part.kind, part.id): part for item in graded.items for part in item.parts}
            yield from _compared(one.id, problem, said, came_out, with_code)


def _compared(
    who: str, problem: Problem, said: tuple[Answer, ...], came_out: dict, with_code: bool
) -> Iterator[str]:  # type: ignore[type-arg]
    """What is wrong as it stands may well be right given another wrong answer."""
    for answer in said:
        question = answer.question
        if question.problem.id != problem.id or (question.kind == "code") != with_code:
            continue
        ids = (question.id, question.id.removesuffix(f".{question.kind}"))
        part = next(p for (_, kind, name), p in came_out.items() if kind == question.kind and name in ids)
        status = part.verdict.status.value
        if answer.meant != "unknown" and status not in HELD[answer.meant] and not part.verdict.given:
            yield f"{who} {question.id}: {answer.meant} ({answer.slip}), came out {status}: {part.response}"


def test_every_answer_to_the_practice_sheet_is_graded_as_it_was_meant() -> None:
    assert list(otherwise_graded("section3", 11, range(1, 61), with_code=False)) == []


def test_code_is_graded_as_it_was_meant() -> None:
    assert list(otherwise_graded("section3", 12, range(1, 11), with_code=True)) == []


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_large_class_is_graded_as_it_was_meant() -> None:
    assert list(otherwise_graded("section3", 13, range(1, 2001), with_code=False)) == []
    assert list(otherwise_graded("section3", 13, range(1, 201), with_code=True)) == []
    assert list(otherwise_graded("backprop", 13, range(1, 41), with_code=True)) == []


def test_a_class_has_all_kinds_of_answers() -> None:
    met = Counter(
        answer.meant for number in range(1, 61) for answer in answers(student(1, number), asked("section3"), 1)
    )
    assert {"right", "partial", "wrong", "blank", "unreadable", "unknown"} == set(met)
    assert met["right"] > met["wrong"] > met["blank"] > met["unreadable"]


def test_right_answers_are_spelled_in_many_ways() -> None:
    spelled = {
        answer.text
        for number in range(1, 101)
        for answer in answers(student(1, number), asked("section3"), 1)
        if answer.question.id == "2.1" and answer.meant == "right"
    }
    assert len(spelled) > 30


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_same_mistakes_are_made_by_several_students(seed: int) -> None:
    slips = Counter(
        answer.slip
        for number in range(1, 101)
        for answer in answers(student(seed, number), asked("section3"), seed)
        if answer.question.id == "2.1" and answer.meant == "wrong"
    )
    assert slips.most_common(1)[0][1] >= 5
    assert len(slips) >= 5  # and others by few


# -- rewriting and code --------------------------------------------------------------------------------------


def test_a_name_that_is_hidden_or_stands_for_any_value_is_left_alone() -> None:
    z = Declared("z", definition=Apply("exp", (Name("x"),)))
    scope = Scope(names=(Declared("x"), z))
    for hidden, fixed, expr in ((["z"], [], z.definition), ([], ["z"], Name("z"))):
        rules = Rules(scope, frozenset(hidden), frozenset(fixed))
        assert expr is not None
        for n in range(60):
            names = re.findall(r"name='(\w)'", repr(rewritten(expr, rules, Random(n), 3)))
            assert names == [names[0]] * len(names)
            assert names[0] == ("x" if hidden else "z")


LOOP = """\
import numpy as np

def f(x, n):
    total = np.zeros_like(x)
    for i in range(n):
        total[0] += x.sum(axis=0) * i
    return total @ x
"""


def test_a_program_is_written_otherwise_and_computes_the_same() -> None:
    import numpy as np

    spelled = {code.varied(LOOP, Random(n)) for n in range(60)}
    assert len(spelled) > 30
    for source in spelled:
        space: dict = {}  # type: ignore[type-arg]
        exec(compile(source, "varied.py", "exec"), space)  # noqa: S102 - our own source
        x = np.arange(9.0).reshape(3, 3)
        original: dict = {}  # type: ignore[type-arg]
        exec(LOOP, original)  # noqa: S102 - our own source
        assert np.array_equal(space["f"](x, 3), original["f"](x, 3)), source


def test_mistakes_change_the_program() -> None:
    edited = {code_slips.mutated(LOOP, Random(n)) for n in range(60)}
    assert len(edited) >= 5
    assert all(code.parsed(source or "") for source in edited)
    assert "-(total @ x)" in (code_slips.negated(LOOP, "f") or "")
    assert "return" not in (code_slips.without_return(LOOP, "f") or "return")
    assert "while True" in (code_slips.endless(LOOP, "f") or "")
    assert all(code.parsed(code_slips.misspelled(LOOP, Random(n))) is None for n in range(20))


# -- on disk -------------------------------------------------------------------------------------------------

SHAPES: dict[LayoutName, str] = {
    "canvas": r"[a-z0-9]+_(LATE_)?\d+_\d+_[\w.]+",
    "moodle": r"[^/]+_\d+_assignsubmission_file_/[\w.]+",
    "gradescope": r"assignment_\d+_export/(submission_\d+/[\w.]+|submission_metadata\.yml)",
    "folders": r"s\d{5}/[\w.]+",
    "files": r"s\d{5}\.(md|yaml|ipynb)",
    "classroom": r"[\w-]+-submissions/[\w-]+-student-\d{5}/[\w.]+",
    "csv": r"responses\.csv",
}


@pytest.mark.parametrize("form", LAYOUTS)
def test_a_layout_looks_like_the_platform(tmp_path: Path, form: LayoutName) -> None:
    folder = write(tmp_path / "class", 15, "section3/4-bonus-sort", seed=2, form=form)
    inside = folder / "submissions"
    names = [str(path.relative_to(inside)) for path in inside.rglob("*") if path.is_file()]
    assert names
    assert [name for name in names if not re.fullmatch(SHAPES[form], name)] == []


def test_responses_have_a_row_a_student_and_a_column_a_question(tmp_path: Path) -> None:
    folder = write(tmp_path / "class", 15, "section3/4-bonus-sort", seed=2, form="csv")
    with (folder / "submissions" / "responses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    handed = [number for number in range(1, 16) if student(2, number).at]
    assert [row["Student ID"] for row in rows] == [f"s{number:05d}" for number in handed]
    said = answers(student(2, handed[0]), asked("section3/4-bonus-sort"), 2)
    assert [rows[0][answer.question.id] for answer in said] == [answer.text for answer in said]


@pytest.mark.parametrize("form", LAYOUTS)
def test_the_roster_is_the_table_that_the_platform_gives_out(tmp_path: Path, form: LayoutName) -> None:
    folder = write(tmp_path / "class", 15, "section3/1-graph-review", seed=2, form=form)
    with (folder / "roster.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    enrolled = [number for number in range(1, 16) if student(2, number).enrolled]
    column = next(n for n, name in enumerate(header) if name in ("SIS User ID", "ID number", "Student ID"))
    assert [row[column] for row in rows] == [f"s{number:05d}" for number in enrolled]
    assert {len(row) for row in rows} == {len(header)}


def test_the_roster_lacks_some_who_handed_in_and_has_some_who_did_not(tmp_path: Path) -> None:
    folder = write(tmp_path / "class", 150, "section3/1-graph-review", seed=1)
    with (folder / "roster.csv").open(encoding="utf-8", newline="") as file:
        roster = {row["Student ID"]: row["Name"] for row in csv.DictReader(file)}
    handed = {path.name for path in (folder / "submissions").iterdir()}
    assert handed - set(roster)
    assert set(roster) - handed
    assert roster == {one.id: one.name for number in range(1, 151) if (one := student(1, number)).enrolled}


def test_broken_hand_ins_are_of_every_kind_and_answer_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path / "class", 80, "section3/1-graph-review", seed=1, broken=1)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert {facts["broken"] for facts in truth.values()} == {*KINDS, ""}
    assert all(not facts["answers"] for facts in truth.values() if facts["broken"])
    assert all(facts["at"] is None for facts in truth.values() if not facts["broken"])


def test_a_broken_hand_in_is_one_file() -> None:
    for number in range(40):
        assert len(spoiled((("answers.md", b"1.1: z"), ("4.1.py", b"")), Random(number))[1]) == 1


def test_a_class_does_not_go_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(OperatorError) as caught:
        write(tmp_path, 1)
    assert str(caught.value) == f"{tmp_path}: there is something in it already\n  name a new folder"


def test_two_problems_with_an_item_of_one_id_have_no_table_of_responses(tmp_path: Path) -> None:
    twice = (*problems("section3/1-graph-review"), *problems("section3/1-graph-review"))
    with pytest.raises(OperatorError, match=r"two problems have an item '1\.1\.symbolic'"):
        list(write_class(twice, tmp_path / "class", 1, form="csv"))


def test_problems_without_items_have_no_class(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as caught:
        list(write_class((), tmp_path / "class", 1))
    assert str(caught.value) == "these problems ask for nothing\n  name a problem with items"


@pytest.mark.parametrize("form", LAYOUTS)
def test_a_class_is_taken_in_from_every_layout_and_graded_as_it_was_meant(
    tmp_path: Path, form: LayoutName
) -> None:
    name = "section3/1-graph-review"
    folder = write(tmp_path / "class", 40, name, seed=6, form=form, broken=0.1)
    found = collect(folder / "submissions", roster=folder / "roster.csv")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    handed = {own_id for own_id, facts in truth.items() if facts["at"]}
    whose = {one.id: own_id(dict(one.ids), one.id) for one in found.people}
    assert {whose[one.student] for one in found.handed} == handed
    differ = []
    for one in found.handed:
        facts = truth[whose[one.student]]
        report = grade(problems(name)[0], read_files([(file.name, file.read()) for file in one.files]))
        parts = {part.id: part for item in report.items for part in item.parts}
        for part, meant in facts["answers"].get(name, {}).items():
            verdict = parts[part].verdict
            if meant != "unknown" and verdict.status.value not in HELD[meant] and not verdict.given:
                differ.append((one.student, part, meant, parts[part]))
        if facts["broken"] not in ("", "utf-16"):
            assert report.score == 0
    assert differ == []


def own_id(ids: dict[str, str], fallback: str) -> str:
    """What the generator calls a person whom only a platform's number or login names."""
    for kind in ("canvas", "moodle"):
        if ids.get(kind, "").isdigit():
            return f"s{(int(ids[kind]) - 100_000) // 7:05d}"
    number = re.fullmatch(r"(?:s|student-)(\d{5})", fallback)
    return f"s{number[1]}" if number else fallback
