"""What the parser gives back: readings, remarks on them, and the one error it raises."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import StudentError
from .expr import Expr, Shape, Span


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell the student about how the answer was read; ``tag`` is short and stable."""

    tag: str
    sentence: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One sensible way to read an answer. The preferred one comes first and may carry no remark."""

    expr: Expr
    shape: Shape
    remarks: tuple[Remark, ...] = ()


class NotationError(StudentError):
    """Text that cannot be read, with the place in the text.

    >>> print(NotationError("a closing parenthesis is missing", "(x + y", Span(0, 1), remedy="write (x + y)"))
    a closing parenthesis is missing
      (x + y
      ^
      write (x + y)
    """

    def __init__(self, fact: str, text: str, span: Span, *, remedy: str = "") -> None:
        super().__init__(fact, remedy=remedy)
        self.text = text
        self.span = span

    def __str__(self) -> str:
        excerpt, column = excerpt_at(self.text, self.span.start)
        lines = [self.fact, "  " + excerpt, "  " + " " * column + "^" * self._carets(excerpt, column)]
        return "\n".join([*lines, "  " + self.remedy] if self.remedy else lines)

    def _carets(self, excerpt: str, column: int) -> int:
        return max(1, min(self.span.end - self.span.start, len(excerpt) - column))


def excerpt_at(text: str, position: int, width: int = 64) -> tuple[str, int]:
    """The part of the line of ``text`` around ``position``, and the column of ``position`` in it.

    >>> excerpt_at("x +\\ny * * z", 8)
    ('y * * z', 4)
    """
    position = min(position, len(text))
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : len(text) if end < 0 else end]
    column = position - start
    if len(line) <= width:
        return line, column
    left = max(0, min(column - width // 2, len(line) - width))
    head, tail = "…" if left else "", "…" if left + width < len(line) else ""
    return head + line[left : left + width] + tail, column - left + len(head)
