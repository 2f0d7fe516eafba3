"""The parent's side of the wall: start the child, talk with it until it has ended or its time is over.

The child has a clean interpreter, an empty directory, an environment without anything of the parent's, no
descriptors but its own, resource limits and a deadline; at the end its whole process group is killed. Arrays
come back in the format of ``wire``, with a token that is drawn anew for each run and read before the student's
code is loaded, so that a stray write into the result pipe is not taken for a result.

What this does not stop: code that searches its own process finds the token, and can then tell any arrays it
likes. It cannot copy the expected ones, which are never there. The file system, the network and system calls
are not shut: code may read what its user may read, and a process that it starts in a session of its own
outlives the run.
"""

from __future__ import annotations

import os
import secrets
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from io import FileIO
from pathlib import Path
from time import monotonic

from ..errors import MachineError
from . import wire
from .limits import Limits
from .outcome import Died, Failure, OutputExceeded, Run, TimedOut, clean
from .request import Calls, Request, encode_request
from .transcript import read_outcomes
from .wire import Frame, Kind

START_SECONDS = 30.0
"""How long the interpreter and NumPy may take to start, before the student's time begins."""

LEAVE_SECONDS = 1.0
"""How long a child may take to leave once it has closed its result pipe."""

_BOOTSTRAP = (
    "import sys; sys.path.insert(0, sys.argv[1]); from gradecheck.sandbox.child import main; "
    "del sys.path[0]; main(int(sys.argv[2]), int(sys.argv[3]))"
)
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_ENVIRONMENT = dict.fromkeys(_THREADS, "1")
_CHUNK = 1 << 16


def run(source: str, filename: str, function: str, calls: Calls, limits: Limits | None = None) -> Run:
    """Load ``source`` in a child process and call ``function`` with each of ``calls``, one after the other.

    ``filename`` is what the file is called in messages. Each call gets fresh copies of its arrays. Whatever the
    code does is in the ``Run``; raises ``MachineError`` if no child could be started, and
    ``ValueError`` for arguments that cannot be sent (objects, texts).

    >>> import numpy as np
    >>> run("def double(x): return 2 * x", "double.py", "double", ((np.array([1.0, 2.0]),),)).calls[0].arrays
    (array([2., 4.]),)
    """
    limits = limits or Limits()
    request = Request(secrets.token_bytes(wire.TOKEN_BYTES), filename, function, source, limits, calls)
    data = encode_request(request)
    talk = _Talk(request, memoryview(data))
    with _started() as child:
        ending = _converse(child, talk)
        failure = _failure(ending, child.process, limits)
    if not talk.ready:
        raise MachineError(
            "the process that runs a student's code did not start",
            remedy=clean(talk.text.decode("utf-8", "replace"), 2000, lines=True).strip(),
        )
    outcomes, told = read_outcomes(talk.frames, request)
    text = clean(talk.text.decode("utf-8", "replace"), limits.text, lines=True)
    if told is None and failure is None and len(outcomes) < len(calls):
        told = Died()
    return Run(outcomes, told or failure, text, talk.cut)


class _Ending(Enum):
    """How the talk with a child came to its end."""

    TOLD = auto()
    CLOSED = auto()
    DEADLINE = auto()
    FLOOD = auto()
    BROKEN = auto()


@dataclass(frozen=True, slots=True)
class _Child:
    """A running child, with the parent's ends of its pipes."""

    process: subprocess.Popen[bytes]
    request: FileIO
    results: FileIO
    text: FileIO


@dataclass(slots=True)
class _Talk:
    """What has been said so far, and what is still to be said."""

    request: Request
    outgoing: memoryview
    incoming: bytearray = field(default_factory=bytearray)
    received: int = 0
    frames: list[Frame] = field(default_factory=list)
    text: bytearray = field(default_factory=bytearray)
    cut: bool = False
    ready: bool = False

    @property
    def most(self) -> int:
        """Bytes that an honest child can send: its arrays, and a message for each call."""
        return self.request.limits.results + (16 << 10) * (len(self.request.calls) + 2)

    def hear_text(self, data: bytes) -> None:
        """Keep what is within the limit, and drop the rest."""
        room = self.request.limits.text - len(self.text)
        self.cut |= len(data) > room
        self.text += data[:room]

    def hear_results(self, data: bytes) -> _Ending | None:
        """Take the frames out of the bytes; the ending, if this is one."""
        self.incoming += data
        self.received += len(data)
        if self.received > self.most:
            return _Ending.FLOOD
        try:
            frames, used = wire.decode_frames(self.incoming, self.request.token, self.most)
        except wire.WireError:
            self.ready |= wire.begins_with(self.incoming, Kind.READY, self.request.token)
            return _Ending.BROKEN
        del self.incoming[:used]
        for frame in frames:
            if frame.kind is Kind.END:
                return _Ending.TOLD
            if frame.kind is Kind.READY and not self.ready:
                self.ready = True
            else:
                self.frames.append(frame)
        return None if data else _Ending.CLOSED


