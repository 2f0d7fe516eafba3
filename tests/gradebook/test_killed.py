"""A run that is killed at any moment goes on where it stopped, and comes to the same gradebook to the byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .classes import ANSWERS, PROBLEM, problem


def gradecheck(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gradecheck", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def exported(course: Path) -> bytes:
    target = course / "all.json"
    done = gradecheck("export", "--to", "json", "--course", course, "-o", target, "--force")
    assert done.wait() == 0
    return target.read_bytes()


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A class of 64 whose answers nearly all differ."""
    problem(tmp_path, PROBLEM)
    folder = tmp_path / "submissions"
    for k in range(64):
        (folder / f"s{k:03}").mkdir(parents=True)
        text = ANSWERS[k % len(ANSWERS)].replace("x", f"x + {k} y - {k} y")
        (folder / f"s{k:03}" / "answers.md").write_text(text + "\n", encoding="utf-8")
    return folder


def killed_and_resumed(submissions: Path, course: Path, seed: int, kills: int) -> None:
    """Start the run and kill it, again and again, then let it end."""
    small = submissions.parent / "small.yaml"
    chance = random.Random(seed)
    for _ in range(kills):
        run = gradecheck("batch", small, submissions, "--course", course)
        try:
            run.wait(timeout=chance.uniform(0.05, 2.5))
        except subprocess.TimeoutExpired:
            os.kill(run.pid, signal.SIGKILL)  # the run alone: its workers have to notice by themselves
            run.wait()
    run = gradecheck("batch", small, submissions, "--course", course)
    assert run.wait() == 0


def check(submissions: Path, seed: int, kills: int) -> None:
    folder = submissions.parent
    killed_and_resumed(submissions, folder / "whole", seed, 0)
    killed_and_resumed(submissions, folder / "killed", seed, kills)
    assert exported(folder / "killed") == exported(folder / "whole")


def test_a_run_killed_four_times_comes_to_the_same_bytes(submissions: Path) -> None:
    check(submissions, 1, 4)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10))
def test_a_run_killed_five_times_at_ten_seeds_comes_to_the_same_bytes(submissions: Path, seed: int) -> None:
    check(submissions, seed, 5)
