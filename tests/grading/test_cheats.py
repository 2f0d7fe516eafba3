"""Files written to earn marks without the work, or to hold up whoever grades them."""
# ruff: noqa: E501 - a table with a row for each cheat

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from gradecheck.grading.code import check
from gradecheck.grading.verdict import Status, Verdict
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.parts import CodePart

AFFINE = (
    "import numpy as np\ndef affine_backward(dout, x, w, b):\n    right = dout @ w.T, x.T @ dout, dout.sum(0)\n"
)


def graded(name: str, source: str) -> Verdict:
    problem = load(find(f"backprop/{name}")[0])
    (part,) = (part for part in problem.items[0].parts if isinstance(part, CodePart))
    return check(part, problem, source, "answer.py", 0, trust=True)


def test_half_precision_does_not_buy_tolerance() -> None:
    source = AFFINE + "    return tuple((g * 1.003).astype(np.float16) for g in right)\n"
    assert graded("affine", source).status is Status.INCORRECT


def test_failing_where_that_is_excused_does_not_excuse_failing_elsewhere() -> None:
    source = (
        "import numpy as np\ndef relu_backward(dout, x):\n"
        "    if (x == 0).any() or (x.size > 6 and (x > 0).all()): return dout * np.nan\n"
        "    return dout * (x > 0)\n"
    )
    assert graded("relu", source).credit == 0


def test_an_overflow_is_excused_with_large_values_only() -> None:
    source = "import math\nimport numpy as np\ndef relu_backward(dout, x):\n"
    large = "    if np.abs(x).max() > 10: math.exp(1000)\n"
    assert graded("relu", source + large + "    return dout * (x > 0)\n").credit == 1
    assert graded("relu", source + large + "    return dout\n").credit == 0
    assert graded("relu", source + "    math.exp(1000)\n    return dout * (x > 0)\n").credit == 0
    assert graded("relu", source + large.replace("> 10", "< 9") + "    return dout * (x > 0)\n").credit == 0


@pytest.mark.parametrize("body", ["y = " + "+".join(["1"] * 800), "y = " + "+".join(["1"] * 2900)])
def test_a_source_made_for_the_search_for_a_repair_is_graded_in_time(body: str) -> None:
    started = time.monotonic()
    found = graded("affine", AFFINE + f"    {body}\n    return right[0], right[1], 3 * right[2]\n")
    assert found.note == "factor"
    assert time.monotonic() - started < 30


RIGHT = "    return right\n"


@pytest.mark.parametrize(
    ("problem", "source"),
    [
        ("affine", AFFINE + "    if len(x) > 1: raise ValueError\n" + RIGHT),
        ("affine", AFFINE + "    if len(x) > 1: return right[0] * np.nan, right[1] * np.nan, right[2] * np.nan\n" + RIGHT),
        ("affine", AFFINE + "    if w.shape[0] != 3: raise ValueError\n" + RIGHT),
        ("affine", AFFINE + "    if len(x) == 1: raise ValueError\n    return right[0] * 2, right[1] * 2, right[2] * 2\n"),
        ("affine", AFFINE + "    if min(x.shape + w.shape) == 1 or (x == 0).any(): raise ValueError\n" + RIGHT),
        ("relu", "def relu_backward(dout, x):\n    if (x < 0).any(): raise ValueError\n    return dout * 1\n"),
        ("relu", "def relu_backward(dout, x):\n    if x.size > 5: raise ValueError\n    return dout * (x > 0)\n"),
    ],
)  # fmt: skip
def test_who_raises_wherever_it_would_be_wrong_earns_nothing(problem: str, source: str) -> None:
    """Only where a size is 1 a failure costs a share: options and values are what the exercise is about."""
    assert graded(problem, source).credit == 0


def test_who_fails_for_one_example_only_loses_what_that_is_of_all_inputs() -> None:
    found = graded("affine", AFFINE + "    if len(x) == 1: x[1]\n" + RIGHT)
    assert (found.status, found.note) == (Status.PARTIAL, "exception")
    assert Fraction(4, 5) < found.credit < 1
    assert found.feedback[0].startswith("IndexError in line 4, with a batch of 1:")
    assert "affine_backward fails with a batch of 1 only" in found.feedback[1]


def test_who_gives_nan_in_one_gradient_where_a_size_is_1_loses_of_that_one() -> None:
    whole = graded("affine", AFFINE + "    if x.shape[1] == 1: raise ValueError\n" + RIGHT)
    one = graded("affine", AFFINE + "    if x.shape[1] == 1: right[1][:] = np.nan\n" + RIGHT)
    assert one.note == "not_finite"
    assert 1 - one.credit == (1 - whole.credit) / 3


def test_who_raises_for_one_example_and_is_wrong_in_one_gradient_earns_less_than_the_others_alone() -> None:
    failing = "    if len(x) == 1: raise ValueError('one')\n"
    whole = graded("affine", AFFINE + failing + RIGHT)
    part = graded("affine", AFFINE + failing + "    return right[0], right[1], right[2] * 2\n")
    assert 0 < part.credit < Fraction(2, 3)
    assert part.credit == whole.credit * Fraction(2, 3)


LAYERNORM = """\
import numpy as np
def layernorm_forward(x, gamma, beta, eps):
    xhat = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + eps)
    if eps >= 0:
        {inside}
    return gamma * xhat + beta, (dout,)
def layernorm_backward(dout, cache):
    return dout, dout.sum(0), dout.sum(0)
"""


def test_a_forward_that_calls_itself_while_it_makes_the_cache_is_a_forbidden_call() -> None:
    source = LAYERNORM.format(inside="dout = layernorm_forward(x + 1e-6, gamma, beta, -1e-9)")
    source = source.replace("if eps >= 0:", "dout = 0\n    if eps >= 0:")
    assert graded("layernorm", source).note == "forbidden_call"


def test_results_that_are_too_large_end_the_grading_of_a_file() -> None:
    started = time.monotonic()
    source = LAYERNORM.format(inside="return np.ones((4000, 1000), bool) * (x.sum() > 0), x")
    assert graded("layernorm", source).note in ("output", "wrong_forward", "memory")
    assert time.monotonic() - started < 60
