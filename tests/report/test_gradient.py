"""What is said of a checked gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradecheck.differences import contract as c
from gradecheck.differences.check import check_gradient
from gradecheck.differences.point import NotNumbers, Raised
from gradecheck.differences.verdicts import Told
from gradecheck.report.gradient import finding_words, gradient_json, gradient_lines

FINDINGS = [
    (c.Failed(Raised("ValueError", "no", 7)), "ValueError in line 7: no"),
    (
        c.Failed(Raised("KeyError", "'x'", None, "", "forward")),
        "KeyError: 'x', in the forward that makes the cache",
    ),
    (c.Failed(NotNumbers("None")), "it returned None"),
    (c.WrongCount(1, 2), "it returned 1 gradient; 2 are needed"),
    (c.Missing("w"), "there is no gradient of w: None was returned"),
    (c.WrongShape("w", (2, 3), (3, 2)), "the gradient of w has shape (2, 3); its input has (3, 2)"),
    (c.NotReal("w", "complex128"), "the gradient of w is not made of real numbers, but of complex128"),
    (c.NotFinite("w", 2, (0, 1)), "2 entries of the gradient of w are NaN or infinite, first at (0, 1)"),
    (c.NotRepeatable(), "called again with the same arguments, it gives something else"),
    (c.OddType("w", "bool"), "the gradient of w is made of bool; it was judged as numbers"),
    (c.Mutated("upstream"), "it changes the upstream gradient in place: work on a copy"),
    (c.Mutated("w"), "it changes w in place: work on a copy"),
    (c.Aliased("w", "x"), "the gradient of w shares memory with x: return a copy"),
]


@pytest.mark.parametrize(("finding", "words"), FINDINGS)
def test_each_finding_has_a_sentence(finding: c.Finding, words: str) -> None:
    assert finding_words(Told(finding, "a batch of 1", True)) == f"with a batch of 1: {words}"


def wrong(dout: Any, x: Any) -> Any:
    dx = dout * (1 - np.tanh(x) ** 2)
    dx[1] *= -1
    return dx


CHECK = check_gradient(np.tanh, wrong, {"x": np.array([[0.5, -1.0, 0.25], [2.0, 1.5, -0.75]])})


def test_a_wrong_gradient_is_shown_with_a_picture_and_two_numbers() -> None:
    lines = list(gradient_lines(CHECK, "wrong", "tanh"))
    assert lines[:5] == [
        "wrong against tanh: ✗ wrong",
        "  x: wrong with the inputs given",
        "    row 1 (all 3 of its entries)",
        "      . . .",
        "      x x x",
    ]
    yours, expected = lines[5:7]
    assert yours.startswith("    yours:    ")
    assert yours.endswith("at [1, 2]")
    assert expected.startswith("    expected: ")
    assert yours.index("at") > expected.index("(±") - 3
    assert lines[-1] == f"  1 configuration; tanh evaluated at {CHECK.evaluations} points, wrong called 3 times"


def test_json_has_the_documented_keys() -> None:
    told = gradient_json(CHECK)
    assert set(told) == {"verdict", "inputs", "told", "mistakes", "repair", "evaluations", "calls"}
    block = told["inputs"][0]
    assert block["where"] == "row 1 (all 3 of its entries)"
    assert block["worst"]["yours"] == pytest.approx(-block["worst"]["expected"], rel=1e-6)
