"""YAML as it was typed: every scalar stays text, and every value knows its line and column.

``no``, ``1e-3``, ``1:30``, ``012`` and ``1.10`` keep their spelling: what a scalar means is decided by whoever
reads it. The file is read event by event, without recursion and with caps, so that a hostile one ends in a
message. Tags and aliases are refused: a problem file needs neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from ..errors import AuthorError, GradecheckError, Place

Plain = str | list["Plain"] | dict[str, "Plain"]
"""Data of a YAML file: text, lists and mappings, nothing else."""

Path = tuple[str | int, ...]
"""Where in the data something stands: keys and positions from the root."""

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 32
MAX_SHOWN = 200
"""Longer lines are not repeated in messages."""

_WRITTEN_OUT = re.compile(r"(?<!['\"{])\{\{[^{}'\"]+\}\}")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file: its data, and for each value where it begins (line and column from 0)."""

    path: str
    data: Plain
    starts: dict[Path, tuple[int, int]]
    lines: tuple[str, ...] = field(repr=False)
    styles: dict[Path, str] = field(repr=False, default_factory=dict)
    """Of the scalars that are not plain: the quote, or ``|`` or ``>``."""
    repeated: tuple[AuthorError, ...] = ()
    """A complaint about each key that stands a second time; of the two the last one is in ``data``."""

    def place(self, path: Path, offset: int = 0) -> Place:
        """Where the value at ``path`` stands, or what holds it where ``path`` leads nowhere.

        ``offset`` counts characters of a scalar's text; it is honoured where they stand in the file as such.

        >>> document = read(b"a: {b: x + y}", "f.yaml")
        >>> str(document.place(("a", "b"), 4)), str(document.place(("a", "c")))
        ('f.yaml:1:12', 'f.yaml:1:4')
        """
        known = self._nearest(path)
        line, column = self.starts[known]
        if offset:
            line, column = self._advance(known, line, column, offset)
        return _place(self.path, self.lines, (line, column))

    def key_place(self, path: Path) -> Place:
        """Where the last key of ``path`` stands."""
        return self.place((*path[:-1], f"{path[-1]}:")) if path else self.place(path)

    def at(self, path: Path) -> Plain | None:
        """The value at ``path``, ``None`` where there is none."""
        value: Plain | None = self.data
        for step in path:
            match value, step:
                case dict(), str():
                    value = value.get(step)
                case list(), int() if step < len(value):
                    value = value[step]
                case _:
                    return None
        return value

    def _nearest(self, path: Path) -> Path:
        while path and path not in self.starts:
            path = path[:-1]
        return path

    def _advance(self, path: Path, line: int, column: int, offset: int) -> tuple[int, int]:
        text, style = self.at(path), self.styles.get(path, "")
        if not isinstance(text, str):
            return line, column
        if style == "|":
            before = text[:offset]
            row = line + 1 + before.count("\n")
            written = text.split("\n")[before.count("\n")]
            at = self.lines[row].find(written) if row < len(self.lines) else -1
            return (row, at + offset - before.rfind("\n") - 1) if at >= 0 else (line, column)
        column += style in ("'", '"') and bool(style)
        as_typed = self.lines[line].startswith(text, column)
        return (line, column + offset) if as_typed else (line, column)


def read(content: bytes, path: str, error: type[GradecheckError] = AuthorError) -> Document:
    """The data of a YAML file whose root is a mapping. Whatever is wrong is raised as one ``error``.

    Repeated keys of an author's file are left in ``repeated``, to be told with what else is wrong in it.

    >>> read(b"a: no\\nb: [1e-3, 012]", "f.yaml").data
    {'a': 'no', 'b': ['1e-3', '012']}
    """
    text = decode(content, path, error)
    lines = tuple(_BREAK.split(text))
    builder = _Builder(path, lines, error)
    try:
        builder.build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as problem:
        raise builder.syntax_error(problem) from None
    except yaml.YAMLError as problem:
        raise error(f"this is not YAML: {problem}", place=Place(path)) from None
    return builder.document()


def decode(content: bytes, path: str, error: type[GradecheckError] = AuthorError) -> str:
    """The text of a file: UTF-8, or what its byte order mark says."""
    if len(content) > MAX_BYTES:
        raise error(
            f"the file has {len(content):,} bytes", remedy=f"at most {MAX_BYTES:,} are read", place=Place(path)
        )
    mark, encoding = next(((mark, name) for mark, name in _BOMS if content.startswith(mark)), (b"", "utf-8"))
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise error("the file is not UTF-8 text", remedy="save it as UTF-8", place=Place(path, line)) from None
    if "\0" in text:
        raise error("this is a binary file", remedy="a text file is needed", place=Place(path))
    return text


