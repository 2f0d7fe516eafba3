"""Whatever takes a problem takes an assignment: each command in a real process, and a course with two."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml

from gradecheck.problem.json_schema import json_schema

ROOT = Path(__file__).parents[2]
PROBLEM = """\
gradecheck: 1
id: {id}
title: The {id} one
variables: {{x: 3, y: 2}}
graph: {{f: x y}}
items:
  - {{id: "{id}1", gradient: ∂f/∂x, points: 2, symbolic: y}}
  - {{id: "{id}2", gradient: ∂f/∂y, points: 2, symbolic: x}}
tests:
  - {{item: "{id}1", response: y, status: correct}}
  - {{item: "{id}2", response: x, status: correct}}
"""
FIRST = """\
title: Homework 1
problems:
  - tall
  - {problem: small, weight: 3, feedback: verdict}
due: 2026-10-05 23:59
feedback: {level: hints, from: due}
"""
SECOND = """\
title: Homework 2
problems: [wide]
due: 2999-10-05 23:59
late: 50%
feedback: {level: full, from: due}
"""
COURSE = """\
title: Deep Learning
problems: {small: {weight: 5}}
drop_lowest: 1
"""
SHEETS = {
    "ada": {"in1": "tall1: y\ntall2: y\nsmall1: y\nsmall2: x\n", "in2": "wide1: y\nwide2: x\n"},
    "bob": {"in1": "tall1: y\ntall2: x\nsmall1: x\nsmall2: x\n"},
}


def gradecheck(course: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    environment["GRADECHECK_CACHE"] = str(course.parent / "cache")
    return subprocess.run(
        [sys.executable, "-m", "gradecheck", *map(str, arguments)],
        capture_output=True, text=True, cwd=course, timeout=100, env=environment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two homeworks, what was handed in, and a course. Nothing is written here."""
    folder = tmp_path_factory.mktemp("files") / "course"
    for path, text in {
        "hw1/small.yaml": PROBLEM.format(id="small"),
        "hw1/tall.yaml": PROBLEM.format(id="tall"),
        "hw1/unused.yaml": PROBLEM.format(id="unused"),
        "hw1/assignment.yaml": FIRST,
        "hw2/wide.yaml": PROBLEM.format(id="wide"),
        "hw2/assignment.yaml": SECOND,
        "course.yaml": COURSE,
        **{f"{sheet}/{who}/a.md": text for who, sheets in SHEETS.items() for sheet, text in sheets.items()},
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def graded(files: Path) -> Path:
    """The same with a gradebook of both."""
    for homework, handed_in in (("hw1", "in1"), ("hw2/assignment.yaml", "in2")):
        done = gradecheck(files, "batch", homework, handed_in)
        assert done.returncode == 0, done.stderr
        assert done.stderr == "course.yaml:2:12: small: weight: this holds, not what hw1/assignment.yaml says\n"
    return files


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_all_problems_are_marked_in_order_and_weighted(files: Path) -> None:
    done = gradecheck(files, "submit", "hw1", "in1/ada")
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[0] == "Homework 1, due 2026-10-05 23:59 UTC"
    assert [line.split()[0] for line in lines if "The " in line] == ["tall", "small"]
    assert "small counts 3 times" in lines
    assert lines[-1].split() == ["grand", "total", "14/16"]
    assert not done.stderr


def test_feedback_is_that_of_the_assignment(files: Path) -> None:
    found = json.loads(gradecheck(files, "submit", "hw1", "in1/bob", "--json").stdout)
    assert [each["feedback"] for each in found["problems"]] == ["hints", "verdict"]
    asked = gradecheck(files, "submit", "hw1", "in1/bob", "--feedback", "full")
    assert asked.stderr == "tall: feedback goes up to 'hints'\nsmall: feedback goes up to 'verdict'\n"


def test_the_report_has_weights_deadlines_and_the_weighted_total(files: Path) -> None:
    found = json.loads(gradecheck(files, "submit", "hw1/assignment.yaml", "in1/ada", "--json").stdout)
    assert (found["assignment"], found["score"], found["max_score"]) == ("Homework 1", 14, 16)
    due = "2026-10-05T23:59:00+00:00"
    told = [(each["problem"], each["score"], each["weight"], each["due"]) for each in found["problems"]]
    assert told == [("tall", 2, 1, due), ("small", 4, 3, due)]


def test_the_same_answers_get_the_same_report_on_every_day(files: Path) -> None:
    """Neither of the deadlines decides on anything: one is over, one is far away."""
    for homework, sheet in (("hw1", "in1/ada"), ("hw2", "in2/ada")):
        first, second = (gradecheck(files, "submit", homework, sheet, "--json").stdout for _ in range(2))
        assert first == second
        assert json.loads(first)["score"] > 0


def test_a_problem_that_counts_nothing_costs_no_full_credit(files: Path, tmp_path: Path) -> None:
    path = tmp_path / "free.yaml"
    where = files / "hw1"
    path.write_text(f"problems: [{where}/small.yaml, {{problem: {where}/tall, weight: 0}}]\n", encoding="utf-8")
    done = gradecheck(files, "submit", path, "in1/ada")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].split() == ["grand", "total", "4/4"]


