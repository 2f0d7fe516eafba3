"""Runs one abusive file in a sandbox and says what is not as it must be. Used by the test, and as a program
by it:

``python trial.py TIER`` tries all files as the user who runs it, and prints a line for each complaint.

The first line of a file, ``# must: FATE...``, names what may come of it (a key of ``FATES``), and with
``@MACHINE`` the one kind of machine that it is for. Each file's ``f`` is called twice with an array, and,
where it has the parameters, the path of a secret file and the process id of the grader. ``g`` is watched
where there is one.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import numpy as np

from gradecheck.sandbox import zygote as zygotes
from gradecheck.sandbox.limits import MIB, Limits
from gradecheck.sandbox.outcome import (
    Died,
    MemoryExceeded,
    OutputExceeded,
    Raised,
    Returned,
    Run,
    SyntaxProblem,
    TimedOut,
    clean,
)
from gradecheck.sandbox.request import Call
from gradecheck.sandbox.returned import arrays_of
from gradecheck.sandbox.tiers import ENVIRONMENT, named
from gradecheck.sandbox.values import Opaque
from gradecheck.sandbox.zygote import Zygote

CASES = sorted((Path(__file__).parent / "abuse").glob("*.py"))
X = np.array([1.5, -2.0, 0.25])
SECRET = "SECRET-" + uuid.uuid4().hex
EXPECTED_MARKER = ["MARKER", 9.8125]
"""Stands for the expected values that only the grader has."""

LIMITS = Limits(seconds=10.0, memory=512 * MIB, results=8 * MIB, text=256 * 1024)
LITTER = ("/tmp", "/var/tmp", "/dev/shm", "/run")


def _values(run: Run) -> list[object]:
    return [call.value for call in run.calls if isinstance(call, Returned)]


def _all_equal(run: Run, wanted: object) -> bool:
    arrays = [arrays_of(value) for value in _values(run)]  # type: ignore[arg-type]
    told = [each[0] for each in arrays if isinstance(each, tuple) and len(each) == 1]
    return run.failure is None and len(told) == 2 and all(np.array_equal(each, wanted) for each in told)


def _opaque(run: Run) -> bool:
    return len(_values(run)) == 2 and all(isinstance(value, Opaque) for value in _values(run))


def _first_only(run: Run) -> bool:
    one, two = _values(run)
    return np.array_equal(one, X) and not np.array_equal(two, X)  # type: ignore[arg-type]


def _counts(run: Run, wanted: int) -> bool:
    return all(isinstance(call, Returned) and call.counts == (wanted,) for call in run.calls)


FATES: dict[str, Callable[[Run], bool]] = {
    "honest": lambda run: _all_equal(run, X),
    "zero": lambda run: _all_equal(run, 0 * X) or _all_equal(run, 0.0),
    "opaque": _opaque,
    "keys": lambda run: [[*value] for value in _values(run)] == [["[2J" + "k" * 96 + "…"]] * 2,  # type: ignore[call-overload]
    "nested": lambda run: len(_values(run)) == 2 and "nested too deep" in repr(_values(run)),
    "first_only": _first_only,
    "counted": lambda run: _all_equal(run, X) and _counts(run, 2),
    "lost": lambda run: _all_equal(run, X) and _counts(run, -1),
    "raises": lambda run: bool(run.calls) and all(isinstance(call, Raised) for call in run.calls),
    "died": lambda run: isinstance(run.failure, Died) and len(run.calls) < 2,
    "forged": lambda run: isinstance(run.failure, Died) and not _all_equal(replace(run, failure=None), X),
    "timeout": lambda run: isinstance(run.failure, TimedOut),
    "memory": lambda run: isinstance(run.failure, MemoryExceeded),
    "too_large": lambda run: isinstance(run.failure, OutputExceeded),
    "syntax": lambda run: isinstance(run.failure, SyntaxProblem),
    "load_raises": lambda run: isinstance(run.failure, Raised) and not run.calls,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A file of abuse, with what may come of it."""

    name: str
    source: str
    fates: tuple[str, ...]
    machine: str

    @property
    def applies(self) -> bool:
        """Whether it is for this kind of machine."""
        return self.machine in ("", platform.machine())


def read(path: Path) -> Case:
    """The case in a file."""
    source = path.read_text(encoding="utf-8")
    head = re.match(r"# must: ([a-z_ ]+?)(?: @(\w+))?\n", source)
    assert head, f"{path.name} does not say what must happen to it"
    fates = tuple(head[1].split())
    assert set(fates) <= set(FATES), path.name
    return Case(path.stem, source, fates, head[2] or "")