class _Builder:
    """Plain data from YAML events, with a stack in place of recursion."""

    def __init__(self, path: str, lines: tuple[str, ...], error: type[GradecheckError]) -> None:
        self.path, self.lines, self.error = path, lines, error
        self.starts: dict[Path, tuple[int, int]] = {(): (0, 0)}
        self.styles: dict[Path, str] = {}
        self.stack: list[tuple[Path, dict[str, Plain] | list[Plain]]] = []
        self.key: str | None = None
        self.root: Plain | None = None
        self.repeated: list[GradecheckError] = []

    def document(self) -> Document:
        authors = tuple(each for each in self.repeated if isinstance(each, AuthorError))
        if len(authors) < len(self.repeated):
            raise self.repeated[0]
        if self.root is None or self.root == "":
            raise self.error("the file is empty", place=Place(self.path))
        if not isinstance(self.root, dict):
            what = "a list" if isinstance(self.root, list) else "a text"
            self.fail(f"the file holds {what}, not `key: value` lines", self.starts[()])
        return Document(self.path, self.root, self.starts, self.lines, self.styles, authors)

    def build(self, events: Iterable[yaml.Event]) -> None:
        documents = 0
        for event in events:
            mark = _mark(event)
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self.fail("a second document begins here", mark, "one file holds one document")
                case yaml.AliasEvent():
                    self.fail("aliases (`*name`) are not read", mark, "write the value out")
                case yaml.ScalarEvent():
                    self.refuse_tag(event.tag, mark)
                    self.scalar(event.value, event.style or "", mark)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self.refuse_tag(event.tag, mark)
                    self.open({} if isinstance(event, yaml.MappingStartEvent) else [], mark)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self.stack.pop()

    def scalar(self, text: str, style: str, mark: tuple[int, int]) -> None:
        if self.stack and isinstance(self.stack[-1][1], dict) and self.key is None:
            self.begin_key(text, mark)
            return
        path = self.put(text, mark)
        if style:
            self.styles[path] = style

    def begin_key(self, text: str, mark: tuple[int, int]) -> None:
        path, holder = self.stack[-1]
        if text in holder:
            first = self.starts[(*path, f"{text}:")][0] + 1
            fact, remedy = f"the key '{text}' stands here a second time", f"it is already in line {first}"
            self.repeated.append(self.error(fact, remedy=remedy, place=_place(self.path, self.lines, mark)))
        self.starts.setdefault((*path, f"{text}:"), mark)
        self.key = text

    def open(self, holder: dict[str, Plain] | list[Plain], mark: tuple[int, int]) -> None:
        if self.stack and isinstance(self.stack[-1][1], dict) and self.key is None:
            before = self.lines[mark[0]][: mark[1]]
            what = "a text with {{…}}" if before.endswith("{") else "one that begins with a bracket"
            self.fail("a key must be a text", mark, f"put quotes around {what}")
        if len(self.stack) >= MAX_DEPTH:
            self.fail(f"this is nested more than {MAX_DEPTH} deep", mark)
        self.stack.append((self.put(holder, mark), holder))

    def put(self, value: Plain, mark: tuple[int, int]) -> Path:
        if len(self.starts) > MAX_NODES:
            self.fail(f"the file holds more than {MAX_NODES:,} values", mark)
        path: Path = ()
        match self.stack[-1] if self.stack else None:
            case (above, list() as holder):
                path = (*above, len(holder))
                holder.append(value)
            case (above, dict() as holder) if self.key is not None:
                path = (*above, self.key)
                holder[self.key] = value
                self.key = None
            case _:
                self.root = value
        self.starts[path] = mark
        return path

    def refuse_tag(self, tag: str | None, mark: tuple[int, int]) -> None:
        if tag is not None and tag != "!":
            self.fail("tags (`!name`) are not read", mark, "put quotes around a text that begins with `!`")

    def syntax_error(self, problem: yaml.MarkedYAMLError) -> GradecheckError:
        opened = problem.context in _OPENED
        mark = (problem.context_mark if opened else None) or problem.problem_mark or problem.context_mark
        at = (mark.line, mark.column) if mark else (0, 0)
        place = _place(self.path, self.lines, at)
        fact, remedy = _OPENED[problem.context or ""] if opened else _explain(problem, place)
        written_out = _WRITTEN_OUT.search(place.source) if opened else None
        if written_out:
            remedy = f"put quotes around the text with {written_out[0]}, or add what is missing"
        return self.error(fact, remedy=remedy, place=place)

    def fail(self, fact: str, mark: tuple[int, int], remedy: str = "") -> NoReturn:
        raise self.error(fact, remedy=remedy, place=_place(self.path, self.lines, mark))


_OPENED = {
    "while parsing a flow sequence": (
        "the list that begins here is not closed, or lacks a comma",
        "add the missing ']' or ','; put quotes around texts with brackets or commas",
    ),
    "while parsing a flow mapping": (
        "the bracket that begins here is not closed, or a comma is missing after it",
        "add the missing '}' or ','; put quotes around texts with brackets or commas",
    ),
    "while scanning a quoted scalar": ("the quote that begins here is never closed", "add the closing quote"),
}
"""What is said where something was opened, by YAML's own words for it."""


def _mark(event: yaml.Event) -> tuple[int, int]:
    start = event.start_mark
    return (start.line, start.column) if start else (0, 0)


def _place(path: str, lines: tuple[str, ...], mark: tuple[int, int]) -> Place:
    line, column = mark
    source = lines[line] if line < len(lines) else ""
    return Place(path, line + 1, column + 1, source if len(source) <= MAX_SHOWN else "")


def _explain(problem: yaml.MarkedYAMLError, place: Place) -> tuple[str, str]:
    """What YAML complains of, in words that name what to change."""
    line = place.source
    said = " ".join(part for part in (problem.context, problem.problem) if part)
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in said:
        return "a tab stands where only blanks may", "indent with blanks"
    if "mapping values are not allowed" in said and re.fullmatch(r"\s+[^\s:]+", line[: place.column - 1]):
        return "this key does not stand below the one above it", "indent both alike"
    if "mapping values are not allowed" in said:
        return "a colon stands where none may", 'put quotes around a text with `: ` in it: "a: b"'
    if "cannot start any token" in said or "undefined alias" in said or "scanning an a" in said:
        return "a text cannot begin with this character", "put quotes around it"
    return f"this is not YAML: {said}", "texts with brackets, `#`, `: ` or a leading sign need quotes"
