"""Students' functions in real child processes: whatever they do is an outcome."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.sandbox import wire
from gradecheck.sandbox.limits import Limits
from gradecheck.sandbox.outcome import (
    Died,
    MemoryExceeded,
    MissingFunction,
    OutputExceeded,
    Raised,
    Returned,
    Run,
    SyntaxProblem,
    TimedOut,
    WrongReturn,
)
from gradecheck.sandbox.process import run

X = np.arange(4.0)


def ran(source: str, seconds: float = 10.0, **limits: int) -> Run:
    return run(source, "answer.py", "f", ((X,), (X + 1,)), Limits(seconds=seconds, **limits))


def test_arrays_come_back_as_they_were_returned() -> None:
    done = ran("def f(x):\n    return 2 * x, x > 1, 3, [1, 2]\n")
    assert done.failure is None
    first = done.calls[0]
    assert isinstance(first, Returned)
    np.testing.assert_array_equal(first.arrays[0], 2 * X)
    assert [array.dtype.kind for array in first.arrays] == ["f", "b", "i", "i"]


def test_an_exception_has_the_student_s_own_line() -> None:
    done = ran("import numpy as np\n\ndef f(x):\n    y = x + 1\n    return np.dot(y, np.ones(9))\n")
    raised = done.calls[0]
    assert isinstance(raised, Raised)
    assert (raised.type, raised.line, raised.source_line) == ("ValueError", 5, "return np.dot(y, np.ones(9))")


def test_a_syntax_error_has_line_and_column() -> None:
    failure = ran("def f(x):\n    return (x\n").failure
    assert isinstance(failure, SyntaxProblem)
    assert failure.line == 2


def test_a_missing_function_comes_with_the_likely_one() -> None:
    failure = ran("def ff(x):\n    return x\n").failure
    assert isinstance(failure, MissingFunction)
    assert (failure.near, failure.defined) == ("ff", ("ff",))


@pytest.mark.parametrize("source", ["def f(x):\n    while True: pass\n", "while True: pass\n"])
def test_an_endless_loop_is_stopped(source: str) -> None:
    assert isinstance(ran(source, seconds=0.5).failure, TimedOut)


def test_a_process_of_its_own_does_not_outlive_the_time_limit() -> None:
    source = "import subprocess, sys\ndef f(x):\n    subprocess.run([sys.executable, '-c', 'while 1: pass'])\n"
    assert isinstance(ran(source, seconds=1.0).failure, TimedOut)


def test_memory_is_limited() -> None:
    failure = ran("import numpy as np\ndef f(x):\n    return np.ones(10**10)\n")
    outcomes = (failure.failure, *failure.calls)
    assert any(isinstance(one, MemoryExceeded) or "Memory" in getattr(one, "type", "") for one in outcomes)


def test_results_are_limited() -> None:
    done = ran("import numpy as np\ndef f(x):\n    return np.ones(10**6)\n", results=1000)
    assert isinstance(done.failure, OutputExceeded)


@pytest.mark.parametrize(
    "source",
    [
        "import os\ndef f(x):\n    os._exit(0)\n",
        "import os, signal\ndef f(x):\n    os.kill(os.getpid(), signal.SIGKILL)\n",
        "import ctypes\ndef f(x):\n    ctypes.string_at(0)\n",
    ],
)
def test_a_process_that_ends_early_has_died(source: str) -> None:
    assert isinstance(ran(source).failure, Died)


@pytest.mark.parametrize("value", ["None", "'x'", "{'a': 1}", "[[1], [1, 2]]", "object()", "(x, None)"])
def test_what_is_not_numbers_is_a_wrong_return(value: str) -> None:
    assert isinstance(ran(f"def f(x):\n    return {value}\n").calls[0], WrongReturn)


def test_writing_everywhere_forges_nothing() -> None:
    source = (
        "import os\ndef f(x):\n    for fd in range(0, 30):\n        try: os.write(fd, b'GC' + b'\\x00' * 200)\n"
        "        except OSError: pass\n    return x\n"
    )
    done = ran(source)
    assert isinstance(done.failure, Died) or all(isinstance(call, Returned) for call in done.calls)


def test_a_mutated_argument_is_noticed() -> None:
    call = ran("def f(x):\n    x[0] = 9\n    return x\n").calls[0]
    assert isinstance(call, Returned)
    assert call.mutated == (0,)


def test_standard_input_is_empty_and_the_environment_bare() -> None:
    source = "import os\ndef f(x):\n    return float(len([k for k in os.environ if k.startswith('PYTEST')]))\n"
    call = ran(source).calls[0]
    assert isinstance(call, Returned)
    assert call.arrays[0] == 0
    assert isinstance(ran("def f(x):\n    return input()\n").calls[0], Raised)


def test_what_is_printed_is_kept_up_to_a_limit() -> None:
    done = ran("def f(x):\n    print('a' * 10**6)\n    return x\n")
    assert done.cut
    assert len(done.text) <= Limits().text


def test_recursion_without_end_is_an_exception() -> None:
    assert isinstance(ran("def f(x):\n    return f(x)\n").calls[0], Raised)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_no_frames(data: bytes) -> None:
    try:
        frames, used = wire.decode_frames(data, bytes(wire.TOKEN_BYTES), 1000)
    except wire.WireError:
        return
    assert used <= len(data)
    assert len(frames) <= used


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([X, X > 1, X.astype(int), np.array(2.5), np.ones((2, 3))]), max_size=4))
def test_arrays_survive_the_wire(arrays: list[np.ndarray]) -> None:
    fields = wire.Fields(wire.encode_arrays(tuple(arrays)))
    back = fields.arrays()
    fields.end()
    for before, after in zip(arrays, back, strict=True):
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)
