"""``gradecheck new`` in real processes: what it writes is sound as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from gradecheck.problem.json_schema import json_schema
from gradecheck.problem.loading import load
from gradecheck.problem.shipped_schema import schema_path

ROOT = Path(__file__).parent.parent.parent
Run = subprocess.CompletedProcess[str]

FORWARDS = [
    ("f = (x + y) z", "x=-2,y=5,z=-4"),
    ("L = 1/(1 + e^(-(w x + b)))", "w=2,x=-1,b=-3"),
    ("g(x, y) = (x + σ(y)) / (σ(x) + (x + y)^2)", "x=3,y=-4"),
    ("f = (x y + x) x", "x=2,y=3"),
    (r"J = \frac{1}{2} (y - w x)^2", "y=1,w=0.5,x=1/3"),
    ("f = max(x, y) z + log(x y)", "x=3,y=1.5,z=2"),
    ("f = sin(x) tanh(y) - x^3", "x=0,y=1"),
    ("f = x if x > 0 else y z", "x=1,y=2,z=3"),
    ("f = 1/(x y)", "x=100000,y=100000000"),
    ("x_1 x_2", "x_1=3,x_2=−4"),
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("cache")
    return {**os.environ, "GRADECHECK_CACHE": str(folder), "COLUMNS": "80", "PYTHONPATH": str(ROOT)}


def gradecheck(environment: dict[str, str], *arguments: str | Path) -> Run:
    command = [sys.executable, "-m", "gradecheck", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=100)
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done


@pytest.mark.parametrize(("forward", "at"), FORWARDS)
def test_a_file_from_a_forward_is_sound_as_it_is_written(
    environment: dict[str, str], tmp_path: Path, forward: str, at: str
) -> None:
    file = tmp_path / "mine.yaml"
    made = gradecheck(environment, "new", forward, "--at", at, "-o", file)
    assert made.returncode == 0, made.stderr
    checked = gradecheck(environment, "validate", file)
    assert checked.returncode == 0, checked.stdout
    text = file.read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    assert list(jsonschema.Draft7Validator(json_schema()).iter_errors(data)) == []
    problem = load(file)
    names = [node.name for node in problem.graph if node.name != problem.output]
    assert sorted(item.label.rpartition("∂")[2] for item in problem.items) == sorted(names)
    for item in problem.items:
        statuses = [test.status for test in problem.tests if test.item == item.id]
        assert statuses.count("correct") >= 3
        assert {"incorrect", "invalid"} <= set(statuses)


def test_the_file_of_the_first_example_reads_as_an_author_would_write_it(environment: dict[str, str]) -> None:
    text = gradecheck(environment, "new", "f = (x + y) z", "--at", "x=-2,y=5", "--at", "z=-4").stdout
    assert text.startswith(f"# yaml-language-server: $schema={schema_path()}\ngradecheck: 1\n")
    assert "  q: x + y\n  f: q*z\n" in text
    assert '  - {id: "1", gradient: ∂f/∂q, symbolic: z, numeric: -4}\n' in text
    assert "{numeric: 4}, status: incorrect, note: sign}  # the sign" in text


def test_slips_are_a_missing_factor_and_a_forgotten_path(environment: dict[str, str]) -> None:
    text = gradecheck(environment, "new", "f = x y (x + z)", "--at", "x=2,y=3,z=1").stdout
    comments = set(re.findall(r"# (.*)$", text, re.M))
    assert {"the sign", "a factor is missing", "unreadable"} <= comments
    assert any(comment.startswith("only the path through") for comment in comments)


def test_the_schema_that_the_first_line_names_may_be_chosen(environment: dict[str, str]) -> None:
    done = gradecheck(environment, "new", "--template", "shape", "--schema", "gradecheck.schema.json")
    assert done.stdout.splitlines()[0] == "# yaml-language-server: $schema=gradecheck.schema.json"


@pytest.mark.parametrize("kind", ["symbolic", "numeric", "shape", "graph", "code"])
def test_a_template_is_sound_and_has_its_kind_of_item(
    environment: dict[str, str], tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"{kind}.yaml"
    assert gradecheck(environment, "new", "--template", kind, "-o", file).returncode == 0
    checked = gradecheck(environment, "validate", file)
    assert checked.returncode == 0, checked.stdout
    problem = load(file)
    assert {part.kind for item in problem.items for part in item.parts} == {kind}
    assert {test.item for test in problem.tests} == {item.id for item in problem.items}
    text = file.read_text(encoding="utf-8")
    assert text.count("  # ") >= 4
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    assert list(jsonschema.Draft7Validator(json_schema()).iter_errors(data)) == []


def test_a_file_is_never_written_over(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    done = gradecheck(environment, "new", "f = x y", "--at", "x=1,y=2", "-o", file)
    assert (done.returncode, file.read_text()) == (2, "mine")
    assert "there is such a file already" in done.stderr


@pytest.mark.parametrize(
    ("forward", "at", "said", "caret"),
    [
        ("f = ", "x=1", "there is nothing to read", "     ^"),
        ("f = (x + y z", "x=1,y=2,z=3", "'(' is never closed", "      ^"),
        ("f = x w", "x=1", "'w' is not a name of this problem", "        ^"),
        ("f = x w", "x=1", "give each input a value, as in --at x=-2,y=5", "        ^"),
        ("f = softplus(w)", "", "no input has a value yet; give each input a value", "             ^"),
        ("f = x y", "x=1,y=2,k=3", "'k' has a value, but does not stand in the forward", "          ^"),
        ("f = x y", "x=1,y=two", "'two' is not a number", "      ^"),
        ("f = x y", "x=1,y", "'y' is not a name with its value", "      ^"),
        ("f = x y", "x=1,x=2", "'x' has a value already", "      ^"),
        ("f = x f", "x=1,f=2", "'f' is the result and has a value too", "  ^"),
        ("f = x", "x=1", "there is no operation in this forward", "      ^"),
        ("f = 1/x", "x=0", "choose other values for --at", ""),
    ],
)
def test_what_cannot_be_read_is_shown_with_its_place(
    environment: dict[str, str], forward: str, at: str, said: str, caret: str
) -> None:
    done = gradecheck(environment, "new", forward, "--at", at)
    assert done.returncode == 2
    assert not done.stdout
    assert said in done.stderr
    assert not caret or caret in [line.rstrip() for line in done.stderr.splitlines()]


@pytest.mark.parametrize(
    "arguments", [(), ("f = x y", "--template", "code"), ("--template", "code", "--at", "x=1")]
)
def test_a_forward_or_a_template_is_needed(environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    assert gradecheck(environment, "new", *arguments).returncode == 2
