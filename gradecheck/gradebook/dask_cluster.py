"""The workers of a Dask cluster as an executor: ``gradecheck batch --scheduler tcp://…``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import OperatorError
from .executors import apart
from .shard import Judged, Shard, judge

PATIENCE = "15s"
"""How long a scheduler may take to answer."""


@dataclass(frozen=True, slots=True)
class Dask:
    """The workers of a Dask cluster, which share no disk with this machine. Needs ``gradecheck[dask]``."""

    address: str

    def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
        """See ``Executor``. Raises ``OperatorError`` where there is no such cluster, or no Dask here."""
        try:
            from distributed import Client, KilledWorker, as_completed
        except ImportError:
            raise OperatorError("Dask is not installed", remedy="pip install 'gradecheck[dask]'") from None
        try:
            client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise OperatorError(
                f"{self.address}: no Dask scheduler answers: {error}",
                remedy="the address is like tcp://host:8786",
            ) from None

        with client:
            running: dict[Any, Shard] = {}
            done = as_completed(loop=client.loop)
            while True:
                most = 2 * max(1, sum(client.nthreads().values()))
                while len(running) < most and (shard := next(shards, None)):
                    future = client.submit(judge, shard, pure=False)
                    running[future.key] = shard
                    done.add(future)
                if not running:
                    return
                future = next(done)
                shard = running.pop(future.key)
                try:
                    yield future.result()
                except KilledWorker:
                    yield from apart(
                        shard, lambda one: client.submit(judge, one, pure=False).result(), KilledWorker
                    )
