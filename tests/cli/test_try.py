"""``gradecheck try`` in real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GRAPH = "section3/1-graph-review"
Run = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("cache")
    return {**os.environ, "GRADECHECK_CACHE": str(folder), "COLUMNS": "80", "PYTHONPATH": str(ROOT)}


def tried(environment: dict[str, str], *arguments: str | Path) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "gradecheck", "try", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        ((GRAPH, "1.1", "z = -4"), 0, "2/2"),
        ((GRAPH, "∂f/∂q", "symbolic=z"), 0, "1/1"),
        ((GRAPH, "df/dq", "z = -4"), 0, "2/2"),
        ((GRAPH, "1.1.numeric", "-4"), 0, "1/1"),
        ((GRAPH, "1.1", "-z"), 1, "✗ incorrect      0/2"),
        ((GRAPH, "1.1", "-h"), 1, "! unreadable"),
        ((GRAPH, "1.1", "symbolic=z", "numeric=4"), 1, "The size is right, the sign is not."),
        ((GRAPH, "1.1", "df/dq = z)"), 1, "remove it, or add the missing '('"),
    ],
)
def test_one_answer_is_shown_as_it_is_read_and_judged(
    environment: dict[str, str], arguments: tuple[str, ...], code: int, shown: str
) -> None:
    done = tried(environment, *arguments)
    assert done.returncode == code, done.stderr
    assert shown in done.stdout
    assert "1.2" not in done.stdout


def test_a_blank_of_a_graph_may_be_tried_alone(environment: dict[str, str]) -> None:
    done = tried(environment, "section3/2-steroids", "2", "w_0=-0.2")
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_answer_may_follow_a_convention_of_an_earlier_one(environment: dict[str, str]) -> None:
    problem = "section3/3-backprop-basics"
    answer = (problem, "3.2.J", "sum_i δ_1")
    alone = tried(environment, *answer)
    assert alone.returncode == 1, alone.stderr
    carried = tried(environment, *answer, "--after", "3.2=-1/m (y/ŷ - (1-y)/(1-ŷ))")
    assert carried.returncode == 0, carried.stdout + carried.stderr
    missing = tried(environment, *answer, "--after", "3.2")
    assert (missing.returncode, "is not ITEM=ANSWER" in missing.stderr) == (2, True)


def test_code_is_tried_from_a_file(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "def affine_backward(dout, x, w, b):\n    return dout @ w.T, x.T @ dout, dout.sum(axis=0)\n"
    )
    done = tried(environment, "backprop/affine", "affine", file)
    assert done.returncode == 0, done.stdout + done.stderr
    missing = tried(environment, "backprop/affine", "affine", tmp_path / "none.py")
    assert missing.returncode == 2


def test_an_item_that_is_not_there_is_told_with_those_that_are(environment: dict[str, str]) -> None:
    done = tried(environment, GRAPH, "9", "z")
    assert done.returncode == 2
    assert "there is no item '9'" in done.stderr
    assert "items: 1.1, 1.2" in done.stderr
    none = tried(environment, "section3", "9", "z")
    assert none.returncode == 2
    assert "no problems of 'section3' have an item '9'" in none.stderr
    assert "name one of: section3/1-graph-review" in none.stderr


def test_of_several_problems_the_one_with_the_item_is_taken(environment: dict[str, str]) -> None:
    done = tried(environment, "section3", "1.1", "z = -4")
    assert (done.returncode, "1.1 ∂f/∂q" in done.stdout) == (0, True), done.stderr
