"""How ordinary functions are called: by the names of their parameters, and with copies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradecheck.differences.foreign import library_of
from gradecheck.differences.plain import Binding, backward_many, binding, forward_many
from gradecheck.differences.point import Point, Raised, Returned
from gradecheck.errors import OperatorError

X, W = np.ones((2, 3)), np.ones((3, 2))


def test_parameters_are_bound_by_name() -> None:
    assert binding(lambda x, dout, W: None, ["x", "W"], None) == Binding(("x", "dout", "W"), ("dout",), False)
    assert binding(lambda dout, cache: None, ["x"], None).cache
    assert binding(lambda x, scale=2: None, ["x"], None).upstream == ()


def test_a_binding_that_contradicts_what_was_said_is_refused() -> None:
    with pytest.raises(OperatorError, match="no upstream gradient"):
        binding(lambda x: None, ["x"], True)
    with pytest.raises(OperatorError, match="dout is no input"):
        binding(lambda dout, x: None, ["x"], False)


def test_a_forward_gets_copies_and_an_exception_is_a_value() -> None:
    def spoiling(x: Any) -> Any:
        x *= 0
        return x

    forward_many(spoiling, ["x"])([Point({"x": X})])
    assert np.all(X == 1)
    (outcome,) = forward_many(lambda x: 1 // 0, ["x"])([Point({"x": X})])
    assert isinstance(outcome, Raised)
    assert (outcome.type, outcome.stage) == ("ZeroDivisionError", "forward")


RETURNS = [
    lambda dout, x, W: (dout, x),
    lambda dout, x, W: [dout, x],
    lambda dout, x, W: {"W": x, "x": dout},
    lambda dout, x, W: {"dx": dout, "dW": x},
]


@pytest.mark.parametrize("function", RETURNS)
def test_gradients_come_as_tuples_lists_or_by_name(function: Any) -> None:
    many = backward_many(function, binding(function, ["x", "W"], None), ["x", "W"])
    (outcome,) = many([Point({"x": X, "W": W}, (2 * X,))])
    assert isinstance(outcome, Returned)
    first, second = outcome.arrays
    assert np.array_equal(first, 2 * X)
    assert np.array_equal(second, X)


def test_several_upstream_gradients_go_to_several_parameters_or_to_one_as_a_tuple() -> None:
    two = lambda dh, dc, x: dh + dc  # noqa: E731 - a row
    one = lambda douts, x: douts[0] + douts[1]  # noqa: E731 - a row
    for function in (two, one):
        many = backward_many(function, binding(function, ["x"], None), ["x"])
        (outcome,) = many([Point({"x": X}, (X, 2 * X))])
        assert isinstance(outcome, Returned)
        assert np.array_equal(outcome.arrays[0], 3 * X)


def test_layouts_are_honoured() -> None:
    seen: list[Any] = []

    def looking(dout: Any, x: Any) -> Any:
        seen.append((x.flags.writeable, x.flags.c_contiguous, x.tolist()))
        return dout

    many = backward_many(looking, binding(looking, ["x"], None), ["x"])
    for layout in ("plain", "read-only", "strided"):
        many([Point({"x": X}, (X,), layout)])
    values = X.tolist()
    assert seen == [(True, True, values), (False, True, values), (True, False, values)]


def test_a_cache_is_the_last_thing_that_the_forward_returned() -> None:
    def forward(x: Any) -> Any:
        return x**2, ("kept", x)

    def backward(dout: Any, cache: Any) -> Any:
        return 2 * dout * cache[1]

    bound = binding(backward, ["x"], None)
    (value,) = forward_many(forward, ["x"], drop_cache=True)([Point({"x": 3 * X})])
    assert isinstance(value, Returned)
    assert len(value.arrays) == 1
    (outcome,) = backward_many(backward, bound, ["x"], forward, ["x"])([Point({"x": 3 * X}, (X,))])
    assert isinstance(outcome, Returned)
    assert np.array_equal(outcome.arrays[0], 6 * X)


def test_numpy_functions_are_not_taken_for_another_library_s() -> None:
    assert library_of(forward_many) == "numpy"
    assert library_of(np.tanh) == "numpy"


def test_a_function_that_leaves_the_program_is_only_one_that_failed() -> None:
    def leaving(dout: Any, x: Any) -> Any:
        raise SystemExit(0)

    (outcome,) = backward_many(leaving, binding(leaving, ["x"], None), ["x"])([Point({"x": X}, (X,))])
    assert isinstance(outcome, Raised)
    assert outcome.type == "SystemExit"
