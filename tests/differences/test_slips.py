"""Slips in a forward: which there are, and that a wrong gradient gets the name of just its own."""

# ruff: noqa: E501 - a table with a row for each slip

from __future__ import annotations

from pathlib import Path

import pytest

from gradecheck.differences.checking_file import check_file
from gradecheck.differences.slips import spotted

NET = """import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def net(x, w, v):
    z = x @ w
    a = np.tanh(z)
    g = sigmoid(z)
    h = a * g + 3 * np.mean(a, axis=0)
    return h @ v

def backward(dout, x, w, v):
    z = x @ w
    a = np.tanh(z)
    g = sigmoid(z)
    h = a * g + 3 * np.mean(a, axis=0)
    dv = h.T @ dout
    dh = dout @ v.T
    da = dh * g + 3 * np.sum(dh, axis=0) / len(x)
    dg = dh * a
    dz = da * (1 - a ** 2) + dg * g * (1 - g)
    return dz @ w.T, x.T @ dz, dv
"""

SLIPS = [
    ("da = dh * g +", "da =", "x", "path", "a in `a * g`"),
    ("da = dh * g + 3 * np.sum(dh, axis=0) / len(x)", "da = dh * g", "w", "path", "a in `np.mean(a, axis=0)`"),
    ("+ dg * g * (1 - g)", "", "x", "path", "g"),
    ("+ dg * g * (1 - g)", "- dg * g * (1 - g)", "x", "path_sign", "g"),
    ("+ dg * g * (1 - g)", "+ 2 * dg * g * (1 - g)", "w", "path_factor", "g counts twice"),
    ("+ dg * g * (1 - g)", "+ dg", "x", "local", "`sigmoid(z)` is left out"),
    ("(1 - a ** 2)", "(1 - z ** 2)", "w", "local", "`np.tanh(z)` is taken of the input as if it were the value: 1 − z²"),
    ("da = dh * g", "da = dh", "x", "factor_left_out", "the factor g in `a * g`"),
    ("dg = dh * a", "dg = dh * z", "x", "other_name", "z in place of a (in `a * g`)"),
    ("np.sum(dh, axis=0) / len(x)", "np.sum(dh, axis=0)", "w", "path_factor", "`np.mean(a, axis=0)` is taken for a sum"),
    ("dv = h.T @ dout", "dv = (h - 3 * np.mean(a, axis=0)).T @ dout", "v", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "name", "tag", "detail"), SLIPS, ids=[row[1] for row in SLIPS])
def test_a_slip_inside_a_forward_is_named(
    right: str, wrong: str, name: str, tag: str, detail: str, tmp_path: Path
) -> None:
    assert right in NET
    file = tmp_path / "net.py"
    before, _, after = NET.rpartition(right)
    file.write_text(before + wrong + after, "utf-8")
    inputs = ("x:(N,D)", "w:(D,H)", "v:(H,C)")
    check = check_file(file, "net", "backward", inputs, batch="N", repairing=False)
    assert check.verdict == "wrong"
    assert [(one.tag, one.detail) for one in check.named if one.name == name] == (
        [(tag, detail)] if tag else []
    )


def test_a_right_backward_has_no_slip(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(NET, "utf-8")
    check = check_file(file, "net", "backward", ("x:(N,D)", "w:(D,H)", "v:(H,C)"), batch="N")
    assert (check.verdict, check.named) == ("right", ())


@pytest.mark.parametrize("source", ["", "def f(x:", "def g(x):\n    return x\n", "def f(*x):\n    return x\n"])
def test_what_is_no_plain_function_has_no_slips(source: str) -> None:
    assert spotted(source, "f") is None


def test_what_is_written_to_and_what_chooses_an_axis_is_left_alone() -> None:
    source = "def f(x, y):\n    m = x.sum(axis=y)\n    m[y] = 0\n    return [x + k for k in m]\n"
    found = spotted(source, "f")
    assert found is not None
    compile(found.source, "marked", "exec")
    text = found.source[found.source.index("def _forward_marked") :]
    assert "axis=y" in text
    assert "m[y] = 0" in text


HINGE = """import numpy as np

def hinge(x):
    return np.sum(np.maximum(0, x - x[:, :1] + 0.5))

def backward(x):
    on = (x > x[:, :1]).astype(float)
    on[:, 0] -= np.sum(on, axis=1)
    return on
"""


def test_a_slip_with_a_kink_just_where_it_is_looked_at_is_named_by_the_other_places(tmp_path: Path) -> None:
    """With ties two entries are the same: there, and only without the constant, is a kink."""
    file = tmp_path / "hinge.py"
    file.write_text(HINGE, "utf-8")
    check = check_file(file, "hinge", "backward", ("x:(N,C)",), batch="N", repairing=False)
    assert [(one.tag, one.detail) for one in check.named] == [("value", "the 0.5 in `x - x[:, :1] + 0.5`")]