def test_a_sheet_and_a_view_have_its_problems_in_its_order(files: Path) -> None:
    sheet = gradecheck(files, "sheet", "hw1").stdout
    assert [line for line in sheet.splitlines() if line.startswith("#")] == ["# tall", "# small"]
    shown = gradecheck(files, "show", "hw1").stdout
    assert shown.index("The tall one") < shown.index("The small one")
    assert "unused" not in sheet + shown


def test_a_sheet_says_of_which_assignment_it_is_and_when_that_is_due(files: Path) -> None:
    assert "\n> Homework 1, due 2026-10-05 23:59 UTC\n" in gradecheck(files, "sheet", "hw1").stdout


def test_an_answer_is_tried_on_the_problem_that_asks(files: Path) -> None:
    assert gradecheck(files, "try", "hw1", "small2", "x").returncode == 0
    wrong = gradecheck(files, "try", "hw1", "wide1", "x")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "no problems of 'hw1' have an item 'wide1'\n  name one of: tall, small\n",
    )


def test_a_class_is_made_up_for_it(files: Path, tmp_path: Path) -> None:
    done = gradecheck(files, "class", "hw1", "--students", "4", "-o", tmp_path / "made")
    assert done.returncode == 0, done.stderr
    truth = (tmp_path / "made" / "truth.json").read_text(encoding="utf-8")
    assert "tall1" in truth
    assert "unused1" not in truth


def test_an_assignment_is_validated_with_its_problems(files: Path, tmp_path: Path) -> None:
    done = gradecheck(files, "validate", "hw1")
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if not line.startswith("  ")] == [
        "hw1/assignment.yaml: Homework 1, 2 problems",
        "hw1/tall.yaml: 2 items, 2 tests passed",
        "hw1/small.yaml: 2 items, 2 tests passed",
        "2 of 2 problem files are sound",
    ]
    broken = tmp_path / "assignment.yaml"
    broken.write_text(f"problems: [{files}/hw1/talk]\ndeu: 2026-10-05\n", encoding="utf-8")
    told = gradecheck(files, "validate", broken, "hw2/wide.yaml")
    assert told.returncode == 2
    assert "unknown key 'deu'" in told.stdout
    assert "hw2/wide.yaml: 2 items, 2 tests passed" in told.stdout
    assert told.stderr == ""


