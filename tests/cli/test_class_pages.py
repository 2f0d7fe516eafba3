"""``gradecheck feedback`` and ``gradecheck report`` in real processes, from a made-up class that was graded."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBLEM = "section3/1-graph-review"


def gradecheck(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gradecheck", *map(str, arguments)],
        capture_output=True, text=True, timeout=100, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    assert (
        gradecheck("class", PROBLEM, "--students", "12", "--broken", "0.2", "-o", folder / "made").returncode
        == 0
    )
    made = folder / "made"
    done = gradecheck(
        "batch",
        PROBLEM,
        made / "submissions",
        "--roster",
        made / "roster.csv",
        "--course",
        folder,
        "--jobs",
        "1",
    )
    assert done.returncode == 0, done.stderr
    (folder / "course.yaml").write_text("title: 'Nets & <graphs>'\n", encoding="utf-8")
    return folder


def test_every_student_of_the_roster_gets_a_file(course: Path) -> None:
    done = gradecheck("feedback", "--course", course, "-o", course / "feedback", "--format", "both")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"feedback for 12 students in {course / 'feedback'}\n"
    with (course / "feedback" / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (course / "made" / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["Student ID"] for row in csv.DictReader(file)} <= {row["id"] for row in rows}
    for row in rows:
        page = (course / "feedback" / row["html"]).read_text(encoding="utf-8")
        assert "Nets &amp; &lt;graphs&gt;" in page
        assert (course / "feedback" / row["md"]).read_text(encoding="utf-8").startswith("# Feedback for ")


def test_feedback_written_again_is_the_same_to_the_byte(course: Path) -> None:
    first, second = ({}, {})
    for found in (first, second):
        assert gradecheck("feedback", "--course", course, "-o", course / "again").returncode == 0
        found.update({path.name: path.read_bytes() for path in (course / "again").iterdir()})
    assert first == second


def test_the_report_is_one_page_and_can_hide_names(course: Path) -> None:
    named = gradecheck("report", "--course", course, "-o", course / "class.html")
    hidden = gradecheck("report", "--course", course, "-o", course / "hidden.html", "--hide-names")
    assert (named.returncode, hidden.returncode) == (0, 0)
    assert named.stdout.startswith(f"{course / 'class.html'}: 12 students, ")
    text = (course / "hidden.html").read_text(encoding="utf-8")
    assert "Nets &amp; &lt;graphs&gt;" in text and "s0000" not in text
    again = gradecheck("report", "--course", course, "-o", course / "again.html")
    assert again.returncode == 0
    assert (course / "again.html").read_bytes() == (course / "class.html").read_bytes()


def test_without_a_gradebook_the_remedy_is_told(tmp_path: Path) -> None:
    for command in (["feedback", "-o", "x"], ["report"]):
        done = gradecheck(*command, "--course", tmp_path)
        assert done.returncode == 2
        assert "gradecheck batch" in done.stderr and "Traceback" not in done.stderr


def test_a_page_that_cannot_be_written_ends_with_exit_code_3(course: Path) -> None:
    done = gradecheck("report", "--course", course, "-o", "/proc/none/class.html")
    assert done.returncode == 3
    assert done.stderr == "/proc/none/class.html: cannot be written: No such file or directory\n"