@contextmanager
def _started() -> Iterator[_Child]:
    """A child with its three pipes; killed with its whole process group at the end."""
    if os.name != "posix":
        raise MachineError(
            "code cannot be run on this system", remedy="run gradecheck on Linux or macOS, or in WSL"
        )
    with ExitStack() as stack:
        try:
            child = _start(stack)
        except OSError as problem:
            fact = f"the process that runs a student's code did not start: {problem.strerror or problem}"
            raise MachineError(fact) from problem
        yield child


def _start(stack: ExitStack) -> _Child:
    """Start the child; ``stack`` ends it and removes all that it was given."""
    directory = stack.enter_context(
        tempfile.TemporaryDirectory(prefix="gradecheck-", ignore_cleanup_errors=True)
    )
    (their_request, request), (results, their_results), (text, their_text) = (_pipe(stack) for _ in range(3))
    for ours in (request, results, text):
        os.set_blocking(ours.fileno(), False)
    passed = (their_request.fileno(), their_results.fileno())
    root = str(Path(__file__).parent.parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", "-u", "-X", "utf8", "-c", _BOOTSTRAP, root, *map(str, passed)],
        stdin=subprocess.DEVNULL,
        stdout=their_text,
        stderr=their_text,
        cwd=directory,
        env=_ENVIRONMENT,
        pass_fds=passed,
        start_new_session=True,
    )
    stack.callback(_end, process)
    for theirs in (their_request, their_results, their_text):
        theirs.close()
    return _Child(process, request, results, text)


def _pipe(stack: ExitStack) -> tuple[FileIO, FileIO]:
    """The reading and the writing end of a new pipe."""
    reading, writing = os.pipe()
    return stack.enter_context(FileIO(reading, "r")), stack.enter_context(FileIO(writing, "w"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the child and what it has started, and take note of its end."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _converse(child: _Child, talk: _Talk) -> _Ending:
    """Send the request and gather what comes back, until there is an ending."""
    deadline = monotonic() + START_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(child.request, selectors.EVENT_WRITE)
        selector.register(child.results, selectors.EVENT_READ)
        selector.register(child.text, selectors.EVENT_READ)
        while (left := deadline - monotonic()) > 0:
            was_ready = talk.ready
            for key, _ in selector.select(left):
                if key.fileobj is child.request:
                    _send(child, talk, selector)
                elif key.fileobj is child.text:
                    _hear_text(child, talk, selector)
                elif ending := talk.hear_results(child.results.read(_CHUNK) or b""):
                    _drain(child, talk)
                    return ending
            if talk.ready and not was_ready:
                deadline = monotonic() + talk.request.limits.seconds
    return _Ending.DEADLINE


def _send(child: _Child, talk: _Talk, selector: selectors.BaseSelector) -> None:
    """Write what the pipe takes; close it after the last byte, or when nobody reads it."""
    try:
        talk.outgoing = talk.outgoing[child.request.write(talk.outgoing[:_CHUNK]) or 0 :]
    except BrokenPipeError:
        talk.outgoing = talk.outgoing[:0]
    if not talk.outgoing:
        selector.unregister(child.request)
        child.request.close()


def _hear_text(child: _Child, talk: _Talk, selector: selectors.BaseSelector) -> None:
    data = child.text.read(_CHUNK) or b""
    talk.hear_text(data)
    if not data:
        selector.unregister(child.text)


def _drain(child: _Child, talk: _Talk) -> None:
    """Take the text that was printed before the end, and no more than the pipe holds."""
    for _ in range(1 + (1 << 20) // _CHUNK):
        data = child.text.read(_CHUNK)
        if not data:
            return
        talk.hear_text(data)


def _failure(ending: _Ending, process: subprocess.Popen[bytes], limits: Limits) -> Failure | None:
    """What an ending means, where the child could not tell it."""
    match ending:
        case _Ending.TOLD:
            return None
        case _Ending.DEADLINE:
            return TimedOut(limits.seconds)
        case _Ending.FLOOD:
            return OutputExceeded(limits.results)
        case _Ending.BROKEN:
            return Died()
    try:
        code = process.wait(LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        return Died()
    if code >= 0:
        return Died(exit_code=code)
    if -code == signal.SIGXCPU:
        return TimedOut(limits.seconds)
    named = -code in set(signal.Signals)
    return Died(signal=signal.Signals(-code).name if named else f"signal {-code}")
