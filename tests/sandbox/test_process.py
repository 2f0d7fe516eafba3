"""Students' functions in real child processes: whatever they do is an outcome."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from gradecheck.errors import MachineError, OperatorError
from gradecheck.sandbox import process, selftest
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
)
from gradecheck.sandbox.process import run, started
from gradecheck.sandbox.request import Call
from gradecheck.sandbox.returned import NotNumbers, arrays_of
from gradecheck.sandbox.tiers import CONFINING, PLAIN, VARIABLE
from gradecheck.sandbox.zygote import Zygote

X = np.arange(4.0)


def ran(source: str, seconds: float = 10.0, **limits: int) -> Run:
    calls = [Call("f", (X,)), Call("f", (X + 1,))]
    return run(source, "answer.py", calls, Limits(seconds=seconds, **limits), trust=True)


def test_arrays_come_back_as_they_were_returned() -> None:
    done = ran("def f(x):\n    return 2 * x, x > 1, 3, [1, 2]\n")
    assert done.failure is None
    first = done.calls[0]
    assert isinstance(first, Returned)
    arrays = arrays_of(first.value)
    assert not isinstance(arrays, NotNumbers)
    np.testing.assert_array_equal(arrays[0], 2 * X)
    assert [array.dtype.kind for array in arrays] == ["f", "b", "i", "i"]


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
        "import ctypes\ndef f(x):\n    ctypes.string_at(0)\n",
    ],
)
def test_a_process_that_ends_early_has_died(source: str) -> None:
    assert isinstance(ran(source).failure, Died)


@pytest.mark.parametrize("value", ["None", "'x'", "{'a': 1}", "[[1], [1, 2]]", "object()", "(x, None)"])
def test_what_is_not_numbers_is_not_taken_for_them(value: str) -> None:
    call = ran(f"def f(x):\n    return {value}\n").calls[0]
    assert isinstance(call, Returned)
    assert isinstance(arrays_of(call.value), NotNumbers)


def test_a_mutated_argument_is_noticed() -> None:
    call = ran("def f(x):\n    x[0] = 9\n    return x\n").calls[0]
    assert isinstance(call, Returned)
    assert call.mutated == (0,)


def test_standard_input_is_empty_and_the_environment_bare() -> None:
    source = "import os\ndef f(x):\n    return float(len([k for k in os.environ if k.startswith('PYTEST')]))\n"
    call = ran(source).calls[0]
    assert isinstance(call, Returned)
    assert call.value == 0
    assert isinstance(ran("def f(x):\n    return input()\n").calls[0], Raised)


def test_what_is_printed_is_kept_up_to_a_limit() -> None:
    done = ran("def f(x):\n    print('a' * 10**6)\n    return x\n")
    assert done.cut
    assert len(done.text) <= Limits().text


def test_recursion_without_end_is_an_exception() -> None:
    assert isinstance(ran("def f(x):\n    return f(x)\n").calls[0], Raised)


def test_where_no_sandbox_holds_code_runs_only_on_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "failures", lambda zygote: ("read /etc/passwd",))
    with pytest.raises(MachineError) as refusal:
        started()
    assert refusal.value.fact == "no sandbox holds on this machine, so the code was not run"
    assert "read /etc/passwd" in refusal.value.remedy or "cannot be used here" in refusal.value.remedy
    with started(trust=True) as zygote:
        assert zygote.tier is PLAIN


def test_the_plain_tier_is_never_taken_for_a_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "plain")
    with pytest.raises(MachineError):
        started()


def test_an_unknown_tier_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "wall")
    with pytest.raises(OperatorError) as error:
        started()
    assert str(error.value) == (
        "there is no sandbox tier 'wall'\n"
        "  GRADECHECK_SANDBOX may be one of: bubblewrap, namespaces, landlock, no-open, plain"
    )


def test_a_self_test_that_cannot_be_made_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = selftest.Act("do nothing", "raise MemoryError")
    monkeypatch.setattr(selftest, "ACTS", (broken, *selftest.ACTS))
    with Zygote(PLAIN) as zygote:
        assert selftest.failures(zygote) == ("finish the self-test",)


def test_threads_take_turns_at_one_zygote_and_several_stand_side_by_side() -> None:
    values: list[object] = []

    def work(zygote: Zygote) -> None:
        for n in range(5):
            done = zygote.run("def f(x): return x + 1", "f.py", [Call("f", (n,))])
            values.extend(call.value for call in done.calls if isinstance(call, Returned))

    with Zygote(PLAIN) as one, Zygote(PLAIN) as other:
        threads = [threading.Thread(target=work, args=(zygote,)) for zygote in (one, one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(values, key=str) == sorted([1, 2, 3, 4, 5] * 3, key=str)


def test_a_zygote_that_was_killed_is_started_anew() -> None:
    with Zygote(PLAIN) as zygote:
        assert zygote._process is not None
        zygote._process.kill()
        with pytest.raises(MachineError):
            zygote.run("def f(): return 1", "f.py", [Call("f")])
        assert zygote.run("def f(): return 1", "f.py", [Call("f")]).failure is None


@pytest.mark.parametrize("many", [10, 300])
def test_no_descriptor_comes_through_however_many_the_grader_has(many: int) -> None:
    source = (
        "import os\ndef f():\n    open_ = []\n    for n in range(5000):\n        try:\n"
        "            os.fstat(n)\n            open_.append(n)\n        except OSError: pass\n    return open_\n"
    )
    held = [os.dup(0) for _ in range(many)]
    try:
        with started(trust=True) as zygote:
            call = zygote.run(source, "f.py", [Call("f")]).calls[0]
    finally:
        for descriptor in held:
            os.close(descriptor)
    assert isinstance(call, Returned)
    assert call.value == [0, 1, 2, 3, 4]


def test_a_forked_grader_starts_a_zygote_of_its_own() -> None:
    ran("def f(x): return x\n")
    child = os.fork()
    if child == 0:
        done = ran("def f(x): return x\n")
        process._shared.close()
        os._exit(0 if done.failure is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ran("def f(x): return x\n").failure is None


def test_a_job_does_not_outlive_a_grader_that_was_killed(tmp_path: Path) -> None:
    grader = (
        "from gradecheck.sandbox import process\nfrom gradecheck.sandbox.request import Call\n"
        "zygote = process.started(trust=True).__enter__()\nprint(zygote._process._process.pid, flush=True)\n"
        "zygote.run('def f():\\n    while True: pass', 'f.py', [Call('f')])\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}  # a killed grader leaves its directory behind
    command = [sys.executable, "-c", grader]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout is not None
        group = int(running.stdout.readline())
        time.sleep(0.2)
        running.kill()
    for _ in range(1000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError("processes of the sandbox are still there")


def test_a_tier_that_cannot_be_used_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradecheck.sandbox.tiers._BOOTSTRAP", "raise SystemExit('no such thing')")
    with pytest.raises(MachineError) as error:
        Zygote(CONFINING[-1]).__enter__()
    assert error.value.fact == "sandbox tier no-open cannot be used here: no such thing"


def test_the_acts_of_the_self_test_would_work_without_a_sandbox() -> None:
    """An act that fails by its own mistake would prove nothing."""
    with Zygote(PLAIN) as zygote:
        got_through = set(selftest.failures(zygote))
    assert got_through >= {
        "read a file of the grader's user",
        "read /etc/passwd",
        "list the root directory",
        "write into the working directory",
        "write into /tmp",
        "make an Internet socket",
        "make a Unix socket",
        "keep memory in a file",
    }