def test_items_of_the_same_id_are_pointed_out(files: Path, tmp_path: Path) -> None:
    for own in ("a", "b"):
        text = PROBLEM.format(id=own).replace(f'"{own}1"', '"1"')
        (tmp_path / f"{own}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "assignment.yaml").write_text("problems: [.]\n", encoding="utf-8")
    done = gradecheck(files, "validate", tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1] == (
        "  note: a and b share the items 1: answers need a heading, # a, as sheets have it, or they go to each"
    )


@pytest.mark.parametrize("command", ["submit", "sheet", "show", "batch", "regrade"])
def test_a_broken_assignment_is_told_before_the_work(files: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "assignment.yaml").write_text("problems: [nothing-here]\n", encoding="utf-8")
    arguments = {"submit": ["in1/ada"], "batch": ["in1"]}.get(command, [])
    done = gradecheck(files, command, tmp_path, *arguments)
    assert done.returncode == 2
    assert f"{tmp_path}/assignment.yaml:1:12: there is no problem 'nothing-here'" in done.stderr
    assert "Traceback" not in done.stderr


def test_each_student_s_table_has_the_total_of_each_assignment(graded: Path) -> None:
    found = table(gradecheck(graded, "export", "--to", "csv").stdout)
    assert list(found[0])[7::3][:3] == ["tall", "small", "wide"]
    totals = ("Homework 1", "Homework 1 max_score", "Homework 2", "Homework 2 max_score")
    assert [[row[name] for name in totals] for row in found] == [["22", "24", "4", "4"], ["14", "24", "", "4"]]
    # of the course bob's missing homework is dropped, of the homework nothing is
    assert [(row["score"], row["max_score"]) for row in found] == [("24", "24"), ("14", "24")]


def test_one_assignment_is_exported_alone(graded: Path, tmp_path: Path) -> None:
    (one,) = (row for row in _canvas(graded, tmp_path, "Homework 1") if row["Student"] == "Ada")
    (two,) = (row for row in _canvas(graded, tmp_path, "hw2/assignment.yaml") if row["Student"] == "Ada")
    assert (one["HW (7)"], two["HW (7)"]) == ("22", "4")
    misspelt = gradecheck(graded, "export", "--to", "csv", "--assignment", "Homwork 1")
    assert (misspelt.returncode, "did you mean 'Homework 1'?" in misspelt.stderr) == (2, True)
    both = gradecheck(graded, "export", "--to", "csv", "--assignment", "Homework 1", "--problem", "tall")
    assert (both.returncode, "either --assignment or --problem" in both.stderr) == (2, True)


def _canvas(graded: Path, folder: Path, assignment: str) -> list[dict[str, str]]:
    template = folder / "grades.csv"
    template.write_text("Student,ID,SIS User ID,Section,HW (7)\nAda,1,ada,A,\nBob,2,bob,A,\n", encoding="utf-8")
    asked = ("--to", "canvas", "--template", template, "--column", "HW", "--assignment", assignment)
    return table(gradecheck(graded, "export", *asked).stdout)


def test_nbgrader_gets_a_row_for_each_assignment(graded: Path) -> None:
    found = table(gradecheck(graded, "export", "--to", "nbgrader").stdout)
    assert [(row["student_id"], row["assignment"], row["duedate"], row["score"]) for row in found] == [
        ("ada", "Homework 1", "2026-10-05 23:59:00", "22"),
        ("ada", "Homework 2", "2999-10-05 23:59:00", "4"),
        ("bob", "Homework 1", "2026-10-05 23:59:00", "14"),
        ("bob", "Homework 2", "2999-10-05 23:59:00", "0"),
    ]


def test_the_dump_has_the_assignments_of_each_student(graded: Path) -> None:
    done = gradecheck(graded, "export", "--to", "json")
    assert done.stdout == gradecheck(graded, "export", "--to", "json").stdout
    (ada, _) = json.loads(done.stdout)["students"]
    assert ada["assignments"] == [
        {"assignment": "Homework 1", "problems": ["tall", "small"], "score": 22, "max_score": 24}
        | {"exact": ["22", "24"]},
        {"assignment": "Homework 2", "problems": ["wide"], "score": 4, "max_score": 4, "exact": ["4", "4"]},
    ]


def test_feedback_follows_the_rules_of_each_assignment(graded: Path, tmp_path: Path) -> None:
    assert gradecheck(graded, "feedback", "-o", tmp_path / "all", "--format", "md").returncode == 0
    page = (tmp_path / "all" / "ada.md").read_text(encoding="utf-8")
    later = next(line for line in page.splitlines() if line.startswith("| The wide one"))
    assert "not yet" in later, "its deadline is far away"
    asked = ("--assignment", "Homework 1")
    assert gradecheck(graded, "feedback", "-o", tmp_path / "one", "--format", "md", *asked).returncode == 0
    alone = (tmp_path / "one" / "ada.md").read_text(encoding="utf-8")
    assert "Deep Learning: Homework 1" in alone
    assert "The wide one" not in alone
    assert gradecheck(graded, "report", "-o", tmp_path / "class.html", *asked).returncode == 0
    report = (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "Homework 1" in report
    assert "The wide one" not in report


@pytest.fixture
def own(graded: Path, tmp_path: Path) -> Path:
    """A copy of the graded course, to be changed."""
    for path in graded.rglob("*"):
        if path.is_file():
            target = tmp_path / "course" / path.relative_to(graded)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path / "course"


def scores(course: Path) -> list[str]:
    done = gradecheck(course, "export", "--to", "csv", "--assignment", "Homework 1")
    assert done.returncode == 0, done.stderr
    return [row["score"] for row in table(done.stdout)]


def test_a_changed_rule_needs_no_grading(own: Path) -> None:
    (own / "course.yaml").unlink()
    assert scores(own) == ["14", "10"], "small counts 3 times, as the assignment says"
    (own / "hw1" / "assignment.yaml").write_text(FIRST.replace("weight: 3", "weight: 7"), encoding="utf-8")
    assert scores(own) == ["30", "18"]


def test_what_was_said_holds_where_the_file_is_gone_and_a_moved_file_is_the_same(own: Path) -> None:
    (own / "hw2").rename(own / "second")
    gone = gradecheck(own, "export", "--to", "csv")
    said = "hw2/assignment.yaml: this is gone: what it said when gradecheck batch last read it holds\n"
    assert said in gone.stderr
    assert "Homework 2" in gone.stdout
    assert gradecheck(own, "batch", "second", "in2").returncode == 0
    moved = gradecheck(own, "export", "--to", "csv", "--assignment", "second/assignment.yaml")
    assert (moved.returncode, "gone" in moved.stderr) == (0, False)


def test_a_problem_that_is_added_is_told_until_it_is_graded(own: Path) -> None:
    more = FIRST.replace("  - tall\n", "  - tall\n  - unused\n")
    (own / "hw1" / "assignment.yaml").write_text(more, encoding="utf-8")
    told = gradecheck(own, "export", "--to", "csv")
    assert "hw1/assignment.yaml: not graded yet (unused): run gradecheck batch with it" in told.stderr
    assert gradecheck(own, "batch", "hw1", "in1").returncode == 0
    found = gradecheck(own, "export", "--to", "csv")
    assert "not graded yet" not in found.stderr
    assert list(table(found.stdout)[0])[7::3][:4] == ["tall", "unused", "small", "wide"]


def test_a_problem_of_another_assignment_is_refused_before_the_work(own: Path) -> None:
    (own / "hw2" / "assignment.yaml").write_text("problems: [wide, ../hw1/tall]\n", encoding="utf-8")
    done = gradecheck(own, "batch", "hw2", "in2")
    assert done.returncode == 2
    assert "hw2/assignment.yaml:1:18: 'tall' is in hw1/assignment.yaml too" in done.stderr


def test_an_assignment_is_regraded(own: Path) -> None:
    problem = own / "hw1" / "tall.yaml"
    problem.write_text(problem.read_text(encoding="utf-8").replace("points: 2", "points: 3"), encoding="utf-8")
    done = gradecheck(own, "regrade", "hw1", "--diff", "--yes")
    assert done.returncode == 0, done.stderr
    assert scores(own) == ["23", "16"]


def test_shares_bring_their_assignments_along(files: Path, tmp_path: Path) -> None:
    for share in ("1", "2"):
        part = tmp_path / share
        done = gradecheck(files, "batch", "hw1", "in1", "--shard", f"{share}/2", "--course", part)
        assert done.returncode == 0, done.stderr
    merged = tmp_path / "whole"
    assert gradecheck(files, "merge", tmp_path / "1", tmp_path / "2", "--course", merged).returncode == 0
    found = table(gradecheck(files, "export", "--to", "csv", "--course", merged).stdout)
    assert [row["Homework 1"] for row in found] == ["14", "10"]


def test_an_autograder_takes_the_assignment_along(files: Path, tmp_path: Path) -> None:
    target = tmp_path / "autograder.zip"
    done = gradecheck(files, "export", "gradescope-autograder", "hw1", "-o", target)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "course.yaml:2:12: small: weight: this holds, not what hw1/assignment.yaml says",
        f"{target}: 2 problems; upload it under Configure Autograder",
    ]
    root = tmp_path / "autograder"
    with zipfile.ZipFile(target) as archive:
        archive.extractall(root / "source")
    (root / "submission").mkdir()
    (root / "submission" / "a.md").write_text(SHEETS["bob"]["in1"], encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "gradecheck.gradebook.exports.autograder_run", str(root)],
        capture_output=True, text=True, timeout=100, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 4 + 5 * 2
    assert [test["max_score"] for test in results["tests"]] == [2, 2, 10, 10]


def test_the_starter_is_sound_and_fits_the_schema(files: Path, tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    done = gradecheck(files, "new", "--template", "assignment", "-o", path)
    assert done.returncode == 0, done.stderr
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0].endswith("assignment.schema.json")
    assert gradecheck(files, "validate", path).returncode == 0
    data = yaml.load(text, Loader=yaml.BaseLoader)
    assert list(jsonschema.Draft7Validator(json_schema("assignment")).iter_errors(data)) == []
