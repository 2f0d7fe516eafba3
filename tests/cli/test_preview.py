"""``gradecheck preview`` in real processes: what it writes, and over what."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOUND = """\
gradecheck: 1
title: A problem
variables: {x: 3, y: 2}
graph: {f: x y}
items:
  - {id: "1", gradient: ∂f/∂x, symbolic: y}
tests:
  - {item: "1", response: y, status: correct}
  - {item: "1", response: x, status: correct}
"""
Run = subprocess.CompletedProcess[str]


def preview(folder: Path, *arguments: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "gradecheck", "preview", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "GRADECHECK_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)},
        cwd=folder,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done


def test_a_page_is_named_like_its_problem_and_may_be_written_again(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SOUND, encoding="utf-8")
    for _ in range(2):
        done = preview(tmp_path, "mine.yaml")
        assert (done.returncode, done.stdout) == (0, "mine.html: 1 problem, 1 test failed\n"), done.stderr
    first = (tmp_path / "mine.html").read_bytes()
    assert b"1 of 2 tests failed" in first
    preview(tmp_path, "mine.yaml", "-o", "again.html")
    assert (tmp_path / "again.html").read_bytes() == first


def test_what_is_no_preview_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "mine.html").write_text("a page of my own", encoding="utf-8")
    done = preview(tmp_path, "mine.yaml")
    assert done.returncode == 2
    assert "this file is there already" in done.stderr
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "a page of my own"
    assert preview(tmp_path, "mine.yaml", "--force").returncode == 0


def test_a_folder_with_a_broken_file_is_a_page_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "set" / "b.yaml").write_text(SOUND.replace("symbolic: y", "symbolic: x"), encoding="utf-8")
    done = preview(tmp_path, "set")
    assert (done.returncode, done.stdout) == (2, "set.html: 2 problems, 1 cannot be loaded, 1 test failed\n")
    page = (tmp_path / "set.html").read_text(encoding="utf-8")
    assert "<span>A problem</span>" in page
    assert "this is not what the graph gives" in page
    assert done.stderr.startswith("set/b.yaml:6:42: item '1' → symbolic → expected: this is not what the graph")


def test_a_problem_with_variants_is_shown_with_the_numbers_of_whom_is_named(tmp_path: Path) -> None:
    assert preview(tmp_path, "variants/chain-rule", "-o", "base.html").returncode == 0
    base = (tmp_path / "base.html").read_text(encoding="utf-8")
    assert "<p>The base variant: p = " in base
    assert "<code>gradecheck try variants/chain-rule 1" in base.replace(' class="command"', "")
    assert preview(tmp_path, "variants/chain-rule", "-o", "ada.html", "--student", "ada").returncode == 0
    ada = (tmp_path / "ada.html").read_text(encoding="utf-8")
    assert "<p>The numbers of <strong>ada</strong>: p = −2, q = 4, a = −1, b = −3, c = 1</p>" in ada
    assert "gradecheck try variants/chain-rule --student ada 1" in ada
    assert '<code class="written">101</code>' in ada
    assert "8 of 8 passed" in ada


def test_a_problem_without_variants_is_the_same_for_everybody(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SOUND, encoding="utf-8")
    preview(tmp_path, "mine.yaml")
    preview(tmp_path, "mine.yaml", "-o", "ada.html", "--student", "ada")
    assert (tmp_path / "mine.html").read_bytes() == (tmp_path / "ada.html").read_bytes()


@pytest.mark.parametrize(
    "arguments", [("--watch", "-o", "x.html"), ("--open",), ("--port", "1"), ("--watch", "--force")]
)
def test_options_that_do_not_go_together_are_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "mine.yaml").write_text(SOUND, encoding="utf-8")
    assert preview(tmp_path, "mine.yaml", *arguments).returncode == 2
