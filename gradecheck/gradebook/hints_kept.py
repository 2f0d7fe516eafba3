"""Where the number of hints taken is kept: on the student's answer sheet, or on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import MachineError, OperatorError
from ..grading.hint_line import hints_taken, with_hint_line
from ..problem.model import Item, Problem
from .progress import Progress, progress_path


class Kept(Protocol):
    """The hints to one item that were taken."""

    @property
    def is_sheet(self) -> bool:
        """Whether they are counted on the answer sheet."""

    def taken(self) -> Mapping[str, int]:
        """How many, by blank, "" being the item."""

    def keep(self, blank: str, number: int) -> None:
        """Write down how many there are now."""


@dataclass(frozen=True, slots=True)
class OnSheet:
    """An answer sheet: plain text or Markdown, in UTF-8."""

    problem: Problem
    item: Item
    path: Path
    is_sheet: bool = True

    def taken(self) -> Mapping[str, int]:
        """What the sheet says. Raises ``OperatorError`` where it cannot be read."""
        return hints_taken(self.problem, self.item, self._text())

    def keep(self, blank: str, number: int) -> None:
        """Write a line on the sheet. Raises ``OperatorError`` or ``MachineError`` where that cannot be done."""
        changed = with_hint_line(self.problem, self.item, blank, number, self._text())
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            beside.write_bytes(changed.encode("utf-8"))
            beside.chmod(self.path.stat().st_mode)
            beside.replace(self.path.resolve())
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise MachineError(f"{self.path}: cannot be written: {error.strerror or error}") from error

    def _text(self) -> str:
        if self.path.suffix.lower() not in ("", ".md", ".txt", ".markdown"):
            raise OperatorError(
                f"{self.path}: hints are written on Markdown or plain text only",
                remedy="leave --sheet out, and write the line that is shown",
            )
        try:
            return self.path.read_bytes().decode("utf-8")
        except OSError as error:
            raise OperatorError(f"{self.path}: cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError:
            raise OperatorError(f"{self.path}: this is not UTF-8 text", remedy="save it as UTF-8") from None


@dataclass(frozen=True, slots=True)
class OnMachine:
    """The file in which this machine keeps a student's progress."""

    problem: Problem
    item: Item
    progress: Progress
    is_sheet: bool = False

    def taken(self) -> Mapping[str, int]:
        """What was taken here."""
        return self.progress.hints(self.problem.id, self.item.id)

    def keep(self, blank: str, number: int) -> None:
        """Write it down."""
        self.progress.keep_hints(self.problem.id, self.item.id, blank, number)


@contextmanager
def on_this_machine(problem: Problem, item: Item) -> Iterator[Kept]:
    """The hints taken on this machine. Raises ``MachineError`` where nothing can be kept."""
    with Progress.open(progress_path()) as progress:
        yield OnMachine(problem, item, progress)
