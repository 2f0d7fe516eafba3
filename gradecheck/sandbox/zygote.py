"""The grader's handle on one zygote: a process that forks a child for each job.

The zygote is executed anew, so it holds nothing of the grader's memory, environment or descriptors. Between
jobs nothing passes: each is a fork of the same untouched process, and after it everything it has started is
killed. A function that behaves by counting its calls sees one job's calls and no more; each of these is
judged. Within a job there are no such walls: code that is trusted, such as an author's, never belongs in one
job with code that is not.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from io import FileIO
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO

from ..errors import MachineError
from . import wire
from .limits import Limits
from .outcome import Died, Failure, OutputExceeded, Run, TimedOut, clean
from .readable import Readable, readable_paths
from .request import Call, Request, encode_call, encode_request
from .talk import START_SECONDS, Ending, Pipes, Talk, converse
from .tiers import ENVIRONMENT, Tier, command
from .transcript import read_outcomes

LEAVE_MILLISECONDS = 1000
"""How long a job may take to leave once it has closed its result pipe."""

_ANSWER_SECONDS = 10.0
_ANSWER = 5
"""Seconds to wait for the zygote's word on a job's end, and the bytes it takes."""


class Zygote:
    """Runs jobs one at a time, in one tier; threads take turns. Use several side by side for more.

    As a context manager it starts at once and ends at the end. A zygote that has died is started anew for the
    next job.

    >>> from gradecheck.sandbox.tiers import PLAIN
    >>> with Zygote(PLAIN) as zygote:
    ...     zygote.run("def double(x): return 2 * x", "double.py", [Call("double", (21,))]).calls[0].value
    42
    """

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        self._lock = Lock()
        self._process: _Process | None = None

    def __enter__(self) -> Zygote:
        with self._lock:
            self._started()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and all that it has started."""
        with self._lock:
            self._end()

    def run(
        self,
        source: str,
        filename: str,
        calls: Sequence[Call],
        limits: Limits | None = None,
        *,
        watch: Sequence[str] = (),
    ) -> Run:
        """Load ``source`` in a new job and make ``calls``, one after the other.

        ``filename`` is what the file is called in messages. For each call it is counted how often the
        functions named in ``watch`` were called. Whatever the code does is in the ``Run``. Raises
        ``MachineError`` if no job could be started, and ``ValueError`` for arguments that cannot be sent.
        """
        functions = tuple(dict.fromkeys(call.function for call in calls))
        token = secrets.token_bytes(wire.TOKEN_BYTES)
        asked = Request(token, filename, source, limits or Limits(), functions, tuple(watch), len(calls))
        data = b"".join([encode_request(asked), *(encode_call(call, token) for call in calls)])
        with self._lock:
            return self._job(Talk(asked, memoryview(data)), [len(call.arguments) for call in calls])

    def _job(self, talk: Talk, arities: Sequence[int]) -> Run:
        try:
            process = self._started()
            with ExitStack() as stack:
                ending, status = process.job(stack, talk)
        except OSError as problem:
            self._end()
            raise MachineError(f"the sandbox failed: {problem.strerror or problem}") from problem
        except BaseException:
            self._end()
            raise
        if not talk.ready:
            self._end()
            said = clean(talk.text.decode("utf-8", "replace"), 2000, lines=True).strip()
            raise MachineError("the process that runs a student's code did not start", remedy=said)
        return _run_of(talk, ending, status, arities)

    def _started(self) -> _Process:
        if self._process is None:
            self._process = _Process(self.tier)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


