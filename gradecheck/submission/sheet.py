"""Answer sheets: plain text or Markdown with one ``id: answer`` a line, among whatever else is written.

The reader does not know the problem. It collects what may be an answer; ``grading`` matches the ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .lines import PART_NAMES, Line, lines_of, nearly_an_entry
from .model import Response
from .source import Source

_PROBLEM_NAME = re.compile(r"[\w.]+(?:[/-][\w.]+)+")
_NUMBERED = re.compile(r"\d+\.\d")
_OVER_ANSWERS = frozenset({"answer", "answers", "solution", "solutions"})
_PYTHON = frozenset({"python", "py", "python3"})


@dataclass(slots=True)
class _Open:
    """An answer that may go on over the next lines."""

    line: Line
    key: str
    texts: list[str]

    @property
    def is_empty(self) -> bool:
        return not any(self.texts)


@dataclass(slots=True)
class _Sheet:
    """What has been read so far. Each method takes one kind of line."""

    source: Source
    problem: str = ""
    responses: list[Response] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    open: _Open | None = None
    parents: list[tuple[int, str]] = field(default_factory=list)

    def take(self, line: Line) -> None:
        """The next line of the sheet."""
        if line.kind == "empty":
            return
        if line.kind == "fence":
            self._fence(line)
        elif line.kind == "entry" and (key := self._key_of(line)):
            self._start(line, key)
        elif self.open is not None and line.indent > self.open.line.indent:
            self.open.texts.append(line.raw.strip())
        elif line.kind == "heading":
            self.close()
            self.parents.clear()
            self.problem = problem_named(line.text) or self.problem
        else:
            self._prose(line)

    def _key_of(self, line: Line) -> str:
        """The full id of an entry; "" where the line continues the answer above it."""
        while self.parents and self.parents[-1][0] >= line.indent:
            self.parents.pop()
        if self.open is not None and line.indent > self.open.line.indent:
            if not (self.open.is_empty and _stands_alone(self.open.key, line.key)):
                return ""
            self.parents.append((self.open.line.indent, self.open.key))
            self.open = None
        if self.parents and _is_part_of(self.parents[-1][1], line.key):
            return f"{self.parents[-1][1]}.{line.key}"
        return line.key

    def _start(self, line: Line, key: str) -> None:
        self.close()
        self.open = _Open(line, key, [line.text])

    def _prose(self, line: Line) -> None:
        """Prose ends an answer. Right below an empty one, it may have been meant as the answer."""
        left = self.open
        self.close()
        if line.kind == "text" and nearly_an_entry(line.text):
            self._warn(line, "not read as an answer: write a colon behind the id")
        if left is not None and left.is_empty and line.kind == "text" and line.number == left.line.number + 1:
            self._warn(line, f"not read as the answer to {left.key}: indent it, or write it after the colon")

    def _fence(self, line: Line) -> None:
        """A Python block is code, for the empty answer right above it if there is one."""
        above = self.open if self.open is not None and self.open.is_empty else None
        if line.key in _PYTHON:
            self.open = None if above else self.open
            self.close()
            self._add(line, above.key if above else "", line.text, is_code=True)
        else:
            self.close()
            if above:
                self._warn(
                    line, f"this block is not read as the answer to {above.key}: write it after the colon"
                )
        if not line.closed:
            self._warn(line, "this block is never closed, so nothing below it is read as an answer")

    def close(self) -> None:
        """Put down the answer that is open."""
        if self.open is not None:
            text = "\n".join(text for text in self.open.texts if text)
            is_code = bool(text) and self.open.key.lower().endswith("code")
            self._add(self.open.line, self.open.key, text, is_code=is_code)
        self.open = None

    def _add(self, line: Line, key: str, text: str, *, is_code: bool) -> None:
        place = self.source.place(line.number, line.indent + 1)
        self.responses.append(Response(key, text, place, self.problem, is_code))

    def _warn(self, line: Line, sentence: str) -> None:
        self.warnings.append(f"{self.source.where(line.number)}: {sentence}")


def _stands_alone(above: str, below: str) -> bool:
    """Whether an entry indented below an empty one is an answer of its own, not more of the one above."""
    return _is_part_of(above, below) or bool(_NUMBERED.match(below)) or above.lower() in _OVER_ANSWERS


def _is_part_of(parent: str, child: str) -> bool:
    """Whether an indented entry is a part of the one above it, rather than more of its answer."""
    return child.lower() in PART_NAMES or parent.lower().split(".")[-1] == "graph"


def problem_named(heading: str) -> str:
    """The problem that a heading names, "" if none: one word with a slash or a hyphen in it.

    >>> problem_named("section3/1-graph-review"), problem_named("My answers")
    ('section3/1-graph-review', '')
    """
    word = heading.strip("`* ")
    return word if _PROBLEM_NAME.fullmatch(word) else ""


def read_sheet(source: Source) -> tuple[tuple[Response, ...], tuple[str, ...]]:
    """The answers of a sheet in the order in which they stand, and what was odd about it.

    >>> answers, _ = read_sheet(Source("a.md", "# My answers\\n1.1: z\\n1.1.numeric = -4\\n"))
    >>> [(answer.key, answer.text) for answer in answers]
    [('1.1', 'z'), ('1.1.numeric', '-4')]
    """
    sheet = _Sheet(source)
    for line in lines_of(source.text):
        sheet.take(line)
    sheet.close()
    return tuple(sheet.responses), tuple(sheet.warnings)
