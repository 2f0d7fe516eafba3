"""A class through the program itself: batch, review, regrade, merge, in real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..gradebook.classes import PROBLEM

ROOT = Path(__file__).parent.parent.parent

SHEETS = {"ada": "1.symbolic: y\n1.numeric: 2\n2: x\n", "bob": "1: (y\n2: -x\n", "cem": "1:  (y\n2: y\n"}


def gradecheck(course: Path, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gradecheck", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=course,
        timeout=100,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "100",
            "GRADECHECK_CACHE": str(course / "cache"),
        },
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with a problem, three students' sheets, and a roster with one more."""
    (tmp_path / "small.yaml").write_text(PROBLEM, encoding="utf-8")
    for student, text in SHEETS.items():
        (tmp_path / "in" / student).mkdir(parents=True)
        (tmp_path / "in" / student / "answers.md").write_text(text, encoding="utf-8")
    (tmp_path / "in" / "bob" / "scan.pdf").write_bytes(b"%PDF-1.4 ...")
    (tmp_path / "roster.csv").write_text(
        'id,name\nada,"Lovelace, Ada"\nbob,Bob\ncem,Cem\nzoe,Zoë\n', encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def graded(course: Path) -> Path:
    done = gradecheck(course, "batch", "small.yaml", "in", "--roster", "roster.csv")
    assert done.returncode == 0, done.stderr
    return course


def test_batch_tells_what_it_found_and_who_is_missing(course: Path) -> None:
    done = gradecheck(course, "batch", "small.yaml", "in", "--roster", "roster.csv")
    assert done.stdout.splitlines() == [
        "folder a student: 3 attempts of 3 students",
        "graded 3 attempts now, 6 answers judged anew",
        "in the gradebook: 7 answers, 6 of them different",
        "1 student handed in nothing:",
        "  zoe Zoë",
        "1 oddity:",
        "  bob/scan.pdf: files that end in '.pdf' are not read: answers are .md, .txt, .yaml, .py or .ipynb",
        "to look at: 1 answer (gradecheck review)",
    ]
    assert done.stderr == ""


def test_batch_again_has_nothing_to_do(graded: Path) -> None:
    done = gradecheck(graded, "batch", "small.yaml", "in", "--roster", "roster.csv")
    assert "nothing was left to grade" in done.stdout
    assert done.returncode == 0


def test_review_lists_decides_and_is_done(graded: Path) -> None:
    listed = gradecheck(graded, "review", "--list")
    assert listed.returncode == 1
    group, rest = listed.stdout.splitlines()[0].split(maxsplit=1)
    assert rest == "small 1.symbolic  invalid  2 × “(y”"
    decided = gradecheck(graded, "review", "--decide", group, "--credit", "1/2", "--who", "ta")
    assert (decided.returncode, decided.stdout) == (0, "nothing is left to decide\n")
    again = gradecheck(graded, "review", "--list", "--all")
    assert "decided: 0.5 by ta" in again.stdout


def test_review_asks_until_it_gets_a_credit(graded: Path) -> None:
    done = gradecheck(graded, "review", stdin="two\n1/2\nClose the bracket.\n")
    assert "2 × (y" in done.stdout
    assert "'two' is not a credit" in done.stdout
    assert done.stdout.endswith("nothing is left to decide\n")
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--decide", "none", "--credit", "1"),
            "there is no group 'none'\n  gradecheck review --list names them\n",
        ),
        (("--course", "elsewhere"), "elsewhere/gradebook.sqlite: there is no gradebook"),
    ],
)
def test_review_tells_what_is_not_there(graded: Path, arguments: tuple[str, ...], told: str) -> None:
    done = gradecheck(graded, "review", *arguments)
    assert done.returncode == 2
    assert told in done.stderr


def test_regrade_shows_what_would_change_and_writes_only_if_asked(graded: Path) -> None:
    changed = PROBLEM.replace("credit: 1/2", "credit: 1/4")
    (graded / "small.yaml").write_text(changed, encoding="utf-8")
    shown = gradecheck(graded, "regrade", "small.yaml", "--diff", stdin="n\n")
    assert shown.stdout.splitlines()[:3] == [
        "bob  small  0.5 → 0.25",
        "  2: ~ partial, sign → ~ partial, sign (0.5 → 0.25), “-x”",
        "1 student's score changes",
    ]
    assert (shown.returncode, shown.stderr) == (1, "nothing was written\n")
    written = gradecheck(graded, "regrade", "small.yaml", "--diff", "--yes")
    assert (written.returncode, written.stdout) == (0, "\n".join(shown.stdout.splitlines()[:3]) + "\n")
    assert gradecheck(graded, "regrade", "small.yaml").stdout == "nothing changes\n"


def test_regrade_alone_tells_how_many_answers_change_and_how(graded: Path) -> None:
    (graded / "small.yaml").write_text(PROBLEM.replace("credit: 1/2", "credit: 1/4"), encoding="utf-8")
    assert gradecheck(graded, "regrade", "small.yaml").stdout == (
        "small 2: ~ partial, sign → ~ partial, sign (0.5 → 0.25), 1 answer\n1 student's score changes\n"
    )


