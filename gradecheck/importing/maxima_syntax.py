"""Maxima as STACK's authors write it: from text to a tree. Words that are read, nothing that is run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .question import NotTaken

MAX_TOKENS = 2000
MAX_DEPTH = 60

_TOKEN = re.compile(
    r"""\s+
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>%?[^\W\d][\w%]*)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<op>:=|::|\*\*|<=|>=|[-+*/^!=:,;$()\[\]#<>'{}.])""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INFIX = {"=": (80, 80), "+": (100, 100), "-": (100, 100), "*": (120, 120), "/": (120, 120)}
_INFIX |= {"^": (140, 139), "**": (140, 139), ":": (180, 20), ":=": (180, 20)}
_SIGN = 134
_POSTFIX = 160


@dataclass(frozen=True, slots=True)
class Node:
    """A word or a number (``args`` is None), or an operation or a call with its arguments."""

    head: str
    args: tuple[Node, ...] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with the line on which it begins, from 0; ``node`` is None where it cannot be read."""

    text: str
    line: int
    node: Node | None
    why: str = ""


def statements(text: str) -> list[Statement]:
    """The statements of STACK's variables, which ``;`` and ``$`` end.

    >>> [(each.line, each.node.head) for each in statements("a: 2; /* then */\\nf: x^a$")]
    [(0, ':'), (1, ':')]
    """
    plain = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    found = []
    line = 0
    for piece in re.split(r'[;$](?=(?:[^"]*"[^"]*")*[^"]*$)', plain) if len(plain) < 20_000 else [plain]:
        if piece.strip():
            begins = line + piece[: len(piece) - len(piece.lstrip())].count("\n")
            try:
                found.append(Statement(piece.strip(), begins, expression(piece)))
            except NotTaken as reason:
                found.append(Statement(piece.strip(), begins, None, str(reason)))
        line += piece.count("\n")
    return found


def expression(text: str) -> Node:
    """One expression.

    >>> expression("-x^2")
    Node(head='neg', args=(Node(head='^', args=(Node(head='x', args=None), Node(head='2', args=None))),))

    Raises ``NotTaken`` for what is not read.
    """
    reader = _Reader(_tokens(_COMMENT.sub(" ", text)))
    node = reader.expression(0)
    if reader.at < len(reader.tokens):
        raise NotTaken(f"'{reader.peek()[1]}' where an operation is expected")
    return node


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotTaken(f"the sign '{text[at]}'")
        at = match.end()
        if match.lastgroup:
            found.append((match.lastgroup, match[0]))
        if len(found) > MAX_TOKENS:
            raise NotTaken(f"more than {MAX_TOKENS} signs")
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "the end")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotTaken(f"nested more than {MAX_DEPTH} deep")
        left = self.prefix()
        while True:
            _, text = self.peek()
            if text == "!" and least < _POSTFIX:
                self.take()
                left = Node("factorial", (left,))
            elif text in _INFIX and self.peek()[0] == "op" and _INFIX[text][0] > least:
                self.take()
                left = Node("^" if text == "**" else text, (left, self.expression(_INFIX[text][1])))
            else:
                self.depth -= 1
                return left

    def prefix(self) -> Node:
        kind, text = self.take()
        if kind in ("number", "string"):
            return Node(text)
        if kind == "name":
            return self.call(text) if self.peek()[1] == "(" else Node(text)
        if text in "+-" and kind == "op":
            inner = self.expression(_SIGN)
            return inner if text == "+" else Node("neg", (inner,))
        if text == "(" and kind == "op":
            inner = self.expression(0)
            self.expect(")")
            return inner
        if text == "[" and kind == "op":
            return Node("[", self.listed("]"))
        raise NotTaken(f"'{text}' where a value is expected")

    def call(self, name: str) -> Node:
        self.take()
        node = Node(name, self.listed(")"))
        if self.peek()[1] == "(":
            raise NotTaken("a function that is made by another one")
        return node

    def listed(self, closer: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.peek()[1] != closer:
            found.append(self.expression(0))
            if self.peek()[1] != ",":
                break
            self.take()
        self.expect(closer)
        return tuple(found)

    def expect(self, text: str) -> None:
        found = self.take()[1]
        if found != text:
            raise NotTaken(f"{found if found == 'the end' else repr(found)} where '{text}' is expected")
