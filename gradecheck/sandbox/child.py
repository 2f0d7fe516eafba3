"""The child's side of the wall: read the request, shut the doors, run the student's code, tell the results.

Only this process ever runs a student's code. Everything here shares it with that code, so nothing that is
told from here is trusted further than the student is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from math import ceil
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

from numpy.typing import NDArray

from . import wire
from .limits import Limits
from .request import Request, decode_request
from .returned import NotNumbers, arrays_of
from .wire import Kind

MODULE = "submission"
BROKEN = 70
"""Exit code of a child whose own code failed."""


class _Channel:
    """The pipe that results go through, with how much more may go through it."""

    def __init__(self, descriptor: int, token: bytes, most: int) -> None:
        self._descriptor = descriptor
        self._token = token
        self._left = most
        self._write = os.write

    def fits(self, payload: bytes) -> bool:
        """Whether the payload is within what is left of the limit."""
        return len(payload) + 2 * wire.HEADER.size <= self._left

    def tell(self, kind: Kind, *fields: bytes) -> None:
        """Send one frame."""
        data = memoryview(wire.encode_frame(kind, self._token, b"".join(fields)))
        self._left -= len(data)
        while data:
            data = data[self._write(self._descriptor, data) :]


def main(request_descriptor: int, result_descriptor: int) -> NoReturn:
    """Serve one request and leave without running anything that the student's code has left behind."""
    leave = os._exit
    try:
        with open(request_descriptor, "rb") as pipe:
            request = decode_request(pipe.read())
        channel = _Channel(result_descriptor, request.token, request.limits.results)
        _shut_doors(request.limits)
        channel.tell(Kind.READY)
        _serve(request, channel)
        channel.tell(Kind.END)
    except MemoryError:
        channel.tell(Kind.MEMORY)
    except BaseException as problem:
        sys.stderr.write(f"{type(problem).__name__}: {problem}\n")
        leave(BROKEN)
    leave(0)


def _shut_doors(limits: Limits) -> None:
    """Set the resource limits, as far as this system has them."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = ceil(usage.ru_utime + usage.ru_stime + limits.seconds) + 1
    for name, soft, hard in (
        ("RLIMIT_CPU", seconds, seconds + 1),
        ("RLIMIT_AS", limits.memory, limits.memory),
        ("RLIMIT_FSIZE", limits.file, limits.file),
        ("RLIMIT_NOFILE", limits.descriptors, limits.descriptors),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NPROC", 0, 0),
    ):
        limit = getattr(resource, name, None)
        if limit is None:
            continue
        _, most = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        try:
            resource.setrlimit(limit, (soft, hard))
        except (OSError, ValueError):
            continue  # macOS refuses some of them; the deadline in the parent holds everywhere


def _serve(request: Request, channel: _Channel) -> None:
    """Load the file and make the calls, one after the other; stop at what ends a run."""
    code = _compile(request, channel)
    if code is None:
        return
    module = ModuleType(MODULE)
    module.__file__ = request.filename
    sys.modules[MODULE] = module
    try:
        exec(code, module.__dict__)  # noqa: S102 - running the student's file is what this process is for
    except MemoryError:
        raise
    except BaseException as problem:
        _tell_raised(Kind.LOAD_RAISED, problem, request.filename, channel)
        return
    function = module.__dict__.get(request.function)
    if not callable(function):
        defined = _defined(module, request.filename)
        channel.tell(Kind.MISSING, wire.encode_integer(len(defined)), *map(wire.encode_text, defined))
        return
    for arguments in request.calls:
        if not _call(function, arguments, request.filename, channel):
            return


def _compile(request: Request, channel: _Channel) -> CodeType | None:
    try:
        return compile(request.source, request.filename, "exec", dont_inherit=True)
    except SyntaxError as problem:
        line, column, message = problem.lineno or 0, problem.offset or 0, problem.msg
    except (ValueError, OverflowError) as problem:
        line, column, message = 0, 0, str(problem)
    except (RecursionError, MemoryError):
        line, column, message = 0, 0, "the file is nested too deep"
    channel.tell(Kind.SYNTAX, wire.encode_integer(line), wire.encode_integer(column), _text(message))
    return None


def _call(
    function: Callable[..., object], arguments: tuple[NDArray[Any], ...], filename: str, channel: _Channel
) -> bool:
    """One call on fresh arrays; False when no more calls should be made."""
    given = [argument.copy() for argument in arguments]
    try:
        returned = arrays_of(function(*given))
    except MemoryError:
        raise
    except NotNumbers as problem:
        channel.tell(Kind.WRONG_RETURN, _text(str(problem)))
        return True
    except BaseException as problem:
        _tell_raised(Kind.RAISED, problem, filename, channel)
        return True
    mutated = [n for n, (a, b) in enumerate(zip(given, arguments, strict=True)) if _differ(a, b)]
    payload = b"".join(map(wire.encode_integer, [len(mutated), *mutated])) + wire.encode_arrays(returned)
    if not channel.fits(payload):
        channel.tell(Kind.TOO_LARGE)
        return False
    channel.tell(Kind.RETURNED, payload)
    return True


def _differ(left: NDArray[Any], right: NDArray[Any]) -> bool:
    """Whether two arrays differ in any bit: a NaN is itself."""
    return (left.dtype, left.shape, left.tobytes()) != (right.dtype, right.shape, right.tobytes())


def _tell_raised(kind: Kind, problem: BaseException, filename: str, channel: _Channel) -> None:
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
    channel.tell(kind, _text(type(problem).__name__), _text(message), wire.encode_integer(line))


def _defined(module: ModuleType, filename: str) -> list[str]:
    """Names of functions written in the file, in order."""
    names = [
        name
        for name, value in module.__dict__.items()
        if isinstance(value, FunctionType) and value.__code__.co_filename == filename
    ]
    return names[:50]


def _text(text: str) -> bytes:
    return wire.encode_text(text[:2000])
