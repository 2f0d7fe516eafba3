"""The page of some problem files, made anew whenever what is in them changes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from threading import Event, Lock, Thread, Timer
from time import monotonic

from ..errors import GradecheckError, OperatorError
from ..problem.finding import find
from ..problem.loading import content_of
from . import work
from .worker import Stopped, Worker

PERIOD = 0.3
"""Seconds between two looks at the files."""
FOLDER_PERIOD = 2.0
"""Seconds between two looks for files that are new in a folder."""
PATIENCE = 0.6
"""Seconds that tests may take before the page is shown without them."""
PAGE_SECONDS, FILE_SECONDS = 60.0, 300.0

Stamp = tuple[int, int, int]


class Follower:
    """Follows the files that ``name`` stands for, in a thread of its own.

    ``shown`` may be read from any thread; both texts are "" until there is a first page. ``judge`` is the
    worker for answers; it also makes the page without tests, which must not wait for an examination.
    """

    def __init__(self, name: str, seed: int, student: str = "") -> None:
        self.name, self.seed, self.student = name, seed, student
        self.files = find(name)
        self._next_search = monotonic() + FOLDER_PERIOD
        self._stamps: dict[Path, tuple[Stamp, str]] = {}
        self._examined: set[work.Watched] = set()
        self._examiner, self.judge = Worker(), Worker()
        self._lock = Lock()
        self._page = self._version = ""
        self._over, self._first = Event(), Event()
        self._thread = Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        """Begin, and wait for the first page."""
        self._thread.start()
        self._first.wait()

    def close(self) -> None:
        """End the thread and both workers."""
        self._over.set()
        self._thread.join(5)
        self._examiner.close()
        self.judge.close()

    @property
    def shown(self) -> tuple[str, str]:
        """The page and its version."""
        with self._lock:
            return self._page, self._version

    def _follow(self) -> None:
        seen: tuple[work.Watched, ...] | None = None
        try:
            while not self._over.is_set():
                now = self._look()
                if now != seen:
                    seen = now
                    self._renew(seen)
                self._over.wait(PERIOD)
        finally:
            self._first.set()  # whatever happened, nobody waits for it

    def _look(self) -> tuple[work.Watched, ...]:
        """The files as they are. One that is not there for a moment, as editors do it, is one with nothing."""
        if monotonic() > self._next_search and Path(self.name).expanduser().is_dir():
            try:
                self.files = find(self.name)
            except GradecheckError:
                self.files = ()
            self._next_search = monotonic() + FOLDER_PERIOD
        return tuple((str(path), self._digest(path)) for path in self.files)

    def _digest(self, path: Path) -> str:
        try:
            state = path.stat()
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
            known = self._stamps.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, hashlib.sha256(content_of(path)).hexdigest())
                self._stamps[path] = known
        except (OSError, OperatorError) as error:
            return f"unreadable: {error}"
        return known[1]

    def _renew(self, files: tuple[work.Watched, ...]) -> None:
        """A page with all there is to say; before it one without the tests, where these take long."""

        def is_stale() -> bool:
            return self._over.is_set() or self._look() != files

        self._examined.intersection_update(files)
        waiting = [file for file in files if file not in self._examined]
        try:
            timer = self._shown_early(files) if waiting else None
            try:
                for file in waiting:
                    question = (*file, self.seed, self.student)
                    self._examiner.ask(work.examine_file, *question, seconds=FILE_SECONDS, stop=is_stale)
                    self._examined.add(file)
                whole = self._page_of(files, "whole", self._examiner)
            finally:
                if timer is not None:
                    timer.cancel()
                    timer.join()
            self._show(*whole)
        except Stopped:
            self._examined.clear()
        except GradecheckError as error:
            self._fail(files, error.fact)
        except Exception as error:
            self._fail(files, f"internal error ({type(error).__name__}: {error}); please report it")

    def _shown_early(self, files: tuple[work.Watched, ...]) -> Timer:
        """What shows the page without what is not examined yet, in a moment.

        A stopped examination takes its process along; of several files that one knows the others.
        """
        early = self._page_of(files, "early", self._examiner if len(files) > 1 else self.judge)
        timer = Timer(PATIENCE, self._show, early)
        timer.start()
        return timer

    def _fail(self, files: tuple[work.Watched, ...], fact: str) -> None:
        self._examined.clear()
        version = _digest_of(files, f"failed {fact}")
        self._show(work.page_of_failure(self.name, fact, self.name, version), version)

    def _page_of(self, files: tuple[work.Watched, ...], stage: str, worker: Worker) -> tuple[str, str]:
        examined = frozenset(self._examined)
        version = _digest_of(files, f"{stage} {len(examined)}")
        arguments = (files, examined, self.name, self.seed, self.student, version)
        return worker.ask(work.page_of, *arguments, seconds=PAGE_SECONDS), version

    def _show(self, page: str, version: str) -> None:
        with self._lock:
            self._page, self._version = page, version
        self._first.set()


def _digest_of(files: tuple[work.Watched, ...], stage: str) -> str:
    return hashlib.sha256(os.fsencode(repr((files, stage)))).hexdigest()[:24]
