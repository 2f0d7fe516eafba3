"""Text → raw tokens: characters are folded, LaTeX commands and Unicode signs become the same few signs.

Spans always point into the text as it was typed. What a run of letters *means* is decided later, by the
declared names (``names.py``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .expr import Span
from .reading import NotationError
from .signs import ACCENT_COMMANDS, ACCENTS, COMMANDS, DROPPED_COMMANDS, SIGNS, SUBSCRIPTS, SUPERSCRIPTS, VULGAR

MAX_LENGTH = 4000
MAX_TOKENS = 2500
MAX_DIGITS = 300
MAX_RUN = 50

_NO_DIGITS = SUBSCRIPTS.keys() | SUPERSCRIPTS.keys() | SIGNS.keys()
_DIGITS = frozenset("0123456789")

WRAPPERS = frozenset(
    (
        "mathbf mathrm boldsymbol bm vec text textrm textbf operatorname mathit mathsf mbox textit mathcal"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is ``number``, ``run`` (letters and digits), ``sign``, ``command`` or ``end``.

    ``spaced`` tells whether white space stood before it.
    """

    kind: str
    text: str
    span: Span
    spaced: bool = False


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text``, with an ``end`` token.

    >>> [token.text for token in tokenize("2x₀ + \\\\frac12")]
    ['2', 'x', '_', '{', '0', '}', '+', 'frac', '12', '']

    Raises ``NotationError`` for text that is too long and for characters that no notation has.
    """
    if len(text) > MAX_LENGTH:
        raise NotationError(
            f"the answer is {len(text)} characters long, more than {MAX_LENGTH}",
            text[:80],
            Span(0, 1),
            remedy="give the result alone, simplified",
        )
    tokens = _Lexer(text).tokens()
    if len(tokens) > MAX_TOKENS:
        raise NotationError(
            f"the answer has more than {MAX_TOKENS} symbols",
            text,
            tokens[MAX_TOKENS].span,
            remedy="simplify it",
        )
    return tokens


class _Lexer:
    """One pass from left to right over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.spaced = False
        self.found: list[Token] = []

    def tokens(self) -> list[Token]:
        while self.at < len(self.text):
            self._step()
        end = len(self.text.rstrip())
        self.found.append(Token("end", "", Span(end, end), self.spaced))
        return self.found

    def _emit(self, kind: str, text: str, start: int, end: int) -> None:
        self.found.append(Token(kind, text, Span(start, end), self.spaced))
        self.spaced = False

    def _step(self) -> None:
        start, char = self.at, self.text[self.at]
        if char in "\\" and self.text[start + 1 : start + 2] not in ("", "\n"):
            self._command()
        elif char.isspace() or char in "$~\u200b\u2061\u2062\u2063\ufeff":
            self.at += 1
            self.spaced = True
        elif self._digit(start) or (char == "." and self._digit(start + 1)):
            self._number()
        elif char in SUBSCRIPTS or char in SUPERSCRIPTS:
            self._script(SUBSCRIPTS if char in SUBSCRIPTS else SUPERSCRIPTS, "_" if char in SUBSCRIPTS else "^")
        elif char in VULGAR:
            for part in ("(", *VULGAR[char].split("/", 1)[0:1], "/", VULGAR[char].split("/", 1)[1], ")"):
                self._emit("number" if part.isdigit() else "sign", part, start, start + 1)
            self.at += 1
        elif (sign := self._sign()) is not None:
            self.at += sign[0]
            self._emit("sign" if sign[1] not in ("sum", "prod", "sqrt") else "command", sign[1], start, self.at)
        elif _letter(char):
            self._run()
        else:
            raise NotationError(
                f"the character {char!r} (U+{ord(char):04X}) cannot be read here",
                self.text,
                Span(start, start + 1),
                remedy="leave it out, or write it in words",
            )

    def _digit(self, at: int) -> bool:
        return at < len(self.text) and self.text[at] not in _NO_DIGITS and fold(self.text[at]) in _DIGITS

    def _number(self) -> None:
        start = self.at
        digits = ""
        seen_point = False
        while self.at < len(self.text):
            if self._digit(self.at):
                digits += fold(self.text[self.at])
            elif self.text[self.at] == "." and not seen_point and not self._method_follows(self.at + 1):
                seen_point = True
                digits += "."
            else:
                break
            self.at += 1
        exponent = self._exponent()
        if len(digits) > MAX_DIGITS or (exponent and abs(int(exponent[1:])) > MAX_DIGITS):
            raise NotationError(
                f"this number has more than {MAX_DIGITS} digits",
                self.text,
                Span(start, self.at),
                remedy="round it, or write it as a power",
            )
        self._emit("number", digits + exponent, start, self.at)

    def _method_follows(self, at: int) -> bool:
        """Whether ``.`` begins an operator or a method (``2.*x``, ``1..n``), not decimals."""
        return self.text[at : at + 1] in (".", "*", "/", "^") or self.text[at : at + 1] == "T"

    def _exponent(self) -> str:
        """``e-3`` after digits; ``2e`` and ``2e^x`` have none."""
        at = self.at
        if self.text[at : at + 1] not in ("e", "E"):
            return ""
        sign = 1 if self.text[at + 1 : at + 2] in ("+", "-", "−") else 0
        end = at + 1 + sign
        while self._digit(end):
            end += 1
        if end == at + 1 + sign or (not sign and end < len(self.text) and _letter(self.text[end])):
            return ""
        self.at = end
        return self.text[at:end].replace("−", "-").replace("E", "e")

    def _script(self, table: dict[str, str], opener: str) -> None:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in table:
            self.at += 1
        inner = "".join(table[char] for char in self.text[start : self.at])
        if inner == "'" * len(inner):
            for _ in inner:
                self._emit("sign", "'", start, self.at)
            return
        self._emit("sign", opener, start, self.at)
        self._emit("sign", "{", start, self.at)
        for token in tokenize(inner)[:-1]:
            self._emit(token.kind, token.text, start, self.at)
        self._emit("sign", "}", start, self.at)

    def _sign(self) -> tuple[int, str] | None:
        for length in (3, 2, 1):
            sign = SIGNS.get(self.text[self.at : self.at + length])
            if sign is not None and len(self.text[self.at : self.at + length]) == length:
                return length, sign
        return None

    def _run(self) -> None:
        start = self.at
        letters = ""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in ACCENTS and letters:
                letters += ACCENTS[char]
            elif _letter(char) or (letters and self._digit(self.at)):
                letters += fold(char)
            else:
                break
            self.at += 1
        if len(letters) > MAX_RUN:
            raise NotationError(
                f"a row of {len(letters)} letters is not a product",
                self.text,
                Span(start, start + 1),
                remedy="put signs or blanks between the factors",
            )
        self._emit("run", letters, start, self.at)

    def _command(self) -> None:
        start = self.at
        end = start + 1
        while end < len(self.text) and self.text[end].isascii() and self.text[end].isalpha():
            end += 1
        if end == start + 1:
            end += 1
        name = self.text[start + 1 : end]
        self.at = end
        if name in ("left", "right", "bigl", "bigr", "big", "Big", "Bigl", "Bigr", "middle"):
            if self.text[end : end + 1] == ".":
                self.at += 1
            self.spaced = True
        elif name in DROPPED_COMMANDS:
            self.spaced = True
        elif name in COMMANDS:
            kind, value = COMMANDS[name]
            self._emit(kind, value, start, end)
        elif name in ACCENT_COMMANDS or name in WRAPPERS:
            self._wrapped(name, start)
        elif name in ("mathbb", "mathbbm", "mathds"):
            self._blackboard(start)
        elif name in ("begin", "end"):
            body, self.at = self._argument()
            self._emit("command", f"{name}:{body.rstrip('*')}", start, self.at)
        else:
            raise NotationError(
                f"the LaTeX command \\{name} is not known",
                self.text,
                Span(start, end),
                remedy="write the expression without it",
            )

    def _argument(self) -> tuple[str, int]:
        """The text of the group or the one character that follows, and where it ends."""
        at = self.at
        while self.text[at : at + 1].isspace():
            at += 1
        if self.text[at : at + 1] == "{":
            close = self.text.find("}", at)
            close = len(self.text) if close < 0 else close
            return self.text[at + 1 : close].strip(), min(close + 1, len(self.text))
        if self.text[at : at + 1] == "\\":
            end = at + 1
            while end < len(self.text) and self.text[end].isalpha():
                end += 1
            return self.text[at:end], end
        return self.text[at : at + 1], at + 1

    def _wrapped(self, name: str, start: int) -> None:
        body, self.at = self._argument()
        inner = tokenize(body)[:-1] if body else []
        accent = ACCENT_COMMANDS.get(name, "")
        if len(inner) == 1 and inner[0].text == "1" and not accent:
            self._emit("sign", "𝟙", start, self.at)
            return
        for position, token in enumerate(inner):
            last = accent and position == 0
            self._emit(token.kind, token.text + (accent if last else ""), start, self.at)
            if name in ("text", "mbox", "textrm") and position + 1 < len(inner):
                self.spaced = True

    def _blackboard(self, start: int) -> None:
        body, self.at = self._argument()
        kind, text = ("sign", "𝟙") if body in ("1", "I") else ("run", body)
        self._emit(kind, text, start, self.at)


def fold(char: str) -> str:
    """Mathematical italics, full-width forms and the like as plain characters.

    >>> fold("𝛿"), fold("ｘ"), fold("ŷ")
    ('δ', 'x', 'yhat')
    """
    if char.isascii():
        return char
    plain = unicodedata.normalize("NFKC", char)
    plain = {"ϵ": "ε", "ϑ": "θ", "ϕ": "φ", "ς": "σ", "µ": "μ"}.get(plain, plain)
    decomposed = unicodedata.normalize("NFD", plain)
    if len(decomposed) == 2 and decomposed[1] in ACCENTS:
        return decomposed[0] + ACCENTS[decomposed[1]]
    return plain


def _letter(char: str) -> bool:
    if char in SUBSCRIPTS or char in SUPERSCRIPTS or char in SIGNS:
        return False
    folded = fold(char)
    return bool(folded) and folded[0].isalpha()
