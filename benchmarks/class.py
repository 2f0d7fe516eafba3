"""How long a class takes, and how much memory: a synthetic class on the practice sheet, by `gradecheck batch`.

    python benchmarks/class.py [--students N ...] [--jobs N] [--sample N] [--broken SHARE]

Each size is a run of its own in the default sandbox, with an empty gradebook; with several sizes, such as
`--students 1000 10000`, peak memory is compared. Wall time is that of this machine as it was; CPU time is the
sum over all processes, so that what else ran matters less.

On a sample of the same class, each symbolic answer that SymPy can hold (scalars without sums over an index) is
judged with `sympy.simplify(a - b)` as well, and each program in a fresh Python process that checks its gradient
by central differences at three inputs. Both get 10 s for an answer.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from equivalence import Row, sympy_simplify

from gradecheck.errors import GradecheckError
from gradecheck.gradebook.synthetic.answering import Answer, answers
from gradecheck.gradebook.synthetic.choices import Question, questions
from gradecheck.gradebook.synthetic.students import student
from gradecheck.gradebook.synthetic.writing import write_class
from gradecheck.grading import symbolic
from gradecheck.notation import parse
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.parts import CodePart, GraphForward, SymbolicPart

SHEET, LIMIT = "section3", 10
POLL = 0.2

# ---- the whole class ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Memory:
    """Peak resident memory in MB of the parent, and of all that it started, as seen from outside."""

    process: int
    parent: float = 0
    largest: float = 0
    together: float = 0
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.over.wait(POLL):
            below = {one: resident(one) for one in descendants(self.process)}
            self.parent = max(self.parent, resident(self.process))
            self.largest = max(self.largest, *below.values(), 0, 0)
            self.together = max(self.together, sum(below.values()))


def resident(process: int) -> float:
    """Proportional memory, so that pages shared by forks count once; 0 for a process that is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


def descendants(process: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, todo = [], [process]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """A class graded: seconds on the clock and of all processors, memory in MB."""

    students: int
    answers: int
    wall: float
    cpu: float
    memory: Memory


def graded(folder: Path, students: int, jobs: int, broken: float) -> Run:
    problems = [load(path) for path in find(SHEET)]
    start = time.perf_counter()
    handed = sum(one.at is not None for one in write_class(problems, folder, students, seed=1, broken=broken))
    print(f"{students} students made in {time.perf_counter() - start:.1f} s, {handed} handed in", flush=True)
    course = folder / "course"
    course.mkdir()
    command = [sys.executable, "-m", "gradecheck", "batch", SHEET, str(folder / "submissions")]
    command += ["--course", str(course), "--roster", str(folder / "roster.csv"), "--jobs", str(jobs)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    memory = Memory(process.pid)
    watcher = threading.Thread(target=memory.watch)
    watcher.start()
    said, _ = process.communicate()
    wall = time.perf_counter() - start
    memory.over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.returncode == 0, said
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    count = next(int(line.split()[3]) for line in said.splitlines() if line.startswith("in the gradebook:"))
    return Run(handed, count, wall, cpu, memory)


def show(run: Run) -> None:
    each = f"{run.students / run.wall:.1f} students/s, {run.answers / run.wall:.0f} answers/s"
    cpu = f"{run.cpu:.1f} s of CPU ({1000 * run.cpu / run.students:.0f} ms a student)"
    memory = run.memory
    print(f"{run.students:6} hand-ins, {run.answers} answers: {run.wall:.1f} s ({each}), {cpu}")
    print(
        f"       peak memory: parent {memory.parent:.0f} MB, largest of the others {memory.largest:.0f} MB, "
        f"all others together {memory.together:.0f} MB",
        flush=True,
    )


# ---- a sample, judged otherwise ----------------------------------------------------------------------------


class TooLate(Exception):
    """The limit for one answer is over."""


def limited(judge: Callable[[], object]) -> float:
    """Seconds of this process and its children that ``judge`` takes, at most the limit on the clock."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLate

    before = used()
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        judge()
    except (
        TooLate,
        subprocess.TimeoutExpired,
        GradecheckError,
        ValueError,
        TypeError,
        AttributeError,
        NotImplementedError,
    ):
        pass
    finally:
        signal.alarm(0)
    return used() - before


def used() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in map(resource.getrusage, kinds))


def rows(sample: list[Answer]) -> Iterator[tuple[Answer, SymbolicPart, Row]]:
    """The symbolic answers that SymPy can hold, as a pair of expressions."""
    for answer in sample:
        part, scope = answer.question.part, answer.question.problem.scope
        if isinstance(part, SymbolicPart) and answer.text and part.shape == (1, 1) and not scope.indices:
            try:
                reading = parse(answer.text, scope)[0]
            except GradecheckError:
                continue
            if reading.shape == (1, 1):
                yield answer, part, Row("class", part.expected, reading.expr, scope, answer.meant == "right")


FRESH = """\
import sys
import numpy as np
space = {}
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), space)
forward = {"1": lambda x: x[0] * x, "2": np.sort, "3": lambda x: x[0] * np.sort(x)}[sys.argv[2][-1]]
random = np.random.default_rng(0)
right = True
for n in (1, 3, 6):
    x, g = random.normal(size=n), random.normal(size=n)
    steps = 1e-6 * np.eye(n)
    slopes = [(g @ forward(x + step) - g @ forward(x - step)) / 2e-6 for step in steps]
    right &= np.allclose(space[sys.argv[2]](x, g), slopes, atol=1e-6)