class _Process:
    """A zygote that is running. Raises ``MachineError`` where it cannot be started."""

    def __init__(self, tier: Tier) -> None:
        if os.name != "posix":
            raise MachineError(
                "code cannot be run on this system", remedy="run gradecheck on Linux or macOS, or in WSL"
            )
        with ExitStack() as stack:
            self._start(stack, tier)
            self._stack = stack.pop_all()

    def _start(self, stack: ExitStack, tier: Tier) -> None:
        # removed when the zygote is closed, and not by a forked copy of this process
        directory = tempfile.mkdtemp(prefix="gradecheck-")
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        errors = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        stack.enter_context(self._line)
        readable = readable_paths()
        with theirs:
            process = _executed(command(tier, theirs.fileno(), readable), tier, theirs, errors, directory)
        self._process = process
        stack.callback(_reap, process)
        stack.callback(self._line.close)
        self._greet(tier, readable, errors)

    def _greet(self, tier: Tier, readable: Readable, errors: IO[bytes]) -> None:
        """Tell the zygote what may be read, and hear whether it has entered its tier."""
        trees, listed = "\0".join(readable.trees), "\0".join(readable.listed)
        paths = f"{trees}\0\0{listed}".encode("utf-8", "surrogateescape")
        self._line.settimeout(START_SECONDS)
        try:
            self._line.sendall(len(paths).to_bytes(4, "little") + paths)
            answer = self._line.recv(4096)
        except OSError:
            answer = b""
        if answer[:1] != b"R":
            errors.seek(0)
            said = (answer[1:] or errors.read(4096)).decode("utf-8", "replace")
            why = clean(said, 500).strip() or "it did not answer"
            raise MachineError(f"sandbox tier {tier.name} cannot be used here: {why}", remedy=tier.remedy)
        self._line.settimeout(_ANSWER_SECONDS)

    def kill(self) -> None:
        """Kill it where it stands, with all in its process group."""
        _kill(self._process)

    def end(self) -> None:
        """Close the line, which ends it, and wait."""
        self._stack.close()

    def job(self, stack: ExitStack, talk: Talk) -> tuple[Ending, int]:
        """Have one job done: how it ended, and its wait status. Raises ``OSError`` if the zygote cannot."""
        (their_request, request), (results, their_results), (text, their_text) = (
            _pipe(stack) for _ in range(3)
        )
        for ours in (request, results, text):
            os.set_blocking(ours.fileno(), False)
        theirs = (their_request, their_results, their_text)
        socket.send_fds(self._line, [b"J"], [each.fileno() for each in theirs])
        for each in theirs:
            each.close()
        ending = converse(Pipes(request, results, text), talk)
        grace = LEAVE_MILLISECONDS if ending is Ending.CLOSED else 0
        self._line.sendall(b"K" + grace.to_bytes(4, "little"))
        answer = self._line.recv(_ANSWER, socket.MSG_WAITALL)
        if len(answer) != _ANSWER or answer[:1] != b"E":
            raise OSError("the zygote has died" if not answer else "no process could be started")
        return ending, int.from_bytes(answer[1:], "little", signed=True)


def _executed(
    started: list[str], tier: Tier, control: socket.socket, errors: IO[bytes], directory: str
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            started,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            cwd=directory,
            env=ENVIRONMENT,
            pass_fds=(control.fileno(),),
            start_new_session=True,
        )
    except OSError as problem:
        fact = f"sandbox tier {tier.name} cannot be used here: {Path(started[0]).name}: {problem.strerror}"
        raise MachineError(fact, remedy=tier.remedy) from problem


def _pipe(stack: ExitStack) -> tuple[FileIO, FileIO]:
    """The reading and the writing end of a new pipe."""
    reading, writing = os.pipe()
    return stack.enter_context(FileIO(reading, "r")), stack.enter_context(FileIO(writing, "w"))


def _reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for a zygote whose line is closed; kill its whole group if it does not end by itself."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(2.0)
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _run_of(talk: Talk, ending: Ending, status: int, arities: Sequence[int]) -> Run:
    """From what was said, and how the job ended, to the outcomes."""
    failure = _failure(ending, status, talk.request.limits)
    outcomes, told = read_outcomes(talk.frames, talk.request, arities)
    if told is None and failure is None and len(outcomes) < talk.request.calls:
        told = Died()
    text = clean(talk.text.decode("utf-8", "replace"), talk.request.limits.text, lines=True)
    return Run(outcomes, told or failure, text, talk.cut)


def _failure(ending: Ending, status: int, limits: Limits) -> Failure | None:
    """What an ending means, where the job could not tell it."""
    match ending:
        case Ending.TOLD:
            return None
        case Ending.DEADLINE:
            return TimedOut(limits.seconds)
        case Ending.FLOOD:
            return OutputExceeded(limits.results)
        case Ending.BROKEN:
            return Died()
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return Died(exit_code=code)
    if -code == signal.SIGXCPU:
        return TimedOut(limits.seconds)
    named = -code in set(signal.Signals)
    return Died(signal=signal.Signals(-code).name if named else f"signal {-code}")
