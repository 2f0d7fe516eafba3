"""A place in a row of tokens: looking, taking, expecting, complaining."""

from __future__ import annotations

from .expr import Expr, Span
from .reading import NotationError
from .tokens import Token


class Cursor:
    """Moves over ``tokens``, the last of which is of kind ``end``."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def sees(self, *texts: str) -> bool:
        return self.token.text in texts and self.token.kind != "end"

    def accept(self, *texts: str) -> bool:
        if self.sees(*texts):
            self.at += 1
            return True
        return False

    def expect(self, text: str, opener: Token) -> Token:
        if self.sees(text):
            return self.take()
        typed = self.text[opener.span.start : opener.span.end] or opener.text
        wanted = f"\\end{{{text[4:]}}}" if text.startswith("end:") else text
        if self.token.kind == "end":
            raise self.error(f"'{typed}' is never closed", opener.span, remedy=f"add the missing '{wanted}'")
        raise self.error(f"expected '{wanted}' here", self.token.span, remedy=f"it closes '{typed}'")

    def error(self, fact: str, span: Span, *, remedy: str = "") -> NotationError:
        return NotationError(fact, self.text, span, remedy=remedy)

    def span(self, start: Token | Expr, end: int | None = None) -> Span:
        first = start.span.start if start.span else 0
        last = self.tokens[max(self.at - 1, 0)].span.end if end is None else end
        return Span(first, max(last, first))