print(right)
"""


def fresh(answer: Answer, folder: Path) -> Callable[[], object]:
    part = answer.question.part
    assert isinstance(part, CodePart)
    (folder / "answer.py").write_text(answer.text)
    (folder / "fresh.py").write_text(FRESH)
    command = [sys.executable, str(folder / "fresh.py"), str(folder / "answer.py"), part.function]
    return lambda: subprocess.run(command, capture_output=True, timeout=LIMIT - 1, check=False)


def compared(size: int, run: Run, folder: Path) -> None:
    """The sample one answer at a time, by each method, and what the class would take by it."""
    asked = tuple(question for path in find(SHEET) for question in questions(load(path)))
    sample = [answer for number in range(1, size + 1) for answer in answers(student(1, number), asked, 1)]
    held = list(rows(sample))
    limited(partial(sympy_simplify, held[0][2]))  # imports SymPy
    simplify = sum(limited(partial(sympy_simplify, row)) for _, _, row in held)
    own = sum(
        limited(partial(symbolic.check, part, answer.question.problem, answer.text, 0, {}))
        for answer, part, _ in held
    )
    programs = [answer for answer in sample if answer.is_code and answer.text and runs_alone(answer.question)]
    apart = sum(limited(fresh(answer, folder)) for answer in programs)
    print(f"sample of {size} students, CPU: {len(held)} symbolic answers, {len(programs)} programs")
    print(f"       sympy.simplify {1000 * simplify / len(held):8.2f} ms an answer")
    print(f"       gradecheck     {1000 * own / len(held):8.2f} ms, reading included: x {simplify / own:.1f}")
    print(f"       a fresh Python {1000 * apart / len(programs):8.2f} ms a program")
    count = sum(isinstance(answer.question.part, SymbolicPart) and bool(answer.text) for answer in sample)
    naive = (simplify / len(held) * count + apart) / size * run.students
    print(
        f"the class by these methods: {naive:.0f} s of CPU for symbolic answers and code alone,\n"
        f"       {naive / run.cpu:.1f} times what all of gradecheck took ({run.cpu:.0f} s)"
    )


def runs_alone(question: Question) -> bool:
    return isinstance(question.part, CodePart) and isinstance(question.part.forward, GraphForward)


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--students", type=int, nargs="+", default=[1000])
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--sample", type=int, default=30, help="students whose answers are judged otherwise")
    arguments.add_argument("--broken", type=float, default=0.02)
    chosen = arguments.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {chosen.jobs} jobs", flush=True)
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.students:
            runs.append(graded(Path(folder) / str(size), size, chosen.jobs, chosen.broken))
            show(runs[-1])
        first, last = runs[0].memory, runs[-1].memory
        if len(runs) > 1:
            print(
                f"memory, largest class to smallest: parent x {last.parent / first.parent:.2f}, "
                f"others x {last.together / first.together:.2f}"
            )
        if chosen.sample:
            compared(chosen.sample, runs[0], Path(folder))


if __name__ == "__main__":
    main()
