"""A Dask cluster as executor: workers that share no disk, and may die."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradecheck.errors import OperatorError
from gradecheck.gradebook.batch import run
from gradecheck.gradebook.dask_cluster import Dask
from gradecheck.gradebook.shard import Judged, Shard
from gradecheck.gradebook.store import Store

from .classes import graded, problem, small_class
from .test_batch import everything

distributed = pytest.importorskip("distributed", reason="Dask is not installed (gradecheck[dask])")

pytestmark = pytest.mark.filterwarnings("ignore")  # warnings of Dask's own, at start and end


def test_a_worker_that_is_killed_in_the_middle_costs_no_result(tmp_path: Path) -> None:
    small, found = problem(tmp_path), small_class(120)
    with (
        warnings.catch_warnings(action="ignore"),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path / "dask")
        ) as cluster,
    ):

        class Killing(Dask):
            def judged(self, shards: Iterator[Shard]) -> Iterator[Judged]:
                for number, each in enumerate(super().judged(shards)):
                    if number == 1:
                        worker = next(iter(cluster.workers.values()))
                        worker.process.process.kill()
                    yield each

        with Store.open(tmp_path, create=True) as store:
            store.set_problems([small], 0)
            store.take_in(found, "class", ["small"])
            done = run(store, Killing(cluster.scheduler_address))
    assert (done.done, done.failed) == (120, 0)
    graded(tmp_path / "here", [small], found)
    assert everything(tmp_path) == everything(tmp_path / "here")


def test_a_scheduler_that_does_not_answer_is_told() -> None:
    with pytest.raises(OperatorError) as error:
        list(Dask("tcp://127.0.0.1:9").judged(iter(())))
    assert str(error.value).startswith("tcp://127.0.0.1:9: no Dask scheduler answers")
