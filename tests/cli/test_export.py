"""``gradecheck export`` in real processes, from a gradebook that was really graded."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gradecheck.gradebook.batch import run
from gradecheck.gradebook.executors import Local
from gradecheck.gradebook.exports import KINDS
from gradecheck.gradebook.store import Store
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.submission.handed import Class, Handed, HandedFile, Person

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "problems" / "section3" / "examples"
COURSE = """\
problems: {section3/1-graph-revew: {weight: 2}}
extensions: {nobody: 1 day}
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
    sheets = {"ada": (EXAMPLES / "ada.md").read_bytes(), "ben": b"1.1: z = -4\n"}
    people = [Person("ada", "Ada", ids=(("canvas", "101"),)), Person("ben", "Ben"), Person("zoe", "Zoë")]
    handed = [
        Handed(who, (HandedFile("answers.md", lambda content=content: content),), who)
        for who, content in sheets.items()
    ]
    with Store.open(folder, create=True) as store:
        problems = [load(path) for path in find("section3/1-graph-review")]
        store.set_problems(problems, 0)
        store.take_in(Class("by hand", tuple(people), tuple(handed)), "here", [one.id for one in problems])
        run(store, Local(1))
    return folder


def export(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gradecheck", "export", *map(str, arguments)],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_table_goes_to_standard_output_and_what_is_odd_to_standard_error(course: Path) -> None:
    done = export("--to", "csv", "--course", course)
    assert done.returncode == 0
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(line["id"], line["score"], line["max_score"]) for line in found] == [
        ("ada", "12", "12"),
        ("ben", "2", "12"),
        ("zoe", "0", "12"),
    ]
    where = course / "course.yaml"
    assert done.stderr.splitlines() == [
        f"{where}:1:12: there is no problem 'section3/1-graph-revew': did you mean 'section3/1-graph-review'?",
        f"{where}:2:14: there is no student 'nobody' to give an extension to",
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_written_and_never_over_another(course: Path, tmp_path: Path, kind: str) -> None:
    template = tmp_path / "grades.csv"
    template.write_text("Student,ID,Section,Identifier,Grade\nAda,101,A,Participant 1,\n", encoding="utf-8")
    fill = ("--template", template, "--column", "Grade") if getattr(KINDS[kind], "fills", False) else ()
    output = tmp_path / "out"
    asked = ("--to", kind, "--course", course, *fill, "-o", output)
    done = export(*asked)
    assert done.returncode == 0, done.stderr
    assert output.exists()
    again = export(*asked)
    assert again.returncode == 2
    assert f"{output}: this" in again.stderr
    assert export(*asked, "--force").returncode == 0


def test_the_dump_is_the_same_each_time(course: Path) -> None:
    first, second = export("--to", "json", "--course", course), export("--to", "json", "--course", course)
    assert first.stdout == second.stdout
    assert [each["score"] for each in json.loads(first.stdout)["students"]] == [12, 2, 0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--to is missing"),
        (("--to", "gradescope"), "this export is a folder of files: name it with -o"),
        (("--to", "canvas"), "--template FILE; download it in Canvas"),
        (("--to", "csv", "--problem", "section3/1-graph-revew"), "did you mean 'section3/1-graph-review'?"),
        (("--to", "xls"), "'xls' is not one of"),
    ],
)
def test_what_is_missing_is_asked_for(course: Path, arguments: tuple[str, ...], told: str) -> None:
    done = export(*arguments, "--course", course)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_gradebook_is_told(tmp_path: Path) -> None:
    done = export("--to", "csv", "--course", tmp_path)
    assert done.returncode == 2
    assert "there is no gradebook" in done.stderr


def test_an_autograder_is_made(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "autograder.zip"
    done = export("gradescope-autograder", "section3", "--course", course, "-o", target)
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"{target}: 4 problems; upload it under Configure Autograder\n"
    with zipfile.ZipFile(target) as archive:
        assert {"setup.sh", "run_autograder", "course.yaml"} <= set(archive.namelist())
        assert archive.testzip() is None
    assert export("gradescope-autograder", "section3", "-o", target).returncode == 2
