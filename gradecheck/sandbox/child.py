"""The job's side of the wall: read the request, shut the doors, run the student's code, tell the results.

Only this process ever runs a student's code. Everything here shares it with that code, so nothing that is
told from here is trusted further than the student is: code that rewrites this module can tell any values it
likes, which it could have returned as well. Each result leaves the process before the next call begins, so that
later code cannot change earlier results; each call is read when its turn has come.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import BufferedReader
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

from . import wire
from .calling import Caller
from .limits import Limits
from .request import Request, decode_request
from .wire import HEADER, Kind, encode_integer, encode_text

MODULE = "submission"
BROKEN = 70
"""Exit code of a child whose own code failed."""


class Channel:
    """The two pipes that a job talks through, with how much more may be told."""

    def __init__(self, requests: BufferedReader, results: int) -> None:
        self._requests = requests
        self._results = results
        self._left = 0
        self._write = os.write
        self.token = b""

    def read(self, wanted: Kind) -> bytes:
        """The payload of the next frame. Raises ``WireError`` if that is not of the ``wanted`` kind."""
        header = self._requests.read(HEADER.size)
        token = header[6 : 6 + wire.TOKEN_BYTES]
        kind, length = wire.decode_header(header, 0, self.token or token, 1 << 40)
        if kind is not wanted:
            raise wire.WireError(f"a frame of kind {kind.name} in place of {wanted.name}")
        self.token = token
        return self._requests.read(length)

    def allow(self, most: int) -> None:
        """From here on ``most`` bytes of results may be told."""
        self._left = most

    def fits(self, payload: bytes) -> bool:
        """Whether the payload is within what is left of the limit."""
        return len(payload) + 2 * HEADER.size <= self._left

    def tell(self, kind: Kind, *fields: bytes) -> None:
        """Send one frame."""
        data = memoryview(wire.encode_frame(kind, self.token, b"".join(fields)))
        self._left -= len(data)
        while data:
            data = data[self._write(self._results, data) :]

    def tell_raised(self, kind: Kind, problem: BaseException, filename: str) -> None:
        """Tell of an exception, and of the last line of the student's file on its way."""
        line = 0
        trace = problem.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == filename:
                line = trace.tb_lineno
            trace = trace.tb_next
        try:
            message = str(problem)
        except BaseException:  # the student's class may fail to print itself
            message = ""
        self.tell(kind, _text(type(problem).__name__), _text(message), encode_integer(line))


def main(request_descriptor: int, result_descriptor: int, shut: Callable[[Limits], None]) -> NoReturn:
    """Serve one request and leave without running anything that the student's code has left behind."""
    leave = os._exit
    try:
        channel = Channel(open(request_descriptor, "rb"), result_descriptor)  # noqa: SIM115 - it is left open
        payload = channel.read(Kind.REQUEST)
        request = decode_request(channel.token, payload)
        channel.allow(request.limits.results)
        shut(request.limits)
        channel.tell(Kind.READY)
        _serve(request, channel)
        channel.tell(Kind.END)
    except MemoryError:
        channel.tell(Kind.MEMORY)
    except BaseException as problem:
        os.write(2, f"{type(problem).__name__}: {problem}\n".encode(errors="replace"))
        leave(BROKEN)
    leave(0)


def _serve(request: Request, channel: Channel) -> None:
    """Load the file and make the calls, one after the other; stop at what ends a run."""
    module = _load(request, channel)
    if module is None:
        return
    caller = Caller(module, request)
    for _ in range(request.calls):
        if not _answer(caller, channel, request.filename):
            return


def _answer(caller: Caller, channel: Channel, filename: str) -> bool:
    """Make one call and tell what came of it; False when no more calls should be made."""
    payload = channel.read(Kind.CALL)
    try:
        kind, told = caller.make(payload)
    except MemoryError:
        raise
    except BaseException as problem:
        channel.tell_raised(Kind.RAISED, problem, filename)
        return True
    if not channel.fits(told):
        channel.tell(Kind.TOO_LARGE)
        return False
    channel.tell(kind, told)
    return True


def _load(request: Request, channel: Channel) -> ModuleType | None:
    """Run the student's file as a module; ``None`` where that failed, which has been told then."""
    code = _compile(request, channel)
    if code is None:
        return None
    module = ModuleType(MODULE)
    module.__file__ = request.filename
    sys.modules[MODULE] = module
    try:
        exec(code, module.__dict__)  # noqa: S102 - running the student's file is what this process is for
    except MemoryError:
        raise
    except BaseException as problem:
        channel.tell_raised(Kind.LOAD_RAISED, problem, request.filename)
        return None
    for name in request.functions:
        if not callable(module.__dict__.get(name)):
            defined = _defined(module, request.filename)
            found = [encode_integer(len(defined)), *map(encode_text, defined)]
            channel.tell(Kind.MISSING, encode_text(name), *found)
            return None
    return module


def _compile(request: Request, channel: Channel) -> CodeType | None:
    try:
        return compile(request.source, request.filename, "exec", dont_inherit=True)
    except SyntaxError as problem:
        line, column, message = problem.lineno or 0, problem.offset or 0, problem.msg
    except (ValueError, OverflowError) as problem:
        line, column, message = 0, 0, str(problem)
    except (RecursionError, MemoryError):
        line, column, message = 0, 0, "the file is nested too deep"
    channel.tell(Kind.SYNTAX, encode_integer(line), encode_integer(column), _text(message))
    return None


def _defined(module: ModuleType, filename: str) -> list[str]:
    """Names of functions written in the file, in order."""
    members: list[tuple[Any, Any]] = [*module.__dict__.items()]
    names = [
        name
        for name, value in members
        if type(value) is FunctionType and value.__code__.co_filename == filename
    ]
    return names[:50]


def _text(text: str) -> bytes:
    return encode_text(text[:2000])
