"""Who judges the shards of a run: here, processes on this machine.

A worker that dies costs a retry: its shard is judged again, attempt by attempt if need be, and only an attempt
that takes its worker down every time is given up.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import connection, get_context, parent_process
from typing import ClassVar, Protocol

from .shard import Failure, Judged, Shard, judge

TRIES = 2
"""How often an attempt by itself may take its worker down before it is given up."""

GARBAGE = 20_000
"""How many new objects make a worker look for garbage: it makes millions, and next to no rings of them."""

DIED = "its worker died every time"


class Executor(Protocol):
    """Judges shards, in any order; as many are under way as there are workers, and a few more."""

    shares_disk: ClassVar[bool]
    """Whether the workers may look into the gradebook."""

    def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
        """What becomes of each shard. Raises what ``judge`` raises."""


@dataclass(frozen=True, slots=True)
class Local:
    """Processes on this machine, each with a zygote of its own for code."""

    jobs: int = 0
    """How many; 0 for one a core."""
    shares_disk: ClassVar[bool] = True

    def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
        """See ``Executor``."""
        running: dict[Future[Judged], Shard] = {}
        jobs = self.jobs or cores()
        pool = _pool(jobs)
        try:
            while True:
                fallen: list[Shard] = []
                while not fallen and len(running) < 2 * jobs and (shard := next(shards, None)):
                    try:
                        running[pool.submit(judge, shard)] = shard
                    except BrokenProcessPool:
                        fallen.append(shard)
                if not running and not fallen:
                    return
                done = wait(running, return_when=FIRST_COMPLETED).done
                for future in [each for each in running if each in done]:
                    shard = running.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        fallen.append(shard)
                if fallen:
                    fallen += running.values()
                    running.clear()
                    pool.shutdown(wait=False, cancel_futures=True)
                    pool = _pool(jobs)
                    for shard in fallen:
                        yield from apart(shard, _alone, BrokenProcessPool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def apart(shard: Shard, once: Callable[[Shard], Judged], death: type[Exception]) -> Iterator[Judged]:
    """Judge a shard whose worker died: as a whole once more, then each attempt by itself."""
    for _ in range(TRIES if len(shard.works) == 1 else 1):
        try:
            yield once(shard)
            return
        except death:
            pass
    if len(shard.works) > 1:
        for work in shard.works:
            yield from apart(replace(shard, works=(work,)), once, death)
        return
    work = shard.works[0]
    yield Judged(failures=[Failure(work.attempt, name, DIED) for name in work.problems])


def _alone(shard: Shard) -> Judged:
    with _pool(1) as pool:
        return pool.submit(judge, shard).result()


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=as_worker)


def as_worker() -> None:
    """A worker leaves an interrupt to its parent, and ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(GARBAGE)
    parent = parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()
