"""Both directions by a student: three verdicts."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradecheck.differences.configurations import Declaration, InputSpec, configurations
from gradecheck.differences.own_forward import Directions, check_directions
from gradecheck.differences.plain import backward_many, binding, forward_many

STARTS = configurations(Declaration((InputSpec("x", ("N", "D")),), batch="N"))


def judged(forward: Any, backward: Any) -> Directions:
    returned = backward_many(backward, binding(backward, ["x"], None), ["x"])
    return check_directions(forward_many(np.tanh, ["x"]), forward_many(forward, ["x"]), returned, STARTS)


def right(dout: Any, x: Any) -> Any:
    return dout * (1 - np.tanh(x) ** 2)


def test_all_is_right() -> None:
    found = judged(np.tanh, right)
    assert (found.forward.verdict, found.backward.verdict) == ("right", "right")
    assert found.own is found.backward


def test_a_backward_that_follows_a_wrong_forward_is_told() -> None:
    found = judged(np.sin, lambda dout, x: dout * np.cos(x))
    assert found.forward.verdict == found.backward.verdict == "wrong"
    assert found.follows_own_forward
    first = found.forward.first
    assert first is not None
    assert first.worst is not None
    assert (first.at, first.output) == ("different sizes", 0)


def test_a_right_backward_beside_a_wrong_forward() -> None:
    found = judged(np.sin, right)
    assert (found.forward.verdict, found.backward.verdict) == ("wrong", "right")
    assert found.own is not None
    assert found.own.verdict == "wrong"
    assert not found.follows_own_forward


def test_a_forward_of_another_shape_or_one_that_fails_is_malformed() -> None:
    found = judged(lambda x: np.tanh(x).T, right)
    assert found.forward.verdict == "malformed"
    assert found.forward.first is not None
    assert found.forward.first.given == found.forward.first.needed[::-1]
    failing = judged(lambda x: x.missing, right)
    assert (failing.forward.verdict, failing.own) == ("malformed", None)
    assert failing.backward.verdict == "right"
