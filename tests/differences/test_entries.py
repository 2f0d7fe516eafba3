"""Candidate gradients held against finite differences, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.differences.contract import Missing, NotFinite, NotReal, WrongShape
from gradecheck.differences.entries import EntryCheck, chart, check_candidate
from gradecheck.differences.lines import place_at
from gradecheck.differences.plain import forward_many
from gradecheck.differences.point import Array, Inputs, Point

X = np.array([0.7, -1.3, 2.1, 0.4])
UPSTREAM = np.array([1.0, -0.5, 2.0, 0.3])


def check_entries(
    forward: Callable[..., Array],
    inputs: Inputs,
    upstream: Array,
    candidates: Mapping[str, Array | None],
) -> dict[str, EntryCheck]:
    """Gradients at one point, each entry by entry."""
    many = forward_many(forward, tuple(inputs))
    point = Point(inputs, (np.asarray(upstream, dtype=np.float64),))
    (outcome,) = many([Point(inputs)])
    place = place_at(point, outcome)
    if place is None:
        raise ValueError(f"the forward gives no finite value of shape {np.shape(upstream)}: {outcome}")
    return {
        name: check_candidate(name, candidate, place, chart(many, place, name))
        for name, candidate in candidates.items()
    }


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
    assert check_entries(smooth, {"x": x}, g, {"x": right(x, g)})["x"].verdict in ("right", "undecidable")


@pytest.mark.parametrize(
    "slip",
    [
        lambda gradient: -gradient,
        lambda gradient: 2 * gradient,
        lambda gradient: gradient[::-1],
        lambda gradient: 0 * gradient,
        lambda gradient: gradient + np.array([0, 0, 1e-4, 0]),
        lambda gradient: gradient * np.array([1, 1, 1, 1.000001]),
    ],
)
def test_a_wrong_gradient_is_found(slip: object) -> None:
    candidate = slip(right(X, UPSTREAM))  # type: ignore[operator]
    check = check_entries(smooth, {"x": X}, UPSTREAM, {"x": candidate})["x"]
    assert check.verdict == "wrong"
    assert check.worst is not None
    assert check.wrong[check.worst.index]


def test_a_kink_convicts_nobody() -> None:
    x = np.array([1.0, 0.0, -2.0])
    check = check_entries(np.abs, {"x": x}, np.ones(3), {"x": np.array([1.0, 0.5, -1.0])})["x"]
    assert check.verdict == "undecidable"
    assert check.undecidable.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("candidate", "finding"),
    [
        (None, Missing("x")),
        (np.ones(3), WrongShape("x", (3,), (4,))),
        (np.array(["a"] * 4), NotReal("x", "<U1")),
        (np.array([1.0, np.nan, 1.0, np.inf]), NotFinite("x", 2, (1,))),
    ],
)
def test_a_malformed_gradient_is_told_apart(candidate: np.ndarray | None, finding: object) -> None:
    check = check_entries(smooth, {"x": X}, UPSTREAM, {"x": candidate})["x"]
    assert check.verdict == "malformed"
    assert check.findings == (finding,)


def test_a_huge_number_on_a_kink_excuses_no_other() -> None:
    x = np.array([1.0, 0.0, -2.0])
    check = check_entries(np.abs, {"x": x}, np.ones(3), {"x": np.array([1.0, 1e12, 1.0])})["x"]
    assert check.wrong.tolist() == [False, False, True]


def test_each_input_is_a_block_of_its_own() -> None:
    w = np.array([[1.0, 2.0], [3.0, -1.0]])
    x = np.array([0.5, -2.0])
    g = np.array([1.0, -3.0])
    candidates = {"w": np.outer(x, g), "x": w.T @ g}
    checks = check_entries(lambda w, x: w @ x, {"w": w, "x": x}, g, candidates)
    assert [check.verdict for check in checks.values()] == ["wrong", "right"]


def test_the_jacobian_of_an_elementwise_function_is_diagonal() -> None:
    check = check_entries(np.tanh, {"x": X}, UPSTREAM, {"x": X})["x"]
    assert check.chart.jacobian is not None
    assert np.allclose(check.chart.jacobian.value, np.diag(1 - np.tanh(X) ** 2), rtol=0, atol=1e-8)


def test_a_forward_of_another_shape_than_the_upstream_gradient_is_refused() -> None:
    with pytest.raises(ValueError, match="no finite value of shape"):
        check_entries(smooth, {"x": X}, np.ones(3), {"x": X})
