"""What a call may be given, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from gradecheck.sandbox.limits import Limits
from gradecheck.sandbox.outcome import CallOutcome, NotMade, Raised, Returned
from gradecheck.sandbox.request import Call, Layout
from gradecheck.sandbox.tiers import PLAIN
from gradecheck.sandbox.values import Kept, Opaque
from gradecheck.sandbox.zygote import Zygote

X = np.arange(6.0).reshape(2, 3)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(PLAIN) as running:
        yield running


def made(zygote: Zygote, source: str, *calls: Call, watch: tuple[str, ...] = ()) -> tuple[CallOutcome, ...]:
    done = zygote.run("import numpy as np\n" + source, "answer.py", calls, Limits(seconds=20), watch=watch)
    assert done.failure is None, done
    return done.calls


def value(outcome: CallOutcome) -> object:
    assert isinstance(outcome, Returned), outcome
    return outcome.value


def test_arguments_may_be_plain_values_and_dicts_of_arrays(zygote: Zygote) -> None:
    source = (
        "def f(x, p, name, flag, none, n): return x * p['w'] + p['pad'] + n, name, flag is True, none is None"
    )
    call = Call("f", (X, {"w": X, "pad": 1}, "conv", True, None, 2.5))
    result = value(made(zygote, source, call)[0])
    assert isinstance(result, tuple)
    np.testing.assert_array_equal(result[0], X * X + 1 + 2.5)
    assert result[1:] == ("conv", True, True)


@pytest.mark.parametrize("layout", ["c", "fortran", "strided"])
@pytest.mark.parametrize("writable", [True, False])
def test_arrays_lie_in_memory_as_asked(zygote: Zygote, layout: Layout, writable: bool) -> None:
    source = "def f(x): return x, x.flags.c_contiguous, x.flags.f_contiguous, x.flags.writeable"
    result = value(made(zygote, source, Call("f", (X,), layout=layout, writable=writable))[0])
    assert isinstance(result, tuple)
    np.testing.assert_array_equal(result[0], X)
    assert result[1:] == (layout == "c", layout == "fortran", writable)


def test_writing_into_a_read_only_argument_is_an_error_of_the_code(zygote: Zygote) -> None:
    (outcome,) = made(zygote, "def f(x):\n    x[0] = 1\n    return x", Call("f", (X,), writable=False))
    assert isinstance(outcome, Raised)
    assert (outcome.type, outcome.line) == ("ValueError", 3)


def test_what_was_kept_is_given_to_a_later_call(zygote: Zygote) -> None:
    source = (
        "def forward(x): return x * 2, {'x': x, 'f': forward}\ndef backward(d, cache): return d * cache['x']"
    )
    forward = Call("forward", (X,), keep=True, tell=(0,))
    first, second = made(zygote, source, forward, Call("backward", (X, Kept(0, 1))))
    told = value(first)
    assert isinstance(told, tuple)
    np.testing.assert_array_equal(told[0], 2 * X)
    assert told[1] == Opaque("a dict")
    np.testing.assert_array_equal(value(second), X * X)


def test_a_call_whose_cache_is_missing_is_not_made(zygote: Zygote) -> None:
    source = "def forward(x): return x\ndef backward(d, cache): return d"
    calls = [
        Call("forward", (X,), keep=True),
        Call("backward", (X, Kept(0, 1))),
        Call("backward", (X, Kept(1))),
    ]
    assert made(zygote, source, *calls)[1:] == (
        NotMade("call 1 returned a ndarray, not several values"),
        NotMade("call 2 kept nothing"),
    )


def test_none_and_opaque_things_are_told_by_their_place(zygote: Zygote) -> None:
    source = (
        "class Cache: pass\ndef f(x): return x > 1, None, Cache(), {'a': (1, 2.5)}, x.astype(np.float32)[0, 1]"
    )
    result = value(made(zygote, source, Call("f", (X,)))[0])
    assert isinstance(result, tuple)
    assert result[1:4] == (None, Opaque("a Cache"), {"a": (1, 2.5)})
    assert isinstance(result[0], np.ndarray)
    assert isinstance(result[4], np.ndarray)
    assert (result[0].dtype, result[4].dtype, result[4].shape) == (np.bool_, np.float32, ())


def test_mutated_arguments_are_told_even_inside_a_dict(zygote: Zygote) -> None:
    source = "def f(x, p):\n    p['w'] += 1\n    return x\ndef g(x, p):\n    p['new'] = 1\n    return x"
    calls = [Call(name, (X, {"w": X})) for name in "fg"]
    for outcome in made(zygote, source, *calls):
        assert isinstance(outcome, Returned)
        assert outcome.mutated == (1,)


def test_a_result_that_shares_memory_with_an_argument_is_told(zygote: Zygote) -> None:
    source = "def f(x, y): return x.copy(), y.T, x + y, x[0]"
    (outcome,) = made(zygote, source, Call("f", (X, X)))
    assert isinstance(outcome, Returned)
    assert outcome.aliases == ((1, 1), (3, 0))


def test_each_call_gets_fresh_arguments(zygote: Zygote) -> None:
    source = "def f(x):\n    x += 1\n    return x"
    for outcome in made(zygote, source, Call("f", (X,)), Call("f", (X,))):
        np.testing.assert_array_equal(value(outcome), X + 1)


def test_calls_of_a_watched_function_are_counted_under_any_name(zygote: Zygote) -> None:
    source = (
        "def forward(x): return x.sum()\nother = forward\n"
        "def backward(x): return [other(x + h) for h in range(5)]\ndef honest(x): return x"
    )
    calls = [Call("backward", (X,)), Call("honest", (X,))]
    first, second = made(zygote, source, *calls, watch=("forward",))
    assert isinstance(first, Returned)
    assert isinstance(second, Returned)
    assert (first.counts, second.counts) == ((5,), (0,))


def test_taking_the_watch_off_shows(zygote: Zygote) -> None:
    source = "import sys\ndef forward(x): return x\ndef f(x):\n    sys.setprofile(None)\n    return forward(x)"
    (outcome,) = made(zygote, source, Call("f", (X,)), watch=("forward",))
    assert isinstance(outcome, Returned)
    assert outcome.counts == (-1,)


def test_many_calls_in_one_job(zygote: Zygote) -> None:
    outcomes = made(zygote, "def f(n): return n + 1", *(Call("f", (n,)) for n in range(3000)))
    assert [value(outcome) for outcome in outcomes] == list(range(1, 3001))


def test_large_arrays_go_both_ways(zygote: Zygote) -> None:
    large = np.random.default_rng(0).standard_normal(400_000)
    for outcome in made(zygote, "def f(x): return -x", *[Call("f", (large,))] * 4):
        np.testing.assert_array_equal(value(outcome), -large)


def test_random_numbers_are_the_same_in_every_job(zygote: Zygote) -> None:
    source = "import random\ndef f(): return np.random.rand(), random.random(), hash('a')"
    with Zygote(PLAIN) as other:
        first, second, third = (made(each, source, Call("f")) for each in (zygote, zygote, other))
    assert value(first[0]) == value(second[0]) == value(third[0])
