"""Slopes from values: the bound holds, and a kink widens it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.differences.ladder import NOISE_STEPS, SIGNED_STEPS, noise_of, slopes

SMOOTH = {
    "polynomial": (lambda t: 1 + 3 * t - 2 * t**2 + t**5, 3.0),
    "exponential": (lambda t: np.exp(2 * t), 2.0),
    "logarithm": (lambda t: np.log(1 + t), 1.0),
    "sine": (lambda t: np.sin(5 * t), 5.0),
    "steep sigmoid": (lambda t: 1 / (1 + np.exp(-40 * t)), 10.0),
    "large constant": (lambda t: 1e6 + t, 1.0),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_the_derivative_of_a_smooth_function_is_within_its_bound(name: str) -> None:
    function, derivative = SMOOTH[name]
    rises = function(SIGNED_STEPS) - function(0.0)
    noise = noise_of(function(NOISE_STEPS) - function(0.0), abs(function(0.0)))
    found = slopes(rises, noise)
    assert abs(found.value - derivative) <= found.bound
    assert found.bound < 1e-5


@settings(max_examples=100, deadline=None)
@given(st.floats(1e-10, 1e-3), st.floats(-3, 3), st.floats(-3, 3))
def test_near_a_kink_the_bound_holds_all_the_same(distance: float, left: float, right: float) -> None:
    def function(t: np.ndarray | float) -> np.ndarray:
        return np.where(np.asarray(t) > distance, right * (t - distance), left * (t - distance))

    found = slopes(function(SIGNED_STEPS) - function(0.0), 1e-16)
    assert abs(found.value - left) <= found.bound + 1e-9


def test_a_function_without_values_near_the_point_has_an_infinite_bound() -> None:
    found = slopes(np.full(14, np.nan), 0.0)
    assert np.isnan(found.value)
    assert found.bound == np.inf


def test_a_function_that_leaves_its_domain_on_coarse_steps_is_judged_by_the_fine_ones() -> None:
    with np.errstate(all="ignore"):
        rises = np.sqrt(1e-3 + SIGNED_STEPS) - np.sqrt(1e-3)
    found = slopes(rises, 1e-17)
    assert abs(found.value - 0.5 / np.sqrt(1e-3)) <= found.bound < 1e-6


@pytest.mark.parametrize("x", [0.7, 1.0, 1.5, 3.0, 100.0])
def test_the_rounding_of_the_input_is_noise_too(x: float) -> None:
    values = (x + NOISE_STEPS) - x
    assert noise_of(values, 0.0) > 0.5 * np.finfo(float).eps * x / 2


def test_noise_is_measured_and_not_guessed() -> None:
    random = np.random.default_rng(0)
    noise = noise_of(1e-9 * random.normal(size=8), 1.0)
    assert 1e-9 < noise < 2e-8
    assert noise_of(np.zeros(8), 1.0) == np.finfo(float).eps