class Field:
    """A running sandbox, and the things around it that must stay as they are."""

    def __init__(self, zygote: Zygote, folder: Path, mark: str) -> None:
        self.zygote = zygote
        self.secret = folder / "key.txt"
        self.secret.write_text(SECRET)
        self._mode = self.secret.stat().st_mode
        self._mark = mark.encode()
        self._processes = self._marked()

    def complaints(self, case: Case) -> list[str]:
        """Run the case; what is wrong afterwards."""
        slow = "timeout" in case.fates
        limits = replace(LIMITS, seconds=0.4) if slow else LIMITS
        watch = ["g"] if "\ndef g(" in case.source else []
        run = self.zygote.run(case.source, f"{case.name}.py", [self._call(case)] * 2, limits, watch=watch)
        met = any(FATES[fate](run) for fate in case.fates) or self._cannot_import(run)
        found = [] if met else [f"it came to {_short(run)}"]
        return found + list(self._damage(run))

    def _cannot_import(self, run: Run) -> bool:
        """In the tier without open, modules that were not there from the start are out of reach."""
        return (
            self.zygote.tier.filter == "no-open"
            and isinstance(run.failure, Raised)
            and run.failure.type in ("ImportError", "ModuleNotFoundError", "PermissionError")
        )

    def _call(self, case: Case) -> Call:
        more = (str(self.secret), os.getpid())
        parameters = re.search(r"^def f\(x(.*)\):", case.source, re.M)
        return Call("f", (X, *more[: parameters[1].count(",") if parameters else 0]))

    def _damage(self, run: Run) -> Iterator[str]:
        """Things outside the job that are not as they were."""
        said = run.text + repr(run.calls)
        if SECRET in said or f"{EXPECTED_MARKER[0]} found" in said:
            yield "a secret came out"
        if clean(run.text, len(run.text) + 1, lines=True) != run.text:
            yield "control characters came out"
        if self.secret.read_text() != SECRET or [*self.secret.parent.iterdir()] != [self.secret]:
            yield "files were changed"
        if self.secret.stat().st_mode != self._mode:
            yield "the mode of a file was changed"
        litter = [f for f in LITTER if Path(f, "gradecheck-abuse").exists()]
        if litter or Path(os.__file__).with_name("gradecheck_abuse.py").exists():
            yield "a file was written"
        if self._marked() - self._processes:
            yield "a process outlives its job"
        yield from self._next_job()

    def _next_job(self) -> Iterator[str]:
        source = (
            "import builtins, os, numpy as np\ndef f(x):\n"
            "    assert not any(hasattr(m, 'poisoned') for m in (builtins, os, np))\n"
            "    return np.asarray(x) * len('1')\n"
        )
        run = self.zygote.run(source, "next.py", [Call("f", (X,))] * 2, LIMITS)
        if not _all_equal(run, X):
            yield f"the next job came to {_short(run)}"

    def _marked(self) -> set[int]:
        """For root the processes with this sandbox's mark in their environment, for others all of theirs."""
        found = set()
        user = f"\nUid:\t{os.getuid()}\t".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.getuid() == 0:
                    marked = self._mark in (process / "environ").read_bytes()
                else:
                    marked = user in (process / "status").read_bytes()
            except OSError:
                continue
            if marked:
                found.add(int(process.name))
        return found


def _short(run: Run) -> str:
    return f"{run.failure!r} after {[str(call)[:300] for call in run.calls]}"


@contextmanager
def field(tier: str) -> Iterator[Field]:
    """A sandbox of this tier, in a grader whose environment has a secret."""
    mark = f"MARK_{uuid.uuid4().hex}"
    with (
        mock.patch.dict(os.environ, GRADECHECK_ABUSE_KEY=SECRET),
        mock.patch.object(zygotes, "ENVIRONMENT", {**ENVIRONMENT, mark: "1"}),
        tempfile.TemporaryDirectory() as folder,
        Zygote(named(tier)) as zygote,
    ):
        yield Field(zygote, Path(folder), mark)


def main(tier: str) -> None:
    """Try all cases and print what is wrong."""
    with field(tier) as around:
        tried = 0
        for case in filter(lambda case: case.applies, map(read, CASES)):
            tried += 1
            for complaint in around.complaints(case):
                print(f"{case.name}: {complaint}")
    print(f"{tried} tried")


if __name__ == "__main__":
    main(sys.argv[1])
