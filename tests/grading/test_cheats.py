"""Files written to earn marks without the work, or to hold up whoever grades them."""

from __future__ import annotations

import time

import pytest

from gradecheck.grading.code import check
from gradecheck.grading.verdict import Status, Verdict
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import CodePart

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
