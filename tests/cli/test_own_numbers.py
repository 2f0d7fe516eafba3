"""Sheets, answers and classes with everybody's own numbers, in real processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CHAIN = "variants/chain-rule"
Run = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("cache")
    return {**os.environ, "GRADECHECK_CACHE": str(folder), "COLUMNS": "80", "PYTHONPATH": str(ROOT)}


def gradecheck(environment: dict[str, str], *arguments: str | Path, stdin: str = "", cwd: Path = ROOT) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "gradecheck", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        cwd=cwd,
        timeout=100,
    )
    assert "Traceback" not in done.stderr
    return done


def solved(environment: dict[str, str], student: str) -> str:
    """A sheet of right answers, from what `show --solution` says of this student's variant."""
    shown = gradecheck(environment, "show", CHAIN, "--student", student, "--solution").stdout
    answers = re.findall(r"^(\d)  .*point\)\n(?:    [^:\n]*\n)?((?:    \w+: .*\n)+)", shown, re.M)
    lines = [f"student: {student}"]
    for item, parts in answers:
        lines += [f"{item}.{part.strip()}" for part in parts.splitlines()]
    return "\n".join(lines).replace("1.numeric:", "1:") + "\n"


def test_a_sheet_has_the_students_numbers_and_name_and_its_answers_are_right(
    environment: dict[str, str],
) -> None:
    for student in ("ada", "ben"):
        sheet = gradecheck(environment, "sheet", CHAIN, "--student", student).stdout
        assert f"\nstudent: {student}\n" in sheet
        assert "{{" not in sheet
        answers = solved(environment, student)
        assert answers.count("\n") == 8
        done = gradecheck(environment, "submit", CHAIN, "-", stdin=answers)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "variant: p = " in done.stdout


def test_right_answers_of_one_are_wrong_for_another(environment: dict[str, str]) -> None:
    answers = solved(environment, "ada").replace("student: ada\n", "")
    assert gradecheck(environment, "submit", CHAIN, "-", "--student", " ADA", stdin=answers).returncode == 0
    done = gradecheck(environment, "submit", CHAIN, "-", "--student", "ben", "--json", stdin=answers)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["score"] < 4
    assert set(report["variant"]) == {"p", "q", "a", "b", "c"}


def test_the_sheet_of_another_student_is_refused(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "submit", CHAIN, "-", "--student", "ben", stdin="student: ada\n1: 3\n")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "this sheet is for 'ada', not for 'ben'"


def test_without_a_name_the_numbers_are_said_to_be_nobodys(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "submit", CHAIN, "-", stdin="1: 3\n")
    assert "no student is named" in done.stderr
    plain = gradecheck(
        environment, "submit", "section3/1-graph-review", "-", stdin="student: ada\n1.1: z = -4\n"
    )
    assert plain.stderr == ""
    assert "variant" not in plain.stdout


def test_try_and_show_take_a_student(environment: dict[str, str]) -> None:
    shown = gradecheck(environment, "show", CHAIN, "--student", "ada", "--graph", "--solution")
    assert shown.returncode == 0
    assert "variant: " in gradecheck(environment, "show", CHAIN).stdout
    right = re.search(r"2\.symbolic: (.*)", solved(environment, "ada"))
    assert right is not None
    done = gradecheck(environment, "try", CHAIN, "2", f"symbolic={right[1]}", "--student", "ada")
    assert done.returncode == 0, done.stdout


def test_a_class_gets_sheets_and_is_graded_on_them(environment: dict[str, str], tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "id,name,email\nada,Ada Lovelace,al@example.org\nben,Ben,ben@example.org\n", encoding="utf-8"
    )
    done = gradecheck(environment, "sheet", CHAIN, "--roster", roster, "-o", tmp_path / "sheets")
    assert done.stdout == f"sheets for 2 students in {tmp_path / 'sheets'}\n"
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == ["ada.md", "ben.md", "index.csv"]
    again = gradecheck(environment, "sheet", CHAIN, "--roster", roster, "-o", tmp_path / "sheets")
    assert (again.returncode, "something in it already" in again.stderr) == (2, True)
    (tmp_path / "in").mkdir()
    for student in ("ada", "ben"):
        sheet = (tmp_path / "sheets" / f"{student}.md").read_text(encoding="utf-8")
        given = dict(line.split(": ", 1) for line in solved(environment, student).splitlines())
        filled = re.sub(r"(?m)^([\d.\w]+): $", lambda m, given=given: f"{m[1]}: {given[m[1]]}", sheet)
        (tmp_path / "in" / f"{student}.md").write_text(filled, encoding="utf-8")
    graded = gradecheck(environment, "batch", CHAIN, tmp_path / "in", "--roster", roster, cwd=tmp_path)
    assert graded.returncode == 0, graded.stdout + graded.stderr
    rows = gradecheck(environment, "export", "--to", "csv", cwd=tmp_path).stdout.splitlines()
    assert [row.split(",")[5:7] for row in rows[1:]] == [["4", "4"], ["4", "4"]]


def test_a_students_warm_start_brings_in_none_of_the_slow_libraries(environment: dict[str, str]) -> None:
    code = (
        "import sys; from gradecheck.cli import run; "
        f"run(['submit', '{CHAIN}', '-']); "
        "print([m for m in ('sympy', 'numpy', 'pydantic', 'yaml') if m in sys.modules])"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code],
            input="student: ada\n2: 2u\n",
            capture_output=True,
            text=True,
            env=environment,
            cwd=ROOT,
            timeout=60,
        )
    assert done.stdout.splitlines()[-1] == "[]"
