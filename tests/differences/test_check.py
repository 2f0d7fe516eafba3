"""Candidate gradients held against finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.differences.check import Missing, NotFinite, WrongShape, WrongType, check_gradient

X = np.array([0.7, -1.3, 2.1, 0.4])
UPSTREAM = np.array([1.0, -0.5, 2.0, 0.3])


def smooth(x: np.ndarray) -> np.ndarray:
    return np.tanh(x) * x[0] + x**2


def right(x: np.ndarray, g: np.ndarray) -> np.ndarray:
    gradient = g * ((1 - np.tanh(x) ** 2) * x[0] + 2 * x)
    gradient[0] += g @ np.tanh(x)
    return gradient


@settings(max_examples=60, deadline=None)
@given(st.floats(1e-3, 1e3), st.integers(0, 10**6))
def test_a_right_gradient_is_never_called_wrong(scale: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, g = scale * random.normal(size=4), random.normal(size=4)
    assert check_gradient(smooth, {"x": x}, g, {"x": right(x, g)}).verdict in ("right", "undecidable")


@pytest.mark.parametrize(
    "slip",
    [
        lambda gradient: -gradient,
        lambda gradient: 2 * gradient,
        lambda gradient: gradient[::-1],
        lambda gradient: 0 * gradient,
        lambda gradient: gradient + np.array([0, 0, 1e-4, 0]),
        lambda gradient: gradient * np.array([1, 1, 1, 1.0001]),
    ],
)
def test_a_wrong_gradient_is_found(slip: object) -> None:
    candidate = slip(right(X, UPSTREAM))  # type: ignore[operator]
    check = check_gradient(smooth, {"x": X}, UPSTREAM, {"x": candidate})
    assert check.verdict == "wrong"
    worst = check["x"].worst
    assert worst is not None
    assert check["x"].wrong[worst.index]


def test_an_upstream_gradient_that_is_ignored_shows() -> None:
    check = check_gradient(smooth, {"x": X}, UPSTREAM, {"x": right(X, np.ones(4))})
    assert check.verdict == "wrong"


def test_a_kink_convicts_nobody() -> None:
    x = np.array([1.0, 0.0, -2.0])
    check = check_gradient(lambda x: np.abs(x), {"x": x}, np.ones(3), {"x": np.array([1.0, 0.5, -1.0])})
    assert check.verdict == "undecidable"
    assert check["x"].undecidable.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("candidate", "problem"),
    [
        (None, Missing),
        (np.ones(3), WrongShape),
        (np.array(["a"] * 4), WrongType),
        (np.array([1.0, np.nan, 1.0, np.inf]), NotFinite),
    ],
)
def test_a_malformed_gradient_is_told_apart(candidate: np.ndarray | None, problem: type) -> None:
    given = {} if candidate is None else {"x": candidate}
    check = check_gradient(smooth, {"x": X}, UPSTREAM, given)
    assert check.verdict == "malformed"
    assert isinstance(check["x"].problem, problem)


def test_each_input_is_a_block_of_its_own() -> None:
    w = np.array([[1.0, 2.0], [3.0, -1.0]])
    x = np.array([0.5, -2.0])
    g = np.array([1.0, -3.0])
    candidate = {"w": np.outer(x, g), "x": w.T @ g}
    check = check_gradient(lambda w, x: w @ x, {"w": w, "x": x}, g, candidate)
    assert [block.verdict for block in check.blocks] == ["wrong", "right"]
    assert check["x"].detection_limit < 1e-6
