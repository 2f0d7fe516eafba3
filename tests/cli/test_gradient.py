"""``gradecheck gradient`` on files of a user's own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gradecheck.cli import run

FILE = """import numpy as np


def forward(x, W, b):
    out = np.maximum(0, x @ W + b)
    return out, (x, W, b)


def right(dout, cache):
    x, W, b = cache
    dz = dout * (x @ W + b > 0)
    return dz @ W.T, x.T @ dz, dz.sum(axis=0)


def wrong(dout, cache):
    x, W, b = cache
    dz = dout * (x @ W + b > 0)
    dW = x.T @ dz / len(x)
    return dz @ W.T, dW, dz.sum(axis=0)


def failing(dout, cache):
    x, W = cache


def noisy(x):
    return x + 1e-3 * np.random.rand(*x.shape)


def d_noisy(dout, x):
    return 2 * dout


def talking(dout, cache):
    print("here I am")
    return wrong(dout, cache)


def endless(dout, x):
    while True:
        break
    return dout
"""
INPUTS = ("--input", "x:(N,D)", "--input", "W:(D,M)", "--input", "b:(M)", "--batch", "N")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "net.py"
    path.write_text(FILE)
    return str(path)


def gradient(file: str, backward: str, *more: str, forward: str = "forward") -> int:
    return run(["gradient", file, "--forward", forward, "--backward", backward, *more])


def test_a_right_gradient_has_exit_code_0_and_says_what_would_not_be_seen(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gradient(file, "right", *INPUTS) == 0
    said = capsys.readouterr().out
    assert said.startswith("right against forward: ✓ right\n")
    assert re.search(r"W: right; an error below \de-\d+ of its largest entry \(.*\) would not be seen", said)
    assert re.search(r"x: right.*\n    \d+ of \d+ entries were 0 at every point", said)


def test_a_wrong_gradient_is_explained_and_repaired(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradient(file, "wrong", *INPUTS) == 1
    said = capsys.readouterr().out
    assert "W: wrong with different sizes, other sizes, D = 1 and" in said
    assert "right with a batch of 1" in said
    yours, expected = (
        float(re.search(rf"{word}: +(\S+)", said).group(1))  # type: ignore[union-attr]
        for word in ("yours", "expected")
    )
    assert expected == pytest.approx(3 * yours)
    assert "The gradient of W is 1/(the length of axis 0 of the output) times the right one." in said
    assert (
        "line 18: it passes everywhere with\n    dW = x.T @ dz\n  in place of\n    dW = x.T @ dz / len(x)"
        in said
    )


def test_json_says_the_same(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradient(file, "wrong", *INPUTS, "--json", "--no-repair") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "wrong"
    assert [block["verdict"] for block in told["inputs"]] == ["right", "wrong", "right"]
    assert len(told["inputs"][1]["worst"]["index"]) == 2
    assert told["mistakes"][0]["tag"] == "factor"
    assert told["repair"] is None


def test_an_exception_is_told_with_its_line(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradient(file, "failing", *INPUTS) == 1
    assert "ValueError in line 23: too many values to unpack (expected 2" in capsys.readouterr().out


def test_what_cannot_be_decided_has_exit_code_4(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradient(file, "d_noisy", "--input", "x:(3,4)", forward="noisy") == 4
    assert "x: undecidable" in capsys.readouterr().out


def test_a_function_with_a_while_loop_is_not_edited(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradient(file, "endless", "--input", "x:(3,4)", forward="noisy") in (1, 4)
    assert "line" not in capsys.readouterr().out


REFUSED = [
    (("missing.py", "right", *INPUTS), "missing.py: cannot be read: No such file or directory"),
    (("", "nothing", *INPUTS), "there is no function nothing\n  there are: forward, right, wrong"),
    (("", "right", "--input", "x:3"), "--input x:3: this cannot be read\n  write 'x:(3,4)'"),
    (("", "right", *INPUTS, "--no-upstream"), "the backward takes (dout, cache), and dout is no input"),
    (("", "right", "--input", "x:(2,3)"), "the forward cannot be evaluated: TypeError"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_wrong_usage_has_exit_code_2_and_a_remedy(
    file: str, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gradient(arguments[0] or file, *arguments[1:]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_not_python_is_shown_with_a_caret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.py"
    path.write_text("def f(x:\n    return x\n")
    assert gradient(str(path), "f", "--input", "x:(3)", forward="f") == 2
    assert capsys.readouterr().err.splitlines()[1:3] == ["  def f(x:", "       ^"]


def test_a_file_that_leaves_the_program_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "leaving.py"
    path.write_text("raise SystemExit(0)\n")
    assert gradient(str(path), "f", "--input", "x:(3)", forward="f") == 2
    assert "while it was loaded: SystemExit: 0" in capsys.readouterr().err


def test_large_inputs_are_checked_at_one_configuration(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    shapes = ("--input", "x:(20,300)", "--input", "W:(300,40)", "--input", "b:(40)")
    assert gradient(file, "wrong", *shapes, "--no-repair") == 1
    said = capsys.readouterr().out
    assert "W: wrong with random inputs\n    all over the array\n    yours:" in said
    assert "1 configuration; forward evaluated at" in said


def test_what_functions_print_is_not_in_the_answer(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradient(file, "talking", *INPUTS, "--json") == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "wrong"
