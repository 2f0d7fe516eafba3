"""The workers of a Dask cluster as an executor: ``gradecheck batch --scheduler tcp://…``."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import OperatorError
from .executors import apart
from .shard import Judged, Shard, judge

PATIENCE = 10.0
"""Seconds that a scheduler may take to answer."""

_ADDRESS = re.compile(r"(?:tcp|tls)://\[?([^/\[\]]+?)\]?:(\d{1,5})")


def _reach(address: str) -> None:
    """Raises ``OperatorError`` where nobody answers; Dask itself would print a traceback."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise OperatorError(f"{address} is no scheduler's address", remedy="write it like tcp://host:8786")
    try:
        socket.create_connection((found[1], int(found[2])), PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise OperatorError(
            f"{address}: no Dask scheduler answers: {error}", remedy="start one with: dask scheduler"
        ) from None


@dataclass(frozen=True, slots=True)
class Dask:
    """The workers of a Dask cluster, which share no disk with this machine. Needs ``gradecheck[dask]``."""

    address: str
    shares_disk: ClassVar[bool] = False

    def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
        """See ``Executor``. Raises ``OperatorError`` where there is no such cluster, or no Dask here."""
        try:
            from distributed import Client, KilledWorker, as_completed
        except ImportError:
            raise OperatorError("Dask is not installed", remedy="pip install 'gradecheck[dask]'") from None
        _reach(self.address)
        with Client(self.address, set_as_default=False) as client:
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
