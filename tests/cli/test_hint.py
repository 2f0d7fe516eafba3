"""``gradecheck hint``, and the key for a hint in the dialogue, in real processes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROBLEM = """\
gradecheck: 1
id: own/ways
title: Two ways
hint_cost: 1/8
variables: {x: 2, y: 3}
graph: {q: x y, f: q + x}
items:
  - {id: "1", gradient: ∂f/∂x, points: 2, symbolic: y + 1, hints: [{text: Count the ways., cost: 1/4}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ways.yaml").write_text(PROBLEM, encoding="utf-8")
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    own = {"GRADECHECK_CACHE": "cache", "GRADECHECK_PROGRESS": "progress"}
    return {**os.environ, **{key: str(folder / value) for key, value in own.items()}, "PYTHONPATH": str(ROOT)}


def gradecheck(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gradecheck", *arguments],
        capture_output=True,
        text=True,
        env={**environment(folder), "COLUMNS": "80"},
        cwd=folder,
        timeout=60,
    )


def test_each_call_gives_one_hint_more(folder: Path) -> None:
    first, second = (gradecheck(folder, "hint", "ways.yaml", "1").stdout for _ in range(2))
    assert first == (
        "hint 1 of 5, −0.5\n  Count the ways.\n\n"
        "The next hint costs 0.25 points.\nOn your answer sheet: 1.hints: 1\n"
    )
    assert second.startswith("hint 2 of 5, −0.25\n  x reaches f on two paths:")
    assert gradecheck(folder, "hint", "ways.yaml", "1", "--again").stdout.count("hint ") == 3
    assert "hint 5 of 5" in gradecheck(folder, "hint", "ways.yaml", "1", "--all").stdout
    over = gradecheck(folder, "hint", "ways.yaml", "1")
    assert (over.returncode, over.stdout) == (1, "That was the last hint.\n")


def test_hints_on_a_sheet_are_charged_when_it_is_graded(folder: Path) -> None:
    sheet = folder / "a.md"
    sheet.write_text("# own/ways\r\n1: y + 1\r\n", encoding="utf-8", newline="")
    sheet.chmod(0o640)
    for _ in range(2):
        assert gradecheck(folder, "hint", "ways.yaml", "1", "--sheet", "a.md").returncode == 0
    assert sheet.read_bytes() == b"# own/ways\r\n1.hints: 2\r\n1: y + 1\r\n"
    assert sheet.stat().st_mode & 0o777 == 0o640
    graded = gradecheck(folder, "submit", "ways.yaml", "a.md", "--json")
    (item,) = json.loads(graded.stdout)["items"]
    assert (item["score"], item["hints"], item["hint_cost"], item["status"]) == (1.25, 2, 0.75, "correct")
    assert graded.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ways.yaml", "2"), 2, "there is no item '2'"),
        (("ways.yaml", "1", "--sheet", "none.md"), 2, "does not exist"),
        (("ways.yaml", "1", "--sheet", "a.ipynb"), 2, "Markdown or plain text only"),
        (("ways.yaml", "1", "--sheet", "latin.md"), 1, "not UTF-8"),
        (("ways.yaml", "1", "--again"), 1, "You have taken no hint yet."),
    ],
)
def test_what_cannot_be_done_is_told(folder: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    (folder / "a.ipynb").write_text('{"cells": [], "nbformat": 4, "metadata": {}}')
    (folder / "latin.md").write_bytes(b"1: \xe4 + 1\n")
    done = gradecheck(folder, "hint", *arguments)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr


def test_progress_that_cannot_be_kept_is_told_before_a_hint_is_given(folder: Path) -> None:
    (folder / "progress").write_text("this is no database, but long enough to look like one" * 20)
    done = gradecheck(folder, "hint", "ways.yaml", "1")
    assert done.returncode == 3
    assert "GRADECHECK_PROGRESS" in done.stderr
    assert done.stdout == ""


def test_a_question_mark_gives_a_hint_in_the_dialogue_and_is_charged(folder: Path) -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "gradecheck", "submit", "ways.yaml"],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder),
        cwd=folder,
    )
    os.close(child)
    os.write(parent, b"?\n?\ny + 1\n")
    out, _ = process.communicate(timeout=60)
    os.close(parent)
    assert "Count the ways." in out.decode()
    assert "2 hints, −0.75" in out.decode()
    assert "1.25/2" in out.decode()
