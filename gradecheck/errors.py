"""The errors of gradecheck, split by who must act: the author, the student or the operator.

A *wrong* answer is never an exception. These are for what cannot be read, found or run. Each message
has three parts: the place, the fact and the remedy; ``cli`` is the one room that catches them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; line and column count from 1, 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0
    source: str = ""
    """The line itself, for the caret."""

    def __str__(self) -> str:
        """
        >>> str(Place("sigmoid.yaml", 12, 5))
        'sigmoid.yaml:12:5'
        """
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


class GradecheckError(Exception):
    """What every error of gradecheck has: a fact, a remedy, and a place where there is one."""

    def __init__(self, fact: str, *, remedy: str = "", place: Place | None = None) -> None:
        super().__init__(fact)
        self.fact = fact
        self.remedy = remedy
        self.place = place

    def __str__(self) -> str:
        """
        >>> print(AuthorError("unknown name 'v'", remedy="declared: w, x", place=Place("a.yaml", 3, 1)))
        a.yaml:3:1: unknown name 'v'
          declared: w, x
        """
        lines = [f"{self.place}: {self.fact}" if self.place else self.fact]
        if self.place and self.place.source.strip():
            caret = " " * max(self.place.column - 1, 0) + "^"
            lines += ["  " + self.place.source.rstrip(), "  " + caret]
        if self.remedy:
            lines.append("  " + self.remedy)
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """What notebooks show in place of a traceback."""
        return str(self).split("\n")


class AuthorError(GradecheckError):
    """A problem file is broken: its author must mend it."""


class AuthorErrors(AuthorError):
    """Several author errors in one file, reported together."""

    def __init__(self, errors: tuple[AuthorError, ...]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class StudentError(GradecheckError):
    """A submission cannot be read: its student is told where and what to write instead."""


class OperatorError(GradecheckError):
    """The command line asks for something that is not there, or cannot be done."""


class MachineError(OperatorError):
    """The machine failed: no process could be started, no file written."""
