"""Repairs by one edit: found, nearest first, and only if everything passes."""

from __future__ import annotations

import ast
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from functions import all_pairs
from hypothesis import given, settings
from hypothesis import strategies as st
from mutants import compiled, source_of

from gradecheck.differences.configurations import configurations
from gradecheck.differences.plain import backward_many, binding, forward_many
from gradecheck.differences.repair import Repair, candidates, repair
from gradecheck.differences.screening import passing
from gradecheck.differences.survey import survey

PAIRS = {pair.name: pair for pair in all_pairs()}

SLIPS = [
    ("affine", "dx = dout @ w.T", "dx = dout @ w"),
    ("affine", "db = np.sum(dout, axis=0)", "db = np.sum(dout, axis=1)"),
    ("affine", "db = np.sum(dout, axis=0)", "db = np.sum(dout)"),
    ("affine", "dw = x.T @ dout", "dw = dout.T @ x"),
    ("relu", "mask = x > 0", "mask = x < 0"),
    ("relu", "mask = x > 0", "mask = dout > 0"),
    ("tanh", "dx = (1 - t**2) * dout", "dx = (1 - t) * dout"),
    ("tanh", "dx = (1 - t**2) * dout", "dx = 1 - t**2"),
    ("sigmoid", "return dout * s * (1 - s)", "return dout * s"),
    ("residual", "dx += dout", "dx = dout"),
    ("product and square", "dx += 2 * x * dout", "dx += x * dout"),
    ("l2 regularised loss", "dW += 2 * reg * W", "dW -= 2 * reg * W"),
    ("squared loss", "dw = x.T @ error / m", "dw = x.T @ error"),
    ("softmax loss", "dx[np.arange(N), y] -= 1", "dx[np.arange(N), y] += 1"),
    ("cumsum", "return dx[:, ::-1]", "return dx"),
    ("sort", "dx[order] = dout", "dx = dout[order]"),
]
OUT_OF_REACH = {"cumsum", "sort"}


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS)
def test_a_slip_is_repaired_where_it_was_made(name: str, right: str, wrong: str) -> None:
    pair = PAIRS[name]
    source = source_of(pair.backward)
    assert right in source
    slipped = source.replace(right, wrong)
    starts = configurations(pair.declaration)
    names, wrt = tuple(starts[0].inputs), starts[0].wrt
    bound = binding(pair.backward, names, None)
    known = survey(
        forward_many(pair.forward, names), starts, np.random.default_rng(0), takes_upstream=bool(bound.upstream)
    )

    def build(text: str) -> Any:
        try:
            compile(text, "edited", "exec")
        except SyntaxError:
            return None
        return backward_many(compiled(text, pair.backward), bound, wrt)

    found = repair(slipped, pair.backward.__name__, passing(known, build))
    if name in OUT_OF_REACH:
        assert found is None
        return
    assert found is not None
    line = 1 + next(k for k, text in enumerate(slipped.splitlines()) if wrong in text)
    assert (found.line, found.old) == (line, wrong)
    assert passing(known, build)([found.source]) == [True]


SOURCE = '''import numpy as np

def df(dout, x):  # mine
    """It has a text."""
    y = (dout *
         x)  # two lines
    for k in range(1, 3):
        y[k] = x[k]; z = 1
    return y
'''


def test_an_edit_changes_one_statement_and_leaves_all_other_lines() -> None:
    made = list(candidates(SOURCE, "df"))
    assert len(made) > 100
    kept = ["import numpy as np", "def df(dout, x):  # mine", '    """It has a text."""']
    for each in made:
        ast.parse(each.repair.source)
        assert each.repair.source.splitlines()[:1] == kept[:1]
        assert all(line in each.repair.source for line in kept)
    assert any("for k in range(0, 3):" in each.repair.source for each in made)
    assert any("y[k] += x[k]; z = 1" in each.repair.source for each in made)
    assert len({each.repair.source for each in made}) == len(made)


def test_one_of_several_results_may_lack_its_factor() -> None:
    source = "def df(x, N):\n    return x.sum(), x\n"
    new = [each.repair.new for each in list(candidates(source, "df"))[:60]]
    assert "return (x.sum(), x / N)" in new
    assert "return (x.sum(), x / x.shape[0])" in new


def test_the_likeliest_edit_is_taken_first() -> None:
    asked: list[str] = []

    def everything(sources: Sequence[str]) -> list[bool]:
        asked.extend(sources)
        return [True] * len(sources)

    found = repair(SOURCE, "df", everything)
    assert isinstance(found, Repair)
    assert found.source == asked[0]
    assert len(asked) <= 64


def test_nothing_is_tried_beyond_the_limit() -> None:
    asked: list[str] = []

    def nothing(sources: Sequence[str]) -> list[bool]:
        asked.extend(sources)
        return [False] * len(sources)

    assert repair(SOURCE, "df", nothing, most=10) is None
    assert len(asked) == 10


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_whatsoever_raises(text: str) -> None:
    assert repair(text, "df", lambda sources: [False] * len(sources)) is None
    assert repair(f"def df(x):\n    return {text!r}\n", "df", lambda sources: [False] * len(sources)) is None


@pytest.mark.parametrize(
    "line",
    [
        "y = " + "+".join(["1"] * 800),
        "y = " + "+".join(["1"] * 2900),
        "y = x" + ".T" * 900,
        "y = [" + "x," * 3000 + "]",
        "; ".join(f"v{k} = {k}" for k in range(2000)),
        "y = '" + "x" * 200_000 + "'",
    ],
    ids=["deep", "too deep to parse or nearly", "dots", "wide", "names", "long"],
)
def test_a_file_made_to_take_long_is_given_up_at_once(line: str) -> None:
    source = f"def df(dout, x):\n    {line}\n    return dout * 3 * x\n"
    started = time.monotonic()
    assert list(candidates(source, "df")) == []
    assert time.monotonic() - started < 10


def test_the_last_of_two_definitions_is_edited() -> None:
    source = "def df(dout, x):\n    return dout * 3 * x\n"
    found = repair(source * 2, "df", lambda sources: [each.endswith("* 2 * x\n") for each in sources])
    assert found is not None
    assert found.line == 4


def test_a_form_feed_is_no_end_of_a_line_and_warnings_stay_inside(recwarn: pytest.WarningsRecorder) -> None:
    source = "s = '''\x0c\x1c\u2028'''; t = '\\\x1b[31m'\ndef df(dout, x):\n    return dout * 3 * x\n"
    found = repair(source, "df", lambda sources: ["* 2 * x" in each for each in sources])
    assert found is not None
    assert (found.line, found.old) == (3, "return dout * 3 * x")
    assert not recwarn.list
