"""A run: everything that is not judged yet is cut into shards, judged by an executor, and kept.

The store is the only state. A run that was killed goes on where it stopped when it is run again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from ..errors import MachineError
from ..problem.codec import encode
from .engine import engine
from .executors import Executor
from .shard import Order, Shard
from .store import Store

SIZE = 8
"""Attempts in a shard."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: attempts of it that are done, and answers that were judged anew."""

    done: int
    of: int
    judged: int
    failed: int


def run(
    store: Store,
    executor: Executor,
    *,
    seed: int = 0,
    trust: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Judge all that is open in ``store``; ``tell`` hears of each step. The last step is returned.

    Raises ``MachineError`` where no sandbox holds for code or a verdict got lost, and ``AuthorError`` where a
    problem's own forward does not work; what was judged before that is kept.
    """
    store.reopen()
    problems = store.problems()
    data = json.dumps([encode(problem) for problem in problems])
    kept = str(store.path) if executor.shares_disk else ""
    order = Order(data, seed, engine(), uuid4().hex, trust, kept)
    step = Progress(0, store.open_attempts(), 0, 0)
    tell(step)
    for judged in executor.judged(_shards(store, order)):
        new = store.enter(judged)
        attempts = {row.attempt for row in judged.graded} | {one.attempt for one in judged.failures}
        step = Progress(
            step.done + len(attempts),
            step.of,
            step.judged + new,
            step.failed + len({one.attempt for one in judged.failures}),
        )
        tell(step)
    if lost := store.reopen():
        raise MachineError(f"{lost} attempts have answers whose verdicts got lost", remedy="run it again")
    return step


def _shards(store: Store, order: Order) -> Iterator[Shard]:
    works = store.open_work()
    while some := tuple(islice(works, SIZE)):
        yield Shard(order, some, () if order.store else store.known(some))
