"""How many jobs a second each tier of the sandbox does, against a new Python for each job, in one run.

    python benchmarks/sandbox.py [--jobs N] [--calls N]

A job is what grading does with one file: load it, call its function with three pairs of small arrays, bring
the results back. The plain process does the same job: it starts, imports NumPy, loads, calls, and prints the
numbers. Figures of one run on one machine are compared with one another, never with another run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from gradecheck.errors import MachineError
from gradecheck.sandbox.request import Call
from gradecheck.sandbox.selftest import failures
from gradecheck.sandbox.tiers import TIERS, Tier
from gradecheck.sandbox.zygote import Zygote

SOURCE = """
import numpy as np

def gradient(x, w, upstream):
    a = 1 / (1 + np.exp(-(w @ x)))
    d = upstream * a * (1 - a)
    return np.outer(d, x), w.T @ d
"""
PLAIN = (
    SOURCE
    + """
import json, sys
for arguments in json.load(sys.stdin):
    print([array.tolist() for array in gradient(*map(np.array, arguments))])
"""
)


def inputs(count: int) -> list[tuple[np.ndarray, ...]]:
    """Arguments of the calls of one job."""
    random = np.random.default_rng(0)
    return [tuple(random.standard_normal(shape) for shape in ((7,), (5, 7), (5,))) for _ in range(count)]


def per_second(job: Callable[[], object], jobs: int, workers: int = 1) -> float:
    """Jobs a second, by one thread or several."""
    started = time.perf_counter()
    if workers == 1:
        for _ in range(jobs):
            job()
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda _: job(), range(jobs)))
    return jobs / (time.perf_counter() - started)


def by_process(calls: int, jobs: int) -> float:
    """A new interpreter for each job."""
    given = json.dumps([[array.tolist() for array in arguments] for arguments in inputs(calls)])
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PATH": os.environ["PATH"]}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "job.py"
        file.write_text(PLAIN)

        def job() -> None:
            command = [sys.executable, "-I", str(file)]
            subprocess.run(command, input=given, capture_output=True, text=True, check=True, env=environment)

        return per_second(job, jobs)


def by_tier(tier: Tier, calls: int, jobs: int, workers: int = 1) -> float:
    """One zygote for each worker."""
    asked = [Call("gradient", arguments) for arguments in inputs(calls)]
    with ExitStack() as stack:
        zygotes = [stack.enter_context(Zygote(tier)) for _ in range(workers)]
        turns = iter(range(1 << 60))

        def job() -> None:
            run = zygotes[next(turns) % workers].run(SOURCE, "answer.py", asked)
            assert run.failure is None
            assert len(run.calls) == calls

        job()
        return per_second(job, jobs, workers)


def processor(work: Callable[[], object], jobs: int) -> float:
    """Milliseconds of processor time a job, in this process and those that ended."""
    before = os.times()
    work()
    return 1000 * (sum(os.times()[:4]) - sum(before[:4])) / jobs


def by_call(tier: Tier, calls: int) -> float:
    """Microseconds a call, in one job of many."""
    asked = [Call("gradient", arguments) for arguments in inputs(calls)]
    with Zygote(tier) as zygote:
        zygote.run(SOURCE, "answer.py", asked[:1])
        started = time.perf_counter()
        zygote.run(SOURCE, "answer.py", asked)
        return (time.perf_counter() - started) / calls * 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--jobs", type=int, default=300, help="jobs for each tier (a tenth for the plain process)"
    )
    parser.add_argument("--calls", type=int, default=3, help="calls in a job")
    asked = parser.parse_args()
    few = max(asked.jobs // 10, 5)
    before = by_process(asked.calls, few)
    spent = processor(lambda: by_process(asked.calls, few), few)
    print(
        "| tier | holds | start, ms | jobs a second | times a process | CPU ms a job | 2 zygotes | µs a call |"
    )
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    print(f"| python for each job | no | | {before:.1f} | 1.0 | {spent:.1f} | | |")
    for tier in TIERS:
        try:
            started = time.perf_counter()
            with Zygote(tier) as zygote:
                start = 1000 * (time.perf_counter() - started)
                holds = "no" if failures(zygote) else "yes"
            one = by_tier(tier, asked.calls, asked.jobs)
            two = by_tier(tier, asked.calls, asked.jobs, workers=2)
            spent = processor(partial(by_tier, tier, asked.calls, asked.jobs), asked.jobs)
            call = by_call(tier, 2000)
        except MachineError as problem:
            print(f"| {tier.name} | {problem.fact} | | | | | | |")
            continue
        figures = f"{start:.0f} | {one:.0f} | {one / before:.1f} | {spent:.1f} | {two:.0f} | {call:.0f}"
        print(f"| {tier.name} | {holds} | {figures} |")


if __name__ == "__main__":
    main()
