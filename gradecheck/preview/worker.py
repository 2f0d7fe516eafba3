"""A process that does one piece of work after another, and is killed when one takes too long."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock
from time import monotonic

from ..errors import GradecheckError, MachineError
from ..gradebook.executors import as_worker

TICK = 0.1
"""Seconds between two looks at whether the work is still wanted."""


class Stopped(Exception):
    """The work was not wanted any more."""


class Worker:
    """Work is a function of a module with arguments that can be pickled; it gives a text."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def ask(
        self,
        work: Callable[..., str],
        *arguments: object,
        seconds: float,
        stop: Callable[[], bool] = lambda: False,
    ) -> str:
        """What ``work`` gives. ``stop`` says that it is not wanted any more.

        Raises ``GradecheckError`` where the work does, ``MachineError`` where it is not done within
        ``seconds`` or takes its process down, ``Stopped`` where it was stopped.
        """
        with self._lock:
            end = monotonic() + seconds
            try:
                line = self._running()
                line.send((work, arguments))
                while not line.poll(TICK):
                    if stop():
                        self._kill()
                        raise Stopped
                    if monotonic() > end:
                        self._kill()
                        raise MachineError(f"this took longer than {seconds:g} seconds and was stopped")
                is_done, text = line.recv()
            except (EOFError, OSError) as error:
                self._kill()
                raise MachineError(f"the process for this ended ({type(error).__name__})") from None
        if not is_done:
            raise GradecheckError(text)
        return str(text)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._kill()

    def _running(self) -> Connection:
        if self._process is None or self._line is None or not self._process.is_alive():
            self._kill()
            context = get_context("spawn")
            self._line, other = context.Pipe()
            self._process = context.Process(target=_work, args=(other,), daemon=True)
            held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                self._process.start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, held)
                other.close()
        return self._line

    def _kill(self) -> None:
        process, line = self._process, self._line
        self._process = self._line = None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if line is not None:
            line.close()


def _work(line: Connection) -> None:
    """What the process does: it ends with its parent. It began with Ctrl-C held back, which is its parent's."""
    as_worker()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with contextlib.suppress(EOFError, OSError):
        while True:
            work, arguments = line.recv()
            line.send(_done(work, arguments))


def _done(work: Callable[..., str], arguments: tuple[object, ...]) -> tuple[bool, str]:
    try:
        return True, work(*arguments)
    except GradecheckError as error:
        return False, str(error)
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return False, f"internal error ({said}); please report it"