def test_shards_are_merged(course: Path) -> None:
    for number in ("1", "2"):
        share = ("--shard", f"{number}/2", "--course", f"part{number}")
        done = gradecheck(course, "batch", "small.yaml", "in", *share)
        assert done.returncode == 0, done.stderr
    merged = gradecheck(course, "merge", "part1", "part2")
    assert merged.stdout == "gradebook.sqlite: 3 attempts of 3 students\n"


def test_a_broken_course_is_told_before_the_work(course: Path) -> None:
    (course / "course.yaml").write_text("gradecheck: 1\ndefaults: {late: {penalti: 10 %}}\n", encoding="utf-8")
    done = gradecheck(course, "batch", "small.yaml", "in")
    assert done.returncode == 2
    assert "course.yaml:2:19" in done.stderr
    assert "did you mean 'penalty'?" in done.stderr
    assert not (course / "gradebook.sqlite").exists()


def test_a_dask_scheduler_that_is_not_there_is_told(course: Path) -> None:
    done = gradecheck(course, "batch", "small.yaml", "in", "--scheduler", "nowhere")
    assert done.returncode == 2
    assert done.stderr == "nowhere is no scheduler's address\n  write it like tcp://host:8786\n"


def test_a_course_holds_several_homeworks(graded: Path) -> None:
    (graded / "second.yaml").write_text(PROBLEM.replace("id: small", "id: second"), encoding="utf-8")
    (graded / "in2" / "bob").mkdir(parents=True)
    (graded / "in2" / "bob" / "answers.md").write_text("2: x\n9: y\n", encoding="utf-8")
    done = gradecheck(graded, "batch", "second.yaml", "in2")
    assert done.returncode == 0, done.stderr
    table = gradecheck(graded, "export", "--to", "csv").stdout.splitlines()
    assert [line.split(",")[:7] for line in table[1:3]] == [
        ["ada", '"Lovelace', ' Ada"', "", "yes", "", "3"],
        ["bob", "Bob", "", "yes", "", "1.5", "6"],
    ]
    assert len(table) == 5  # the roster is remembered: Zoë is still there


def test_regrading_one_problem_leaves_the_others_alone(graded: Path) -> None:
    (graded / "second.yaml").write_text(PROBLEM.replace("id: small", "id: second"), encoding="utf-8")
    assert gradecheck(graded, "batch", "second.yaml", "in").returncode == 0
    assert gradecheck(graded, "regrade", "small.yaml").stdout == "nothing changes\n"
    (graded / "third.yaml").write_text(PROBLEM.replace("id: small", "id: third"), encoding="utf-8")
    refused = gradecheck(graded, "regrade", "third.yaml", "--diff")
    assert refused.returncode == 2
    assert refused.stderr == (
        "the gradebook has no problem 'third'\n  it has small, second; gradecheck batch adds to them\n"
    )


def test_a_missing_share_is_told(course: Path) -> None:
    gradecheck(course, "batch", "small.yaml", "in", "--shard", "1/2", "--course", "part1")
    merged = gradecheck(course, "merge", "part1")
    assert (merged.returncode, merged.stderr) == (1, "not among them: share 2/2\n")


def test_an_answer_to_no_item_is_told_to_its_student(graded: Path) -> None:
    (graded / "in" / "zoe").mkdir()
    (graded / "in" / "zoe" / "answers.md").write_text("1.symbolic: y\n7: x\n", encoding="utf-8")
    assert gradecheck(graded, "batch", "small.yaml", "in").returncode == 0
    everything = gradecheck(graded, "export", "--to", "json").stdout
    assert "there is no item '7'" in everything


def test_a_report_is_written_over_no_other_file(graded: Path) -> None:
    (graded / "notes.html").write_text("mine", encoding="utf-8")
    refused = gradecheck(graded, "report", "-o", "notes.html")
    assert (refused.returncode, (graded / "notes.html").read_text()) == (2, "mine")
    assert gradecheck(graded, "report").returncode == 0
    assert gradecheck(graded, "report").returncode == 2
    assert gradecheck(graded, "report", "--force").returncode == 0


def test_a_misspelt_problem_in_the_course_is_told(course: Path) -> None:
    rules = "gradecheck: 1\nproblems: {smal: {weight: 2}}\n"
    (course / "course.yaml").write_text(rules, encoding="utf-8")
    done = gradecheck(course, "batch", "small.yaml", "in")
    assert done.returncode == 0
    assert "there is no problem 'smal': did you mean 'small'?" in done.stderr


def test_a_template_for_an_export_that_fills_none_is_refused(graded: Path) -> None:
    done = gradecheck(graded, "export", "--to", "csv", "--template", "roster.csv")
    assert done.returncode == 2
    assert "--template goes with --to canvas or moodle" in done.stderr
