"""Wrong answers with their reasons, and the graphs that some of them are about, for tests and a benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem

DATA = Path(__file__).parent.parent / "tests/grading"
GRAPHS = DATA / "mistakes_graphs.txt"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer to an item, the label of the slip (several words: any of them), and how it comes about."""

    problem: str
    item: str
    answer: str
    label: str
    why: str


def read(name: str) -> Iterator[Mistake]:
    """The rows of the list ``seen`` or ``unseen``: problem | item | answer | label | why."""
    for line in (DATA / f"mistakes_{name}.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield Mistake(*(cell.strip() for cell in line.split(" | ")))


def graphs() -> Iterator[Problem]:
    """The problems of the file of graphs, each with an id such as ``graphs/diamond``."""
    for block in GRAPHS.read_text("utf-8").split("\n--- ")[1:]:
        name, _, body = block.partition("\n")
        yield compiled(f"gradecheck: 1\ntitle: {name}\n{body}".encode(), f"{GRAPHS}: {name}", f"graphs/{name}")
