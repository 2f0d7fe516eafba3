"""Functions held against finite differences of their forwards: verdicts, and what is told besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradecheck
from gradecheck.differences import contract as c
from gradecheck.differences.check import check_gradient
from gradecheck.differences.point import NotNumbers, Raised
from gradecheck.differences.survey import Configuration
from gradecheck.differences.verdicts import GradientCheck
from gradecheck.errors import OperatorError

X = {"x": np.array([[0.7, -1.3, 2.1], [0.4, 0.9, -0.2]])}


def tanh(x: Any) -> Any:
    return np.tanh(x)


def right(dout: Any, x: Any) -> Any:
    return dout * (1 - np.tanh(x) ** 2)


def test_a_right_gradient_is_right_and_its_limit_is_stated() -> None:
    check = check_gradient(nets.forward, nets.backward, nets.inputs(), wrt=nets.BLOCKS)
    assert check.verdict == "right"
    assert all(block.limit < 1e-8 for block in check.blocks)
    assert check.calls == 3


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_one_entry_that_is_off_by_a_millionth_of_itself_is_found(seed: int) -> None:
    given_inputs = nets.inputs(seed)
    random = np.random.default_rng(seed)

    def spoilt(dout: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        gradients = nets.backward(dout, x, W1, b1, W2, b2)
        place = tuple(int(random.integers(n)) for n in gradients[2].shape)
        place = np.unravel_index(int(np.argmax(np.abs(gradients[2]))), gradients[2].shape)
        gradients[2][place] *= 1 + 1e-6
        return gradients

    check = check_gradient(nets.forward, spoilt, given_inputs, wrt=nets.BLOCKS, seed=seed)
    assert check["W2"].verdict == "wrong"
    assert {block.verdict for block in check.blocks if block.name != "W2"} == {"right"}


def test_two_entries_that_are_swapped_do_not_cancel() -> None:
    big = {"x": np.random.default_rng(0).normal(size=(40, 30))}

    def swapped(dout: Any, x: Any) -> Any:
        dx = right(dout, x)
        dx[3, 4], dx[20, 7] = dx[20, 7], dx[3, 4]
        return dx

    for seed in range(20):
        check = check_gradient(tanh, swapped, big, seed=seed)
        located = check["x"].located
        assert located is not None
        assert np.argwhere(located.wrong).tolist() == [[3, 4], [20, 7]]


def test_the_upstream_gradient_is_not_uniform() -> None:
    check = check_gradient(tanh, lambda dout, x: right(1, x), X)
    assert check.verdict == "wrong"
    assert check.named[0].tag == "upstream"


def test_a_point_on_a_kink_convicts_nobody_and_the_verdict_comes_from_beside_it() -> None:
    kinky = {"x": np.zeros((2, 3))}
    relu = lambda x: np.maximum(0, x)  # noqa: E731 - reads like the table of a course
    for slope in (0.0, 0.5, 1.0):
        check = check_gradient(relu, lambda dout, x, s=slope: dout * ((x > 0) + s * (x == 0)), kinky)
        assert check.verdict == "right"
        assert check.trials[0].verdicts == {"x": "undecidable"}
    assert check_gradient(relu, lambda dout, x: dout * (x < 0), kinky).verdict == "wrong"


def test_kinks_that_lie_close_are_passed_with_short_steps() -> None:
    many = {"x": np.random.default_rng(0).normal(size=1000)}

    def backward(dout: Any, x: Any) -> Any:
        dx = np.zeros_like(x)
        dx[np.argsort(x)] = dout
        return dx

    def spoilt(dout: Any, x: Any) -> Any:
        dx = backward(dout, x)
        dx[77] *= 1.001
        return dx

    assert check_gradient(np.sort, backward, many).verdict == "right"
    check = check_gradient(np.sort, spoilt, many)
    located = check["x"].located
    assert located is not None
    assert np.flatnonzero(located.wrong).tolist() == [77]


def test_a_forward_that_is_noise_is_undecidable() -> None:
    random = np.random.default_rng(0)
    check = check_gradient(lambda x: x + 1e-3 * random.normal(size=x.shape), lambda dout, x: 3 * dout, X)
    assert check.verdict == "undecidable"


def mutating(dout: Any, x: Any) -> Any:
    dout *= 1 - np.tanh(x) ** 2
    return dout.copy()


def aliasing(dout: Any, x: Any) -> Any:
    return x


def restless(dout: Any, x: Any, calls: list[int] = [0]) -> Any:  # noqa: B006 - it is to remember
    calls[0] += 1
    return right(dout, x) * calls[0]


CONTRACT: list[tuple[Callable[..., Any], str, c.Finding]] = [
    (lambda dout, x: None, "malformed", c.Failed(NotNumbers("None"))),
    (lambda dout, x: "gradient", "malformed", c.Failed(NotNumbers("a value of type str"))),
    (lambda dout, x: (x, x), "malformed", c.WrongCount(2, 1)),
    (lambda dout, x: right(dout, x).T, "malformed", c.WrongShape("x", (3, 2), (2, 3))),
    (lambda dout, x: right(dout, x) * 1j, "malformed", c.NotReal("x", "complex128")),
    (lambda dout, x: right(dout, x) / 0, "malformed", c.NotFinite("x", 6, (0, 0))),
    (restless, "malformed", c.NotRepeatable()),
    (lambda dout, x: x > 0, "wrong", c.OddType("x", "bool")),
    (lambda dout, x: right(dout, x).astype(np.float32), "right", c.OddType("x", "float32")),
    (mutating, "right", c.Mutated("upstream")),
    (aliasing, "wrong", c.Aliased("x", "x")),
]


@pytest.mark.parametrize(("backward", "verdict", "finding"), CONTRACT, ids=lambda it: type(it).__name__)
def test_what_is_odd_about_a_backward_is_a_finding(
    backward: Callable[..., Any], verdict: str, finding: c.Finding
) -> None:
    check = check_gradient(tanh, backward, X)
    assert check.verdict == verdict
    assert finding in [told.finding for told in check.told]


def test_an_exception_is_told_with_its_line() -> None:
    def broken(dout: Any, x: Any) -> Any:
        return dout * undefined  # type: ignore[name-defined] # noqa: F821

    (told,) = check_gradient(tanh, broken, X).told
    assert isinstance(told.finding, c.Failed)
    assert isinstance(told.finding.outcome, Raised)
    assert told.finding.outcome.source_line.startswith("return dout * undefined")


def test_nan_on_a_kink_is_told_and_not_held_against_it() -> None:
    def absolute(dout: Any, x: Any) -> Any:
        return dout * x / np.abs(x)

    check = check_gradient(np.abs, absolute, {"x": np.array([[0.0, 1.0, -2.0, 0.5]])})
    assert check.verdict == "right"
    assert [(type(told.finding), told.fatal) for told in check.told] == [(c.NotFinite, False)]


def test_a_block_that_is_fine_is_judged_though_another_is_malformed() -> None:
    def half(dout: Any, x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        return (*nets.backward(dout, x, W1, b1, W2, b2)[:3], None)

    check = check_gradient(nets.forward, half, nets.inputs(), wrt=nets.BLOCKS)
    assert [block.verdict for block in check.blocks] == ["right", "right", "right", "malformed"]


@pytest.mark.parametrize("size", [1e300, 1e308, 1.7e308])
def test_numbers_that_overflow_are_wrong_and_nothing_else(size: float) -> None:
    signs = np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]])
    assert check_gradient(tanh, lambda dout, x: size * signs, X).verdict == "wrong"


def test_a_cache_comes_from_a_real_forward() -> None:
    def forward(x: Any) -> Any:
        return np.tanh(x), {"t": np.tanh(x)}

    check = check_gradient(forward, lambda dout, cache: dout * (1 - cache["t"] ** 2), X)
    assert check.verdict == "right"


def test_several_outputs_have_an_upstream_gradient_each_and_the_wrong_one_is_told() -> None:
    def forward(x: Any) -> Any:
        return np.tanh(x), x**2

    def backward(dt: Any, ds: Any, x: Any) -> Any:
        return dt * (1 - np.tanh(x) ** 2) + ds * x

    check = check_gradient(forward, backward, X)
    assert check.verdict == "wrong"
    assert check.outputs == {"x": (1,)}


def test_a_plain_number_is_an_option_and_has_no_gradient() -> None:
    check = check_gradient(lambda x, slope: slope * x, lambda dout, slope: slope * dout, {**X, "slope": 0.1})
    assert [(block.name, block.verdict) for block in check.blocks] == [("x", "right")]


def test_a_loss_needs_no_upstream_gradient() -> None:
    check = check_gradient(lambda x: np.sum(x**3), lambda x: 3 * x**2, X)
    assert check.verdict == "right"


def test_coverage_counts_entries_that_were_never_alive() -> None:
    dead = {"x": np.array([[5.0, -5.0, 3.0, -4.0]])}
    check = check_gradient(lambda x: np.maximum(0, x), lambda dout, x: dout * (x > 0), dead)
    coverage = check["x"].coverage
    assert coverage is not None
    assert (coverage.alive, coverage.entries) == (2, 4)
    assert coverage.silent.tolist() == [[False, True, False, True]]


def test_the_same_seed_gives_the_same_judgement() -> None:
    def judged(seed: int) -> GradientCheck:
        return check_gradient(nets.forward, nets.backward, nets.inputs(), wrt=nets.BLOCKS, seed=seed)

    assert [block.bound for block in judged(4).blocks] == [block.bound for block in judged(4).blocks]
    assert judged(4)["W1"].bound != judged(5)["W1"].bound


def test_read_only_arrays_convict_nobody_by_an_exception() -> None:
    starts = [Configuration("plain", X, ("x",)), Configuration("read-only", X, ("x",), "read-only")]
    check = check_gradient(tanh, mutating, starts)
    assert check.verdict == "right"
    assert [(told.at, told.fatal) for told in check.told if isinstance(told.finding, c.Failed)] == [
        ("read-only", False)
    ]


REFUSED = [
    (lambda x: x / 0 * 0, right, X, "the forward cannot be evaluated: it gives no finite numbers"),
    (lambda x: x.missing, right, X, "the forward cannot be evaluated: AttributeError"),
    (
        tanh,
        lambda x: x,
        X,
        "the backward takes no upstream gradient, and the forward gives an array",
    ),
    (tanh, right, {"x": np.array([1, 2])}, "no input is an array of floats"),
    (tanh, right, [], "there is no configuration to try"),
]


@pytest.mark.parametrize(("forward", "backward", "inputs", "message"), REFUSED)
def test_what_cannot_be_checked_is_refused(forward: Any, backward: Any, inputs: Any, message: str) -> None:
    with pytest.raises(OperatorError, match=r".*") as refused:
        check_gradient(forward, backward, inputs)
    assert str(refused.value).startswith(message)


def test_the_package_exports_it() -> None:
    assert gradecheck.check_gradient(tanh, right, X).verdict == "right"
