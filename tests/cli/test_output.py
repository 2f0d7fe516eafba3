"""How output looks: widths from 60 columns on, colour and who may have it, and lines to be listened to."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradecheck.cli import COMMANDS, run
from gradecheck.problem.finding import shipped

from ..gradebook.classes import PROBLEM
from ..terminals import on_a_terminal

ROOT = Path(__file__).parent.parent.parent
CARL = shipped() / "section3" / "examples" / "carl"
BROKEN = PROBLEM.replace("symbolic: y", "symbolic: y - 1", 1)
GRADIENT = """\
def forward(x, W):
    return x @ W


def backward(d, x, W):
    dW = x.T @ d
    dW[0] *= 3
    return d @ W.T, dW
"""
QUIZ = """\
<quiz><question type="numerical"><name><text>How many sides does a triangle in the plane have?</text></name>
<questiontext><text>Count them.</text></questiontext>
<answer fraction="100"><text>3</text><tolerance>0</tolerance></answer></question>
<question type="essay"><name><text>Why is it so, and could it be otherwise in your opinion?</text></name>
</question></quiz>
"""
CLASS = {"ada": "1.symbolic: y\n1.numeric: 2\n2: x\n", "bob": "1: (y\n2: -x\n", "cem": "1:  (y\n2: y\n"}
INPUTS = ("--input", "x:(N,D)", "--input", "W:(D,M)")
LINES: dict[str, tuple[str, ...]] = {
    "submit": ("submit", "section3", str(CARL)),
    "sheet": ("sheet", "section3/1-graph-review"),
    "hint": ("hint", "section3", "3.7", "--all"),
    "practice": ("practice", "section3"),
    "validate": ("validate", "section3", "broken.yaml"),
    "show": ("show", "section3", "--solution"),
    "graph": ("show", "section3/2-steroids", "--graph", "--solution"),
    "walk": ("show", "section3", "--walk", "--solution"),
    "compare": ("compare", "x/(1+e^-x y^2 + 77 log x)", "(3x"),
    "gradient": ("gradient", "net.py", "--forward", "forward", "--backward", "backward", *INPUTS),
    "doctor": ("doctor",),
    "new": ("new", "f = (x + y"),
    "try": ("try", "section3/1-graph-review", "1.1", "q + (z = -4"),
    "batch": ("batch", "small.yaml", "in"),
    "review": ("review", "--list", "--all"),
    "regrade": ("regrade", "changed/small.yaml", "--diff", "--yes"),
    "export": ("export", "--to", "canvas", "--template", "net.py"),
    "feedback": ("feedback", "-o", "pages"),
    "report": ("report", "--force"),
    "merge": ("merge", "nowhere"),
    "import": ("import", "quiz.xml", "--dry-run"),
    "preview": ("preview", "small.yaml"),
    "class": ("class", "small.yaml", "-o", "made", "--students", "2"),
    "help": ("submit", "--help"),
}
"""For each command a line that has much to say."""
AS_WRITTEN = ("sheet", "help")
"""What goes into a file, or is wrapped by click, is not held against the width of the terminal."""
ELSEWHERE = {"schema", "completion"}
"""Commands that print a file for programs."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a graded class, a changed problem, a broken one, a wrong gradient and a question bank."""
    folder = tmp_path_factory.mktemp("course")
    changed = PROBLEM.replace("gradecheck: 1\n", "gradecheck: 1\nid: small\n").replace(
        "numeric: 2", "numeric: 2.0"
    )
    files = {"small.yaml": PROBLEM, "changed/small.yaml": changed, "broken.yaml": BROKEN}
    files |= {"net.py": GRADIENT, "quiz.xml": QUIZ}
    files |= {f"in/{student}/answers.md": text for student, text in CLASS.items()}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with contextlib.chdir(folder):
        assert run(["batch", "small.yaml", "in", "--jobs", "1"]) == 0
    return folder


@pytest.fixture
def course(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder; we are in it."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GRADECHECK_PLAIN", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRADECHECK_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path


def seen(width: int, *arguments: str, **environment: str) -> str:
    """What a command prints on a terminal with so many columns."""
    command = [sys.executable, "-m", "gradecheck", *arguments]
    whole = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment}
    return on_a_terminal(command, width, whole, Path())[0]


def test_every_command_is_among_those_that_are_looked_at() -> None:
    assert {line[0] for line in LINES.values()} | ELSEWHERE == set(COMMANDS)


@pytest.mark.parametrize("name", [name for name in LINES if name not in AS_WRITTEN])
def test_nothing_is_wider_than_a_terminal_of_60_columns(course: Path, name: str) -> None:
    said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|.*\r", "", seen(60, *LINES[name]))
    assert said.strip()
    for line in said.split("\n"):
        assert len(line) <= 60 or len(line.split()) == 1, line


DRAWN = re.compile("[\u2500-\u257f\u25a0-\u25ff✓✗→×“”\x1b^]|  |^ ", re.M)
MATHEMATICAL = {"hint", "submit", "show", "graph", "walk", "try", "compare", "validate"}
"""Commands that print formulas and shapes, in which × and ^ may stand."""


@pytest.mark.parametrize("name", [name for name in LINES if name != "sheet"])
def test_plain_output_has_no_drawing_no_colour_and_no_columns(
    course: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    capsys.readouterr()
    run(["--plain", *LINES[name]])
    said = capsys.readouterr()
    text = said.out + said.err
    assert text.strip()
    allowed = "×^" if name in MATHEMATICAL else ""
    assert not [each for each in DRAWN.findall(text) if each not in allowed], text


def test_plain_stands_anywhere_and_in_the_environment_and_lasts_for_one_command(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*arguments: str) -> str:
        capsys.readouterr()
        run(list(arguments))
        return capsys.readouterr().out

    table = said("try", "small.yaml", "2", "x")
    plain = said("--plain", "try", "small.yaml", "2", "x")
    assert said("try", "small.yaml", "2", "x", "--plain") == plain != table
    assert said("try", "small.yaml", "2", "x") == table
    monkeypatch.setenv("GRADECHECK_PLAIN", "1")
    assert said("try", "small.yaml", "2", "x") == plain


def test_a_message_in_plain_words_says_what_its_caret_points_at(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["--plain", "validate", "broken.yaml"])
    said = capsys.readouterr().out.splitlines()
    place = next(line for line in said if line.startswith("at character"))
    assert re.fullmatch(r"at character \d+, which is y, of: - \{.*symbolic: y - 1.*", place)


@pytest.mark.parametrize(
    ("environment", "terminal", "pipe"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "no"}, False, False),
    ],
)
def test_colour_is_for_terminals_unless_the_environment_says_otherwise(
    course: Path, environment: dict[str, str], terminal: bool, pipe: bool
) -> None:
    line = ("try", "small.yaml", "2", "y")
    assert ("\x1b[" in seen(80, *line, **environment)) == terminal
    done = subprocess.run(
        [sys.executable, "-m", "gradecheck", *line],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment},
    )
    assert ("\x1b[" in done.stdout) == pipe


def test_sentences_stay_on_their_line_where_there_is_no_terminal(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    run(["submit", "nothing", "x"])
    first, second = capsys.readouterr().err.splitlines()
    assert first == "there is no problem 'nothing'"
    assert len(second) > 60
