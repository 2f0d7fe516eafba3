"""``gradecheck class``."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradecheck.cli import class_, run
from gradecheck.gradebook.synthetic.layouts import LAYOUTS

PROBLEM = "section3/1-graph-review"


def test_a_class_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "trial"
    assert run(["class", PROBLEM, "--students", "30", "--seed", "1", "-o", str(folder)]) == 0
    handed = len(list((folder / "submissions").iterdir()))
    assert capsys.readouterr().out == f"{folder}: 30 students, {handed} handed in\n"
    assert {path.name for path in folder.iterdir()} == {"submissions", "roster.csv", "truth.json"}


def test_what_is_in_a_folder_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert run(["class", PROBLEM, "-o", str(tmp_path)]) == 2
    assert "there is something in it already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_command_offers_every_layout() -> None:
    assert class_.LAYOUTS == LAYOUTS
