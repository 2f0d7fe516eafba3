"""The lines of an answer sheet: which are headings, code, answers, and which are prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["entry", "text", "quote", "heading", "fence", "empty"]

PART_NAMES = frozenset({"symbolic", "numeric", "shape", "graph", "code", "hints"})
"""What may stand behind an item: its parts, and how many hints were taken."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it is taken for; ``number`` counts from 1.

    An ``entry`` has a ``key`` and the answer in ``text``; a ``heading`` its words in ``text``; a ``fence`` (a
    fenced block as a whole) its language in ``key`` and its content in ``text``.
    """

    kind: Kind
    number: int
    indent: int
    text: str
    key: str = ""
    raw: str = ""
    closed: bool = True
    """For a fence: whether it ends before the file does."""


_FENCE = re.compile(r"(`{3,}|~{3,})\s*\{?\.?([\w+-]*)")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^(?:[-*+•]|\d+[.)])\s+(?=\S)")
_SEPARATOR = re.compile("[:=：＝]")
_LEAD = re.compile(r"^(?:(?:problem|question|exercise|item|part|answer|ex\.?)\s+|q\.?\s*)(?=\d)", re.IGNORECASE)
_NEVER_IN_A_KEY = re.compile(r"""[,;!?"<>|&#@%~=`]""")
_BRACKETED = re.compile(r"^\(?(\d+[.,]\d[\w.]*)\)\s+(?=\S)")
_UNMARKED = re.compile(r"^\(?\d+[.,]\d+[\w.]*\s+(?:[-–=]\s+)?\S")
_COMMA = re.compile(r"^(\d+),(\d+)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = ("**", "__", "`", "$$", "$", '"', "*")


def lines_of(text: str) -> Iterator[Line]:
    """Every line of a sheet, classified; a fenced block is one ``fence``, an HTML comment is nothing."""
    rows = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text).split("\n")
    at = 0
    while at < len(rows):
        indent, body = _indent_of(rows[at])
        if fence := _FENCE.match(body):
            block = _block(rows, at, fence[1], indent)
            code = "\n".join(_cut(row, indent) for row in rows[at + 1 : at + 1 + block])
            closed = at + 1 + block < len(rows)
            yield Line("fence", at + 1, indent, code + "\n" if code else "", fence[2].lower(), rows[at], closed)
            at += block + 2
        else:
            yield _classify(at + 1, indent, body, rows[at])
            at += 1


def _block(rows: list[str], at: int, fence: str, indent: int) -> int:
    """How many lines stand between the opening fence and the one that closes it (or the end)."""
    for count in range(len(rows) - at - 1):
        body = rows[at + 1 + count].strip()
        if len(body) >= len(fence) and not body.strip(fence[0]):
            return count
    return len(rows) - at - 1


def _cut(row: str, indent: int) -> str:
    row = row.expandtabs(4) if row[:indent].count("\t") else row
    return row[min(indent, len(row) - len(row.lstrip())) :]


def _indent_of(row: str) -> tuple[int, str]:
    wide = row.expandtabs(4)
    return len(wide) - len(wide.lstrip()), row.strip()


def _classify(number: int, indent: int, body: str, raw: str) -> Line:
    if not body:
        return Line("empty", number, indent, "", raw=raw)
    if body.startswith(">"):
        return Line("quote", number, indent, body, raw=raw)
    if heading := _HEADING.match(body):
        return Line("heading", number, indent, heading[1], raw=raw)
    if entry := split_entry(body):
        return Line("entry", number, indent, entry[1], entry[0], raw)
    return Line("text", number, indent, body, raw=raw)


def split_entry(body: str) -> tuple[str, str] | None:
    """The id and the answer of a line such as ``1.1: z``, or None where the line is prose.

    >>> split_entry("- **1.1 numeric**: `-4`")
    ('1.1 numeric', '-4')
    >>> split_entry("∂f/∂q = z")
    ('∂f/∂q', 'z')
    >>> split_entry("so the answer is: no") is None
    True
    """
    body = _BRACKETED.sub(r"\1: ", _BULLET.sub("", body, count=1), count=1)
    separator = _SEPARATOR.search(body)
    if separator is None:
        return None
    left, right = body[: separator.start()], body[separator.end() :]
    if right.startswith("="):
        if separator[0] != ":":
            return None
        right = right[1:]
    left, right = _unmark(left.strip(), right.strip())
    left = _COMMA.sub(r"\1.\2", left)
    key = _LEAD.sub("", left, count=1)
    return (key, _unwrap(right)) if looks_like_an_id(key) else None


def nearly_an_entry(body: str) -> bool:
    """Whether a line of prose looks as if an answer was meant: an id and something behind it, no colon.

    >>> nearly_an_entry("1.1 z"), nearly_an_entry("3 of these are hard")
    (True, False)
    """
    return bool(_UNMARKED.match(body))


def _unmark(left: str, right: str) -> tuple[str, str]:
    """Markdown's bold, code and mathematics taken off an id, wherever the closing mark stands."""
    for mark in _MARKS:
        if not left.startswith(mark):
            continue
        inner = left.removeprefix(mark)
        if inner.endswith(mark):
            return _unmark(inner.removesuffix(mark).strip(), right)
        if right.startswith(mark):
            return _unmark(inner.strip(), right.removeprefix(mark).strip())
        if right.endswith(mark):
            return _unmark(inner.strip(), right.removesuffix(mark).strip())
    return left, right


def _unwrap(answer: str) -> str:
    """An answer without the backticks, quotes or bold marks around the whole of it."""
    for mark in ("**", "`", '"'):
        inner = answer[len(mark) : -len(mark)]
        if answer == mark + inner + mark and mark not in inner:
            return inner.strip()
    return answer


def looks_like_an_id(key: str) -> bool:
    """Whether ``key`` may name an item or a part of one.

    A single short word may, and several when they are a derivative (``∂f / ∂q``) or an id followed by the
    name of a part (``1.1 numeric``). Whether there *is* such an item, only the problem knows.

    >>> [looks_like_an_id(key) for key in ("1.1", "2.graph.w_0", "1.1 numeric", "d f / d q", "by the rule")]
    [True, True, True, True, False]
    """
    longest = 80 if "\\" in key else 40
    if not 0 < len(key) <= longest or _NEVER_IN_A_KEY.search(key) or not any(map(str.isalnum, key)):
        return False
    words = key.split()
    if len(words) == 1 or any(mark in key for mark in "∂\\/"):
        return True
    return len(words) <= 3 and (words[1].lower() in PART_NAMES or bool(re.search(r"[\d_.]", words[0])))
