"""The zygote's own process: a clean interpreter with NumPy imported that forks once for each job.

It never sees a request: its control socket brings the three descriptors of a job, which only the forked child
reads. It speaks in messages of a byte and a payload: ``R`` ready, ``X`` cannot start (and why), then for each
job ``J`` with the descriptors and ``K`` with the milliseconds that the job may still take to leave; the
answer is ``E`` with the wait status, ``F`` where there was no process to be had. When the socket closes it
ends, and all it has started with it.
"""

from __future__ import annotations

import fcntl  # here and not later: a job that imports it would load it anew each time
import gc
import importlib
import os
import random
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import numpy as np

from . import child
from .readable import Readable
from .shutting import MOST_DESCRIPTORS, Shutter, enter_namespaces
from .tiers import Tier, named

STATUS = struct.Struct("<i")
GRACE = struct.Struct("<I")
CONTROL = 3
"""The descriptor of the control socket; a job has its request there."""


_EARLY = """
    bisect cmath collections.abc contextlib copy dataclasses enum fractions functools heapq itertools math
    numbers numpy.fft numpy.linalg numpy.polynomial numpy.random operator random re statistics string time
    typing warnings
""".split()
"""What exercises import, ready in every job."""

_NO_LATER = """
    abc ast builtins collections decimal inspect json numpy.ma numpy.testing pprint textwrap traceback types
""".split()
"""Imported as well where a job cannot open files: what is not there by then cannot be imported."""


def main(name: str, control: str) -> NoReturn:
    """Enter the tier, say so, and serve until the other end of the control socket is closed."""
    tier = named(name)
    with socket.socket(fileno=_only(int(control))) as line:
        try:
            shutter = _enter(tier, line, _paths(line))
        except Exception as problem:
            line.send(b"X" + f"{problem}".encode())
            os._exit(0)
        line.send(b"R")
        while _serve(line, shutter):
            pass
    os._exit(0)


def _only(control: int) -> int:
    """The control socket at a low number, however high it came, and no other descriptor above it."""
    os.dup2(control, CONTROL)
    os.closerange(CONTROL + 1, max(control + 1, MOST_DESCRIPTORS))
    return CONTROL


def _paths(line: socket.socket) -> Readable:
    """The first message: what may be read."""
    size = int.from_bytes(line.recv(4, socket.MSG_WAITALL), "little")
    trees, listed = line.recv(size, socket.MSG_WAITALL).decode("utf-8", "surrogateescape").split("\0\0")
    return Readable(tuple(filter(None, trees.split("\0"))), tuple(filter(None, listed.split("\0"))))


def _enter(tier: Tier, line: socket.socket, readable: Readable) -> Shutter:
    """Import what jobs need, then give up all that none of them needs."""
    if tier.namespaces and tier.guard != "mounts":
        enter_namespaces(line)
    for module in (*_EARLY, *(_NO_LATER if tier.guard == "filter" else ())):
        importlib.import_module(module)
    np.random.seed(0)  # students use the global generator, and grading twice gives the same
    shutter = Shutter(tier)
    shutter.shut_for_all(readable)
    gc.collect()
    gc.freeze()
    return shutter


def _serve(line: socket.socket, shutter: Shutter) -> bool:
    """One job; False when there will be no more."""
    message, descriptors, _, _ = socket.recv_fds(line, 1, 3)
    if message != b"J" or len(descriptors) != 3:
        return False
    with shutter.directory():
        try:
            job = os.fork()
        except OSError:
            job = -1
        if job == 0:
            _become(descriptors, line, shutter)
        for descriptor in descriptors:
            os.close(descriptor)
        message = line.recv(1 + GRACE.size)
        status = _ended(job, GRACE.unpack(message[1:])[0]) if message[:1] == b"K" else None
        sweep(job)
    if status is None:
        return False
    line.send((b"E" if job > 0 else b"F") + STATUS.pack(status))
    return True


def _become(descriptors: list[int], line: socket.socket, shutter: Shutter) -> NoReturn:
    """The job: move its descriptors to 1, 2, 3 and 4, close all others, and serve the request."""
    leave = os._exit
    try:
        line.close()
        request, results, text = (_above(each) for each in descriptors)
        for target, source in ((1, text), (2, text), (3, request), (4, results)):
            os.dup2(source, target)
        os.closerange(5, MOST_DESCRIPTORS)
        random.seed(0)  # here, because each fork draws a new one by itself
        child.main(3, 4, shutter.shut)
    finally:
        leave(child.BROKEN)


def _above(descriptor: int) -> int:
    """A copy of the descriptor that is in no other's way."""
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16)


def _ended(job: int, milliseconds: int) -> int:
    """The wait status of a job that has this long to leave by itself; it is killed then."""
    if job < 0:
        return 0
    deadline = time.monotonic() + milliseconds / 1000
    while True:
        over = time.monotonic() >= deadline
        if over:
            with suppress(ProcessLookupError):
                os.kill(job, signal.SIGKILL)
        done, status = os.waitpid(job, 0 if over else os.WNOHANG)
        if done:
            return status
        time.sleep(0.0002)


def sweep(job: int) -> None:
    """Kill all that a job has left behind, and wait until it is gone.

    In a process namespace of our own that is every process but this one. Elsewhere the filter lets a job start
    none; in the plain tier its orphans become our children, and are found as such.
    """
    if os.getpid() == 1:
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    elif job > 0:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(job, signal.SIGKILL)
    while True:
        for orphan in _children():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(orphan, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    """Processes whose parent this is, as far as the system tells."""
    try:
        return [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


if sys.platform == "win32":
    raise ImportError("there are no forks on Windows")
