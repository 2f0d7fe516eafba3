"""Runs of letters → names, functions, constants and words, by what the scope declares.

A run that means nothing stays a ``run``; the reader complains when it comes to it.
"""

from __future__ import annotations

from dataclasses import replace

from .expr import Span
from .names import FUNCTIONS, MODULES, NameTable, Piece
from .tokens import Token


def resolve(tokens: list[Token], table: NameTable) -> list[Token]:
    """The tokens with runs split and named; ``kind`` becomes that of the piece.

    >>> from .scope import Declared, Scope
    >>> from .tokens import tokenize
    >>> table = NameTable(Scope(names=(Declared("W_2"), Declared("x"))))
    >>> [(token.kind, token.text) for token in resolve(tokenize("W₂sinx"), table)]
    [('name', 'W_2'), ('function', 'sin'), ('name', 'x'), ('end', '')]
    """
    return _Resolver(tokens, table).run()


class _Resolver:
    def __init__(self, tokens: list[Token], table: NameTable) -> None:
        self.tokens = tokens
        self.table = table
        self.out: list[Token] = []

    def run(self) -> list[Token]:
        at = 0
        while at < len(self.tokens):
            at = self._step(at)
        return self.out

    def _text(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def _kind(self, at: int) -> str:
        return self.tokens[at].kind if at < len(self.tokens) else "end"

    def _step(self, at: int) -> int:
        derivative = self._derivative(at)
        if derivative:
            return derivative
        token = self.tokens[at]
        if token.kind != "run":
            self.out.append(token)
            return at + 1
        if token.text in MODULES and self._text(at + 1) == "." and self._kind(at + 2) == "run":
            return self._module_member(at + 2)
        if token.text in ("sum", "Sum", "prod", "stack") and self._text(at + 1) == "_":
            self._emit("command", token.text.lower(), at, at + 1)
            return at + 1
        if self.out and self.out[-1].text == "." and self.out[-1].kind == "sign":
            self.out[-1] = Token("method", token.text, token.span)
            return at + 1
        return self._named(at)

    def _module_member(self, at: int) -> int:
        """What stands behind ``np.`` is a function, even where it is also a word of English."""
        text = self._text(at)
        if text in MODULES or text not in FUNCTIONS:
            return at
        self._emit("function", FUNCTIONS[text], at, at + 1)
        return at + 1

    # -- derivatives as names: ∂L/∂F, \frac{\partial L}{\partial F}, dL/dF ----------------------------------

    def _derivative(self, at: int) -> int:
        """Where a derivative that is declared as a name ends, or 0."""
        fraction = self._text(at) == "frac" and self._kind(at) == "command"
        start = at + 2 if fraction and self._text(at + 1) == "{" else at
        top, after = self._differential(start, whole=fraction)
        if not top:
            return self._bare(at)
        middle = 2 if fraction and self._text(after) == "}" and self._text(after + 1) == "{" else 1
        if not fraction and self._text(after) != "/":
            return self._bare(at)
        low, end = self._differential(after + middle, whole=fraction)
        if not low:
            return 0
        close = end + 1 if fraction and self._text(end) == "}" else end
        name = self.table.find(f"{top}/{low}")
        if name is not None:
            self._emit("name", name, at, close)
            return close
        stem, underscore, _ = low.partition("_")
        name = self.table.find(f"{top}/{stem}") if underscore else None
        if name is None:
            return 0
        scripts = self.tokens[end - self._script_length(low) : end]
        self._emit("name", name, at, close)
        self.out.extend(self._resolved(scripts))
        return close

    def _script_length(self, low: str) -> int:
        script = low.partition("_")[2]
        return 4 if script.startswith("{") else 2

    def _resolved(self, tokens: list[Token]) -> list[Token]:
        return _Resolver(tokens, self.table).run()

    def _differential(self, at: int, whole: bool) -> tuple[str, int]:
        """The text ``∂L`` of ∂ or d followed by a name with its subscript, and where it ends."""
        if self._text(at) == "∂" and self._kind(at + 1) == "run":
            name, after = self._text(at + 1), at + 2
        elif self._kind(at) == "run" and self._text(at).startswith("d") and len(self._text(at)) > 1:
            name, after = self._text(at)[1:], at + 1
        else:
            return "", at
        if self._text(after) == "_":
            if self._text(after + 1) == "{" and self._text(after + 3) == "}":
                return f"∂{name}_{{{self._text(after + 2)}}}", after + 4
            if self._kind(after + 1) in ("run", "number"):
                return f"∂{name}_{self._text(after + 1)}", after + 2
        return f"∂{name}", after

    def _bare(self, at: int) -> int:
        """``∂`` alone, where it is declared as a name."""
        if self._text(at) != "∂" or self._kind(at + 1) == "run":
            return 0
        name = self.table.find("∂")
        if name is None:
            return 0
        self._emit("name", name, at, at + 1)
        if self._kind(at + 1) == "number" and not self.tokens[at + 1].spaced:
            self.out.append(Token("sign", "_", self.tokens[at + 1].span))
        return at + 1

    def _emit(self, kind: str, text: str, first: int, end: int) -> None:
        start = self.tokens[first]
        span = Span(start.span.start, self.tokens[end - 1].span.end)
        self.out.append(Token(kind, text, span, start.spaced))

    # -- runs ------------------------------------------------------------------------------------------------

    def _named(self, at: int) -> int:
        token = self.tokens[at]
        for script, end in self._scripts(at + 1):
            for cut in range(len(token.text)):
                name = self.table.find(token.text[cut:] + "_" + script) if script else None
                head = self.table.split(token.text[:cut]) if name is not None else None
                if name is not None and head is not None:
                    self._pieces(token, head)
                    start = replace(token, span=Span(token.span.start + cut, token.span.end))
                    span = Span(start.span.start, self.tokens[end - 1].span.end)
                    self.out.append(Token("name", name, span, token.spaced and not head))
                    self._rest_of_script(end - 1, script)
                    return end
        pieces = self._after_caret(token) or self.table.split(token.text)
        if pieces is None:
            self.out.append(token)
        else:
            self._pieces(token, pieces)
        return at + 1

    def _after_caret(self, token: Token) -> list[Piece] | None:
        """``^Tx`` is a transpose and then x."""
        caret = self.out and self.out[-1].text in ("^", "{", ")")
        if not caret or token.text[0] != "T" or self.table.known(token.text) is not None:
            return None
        rest = self.table.split(token.text[1:]) if len(token.text) > 1 else []
        if rest is None:
            return None
        shifted = [Piece(piece.kind, piece.value, piece.start + 1, piece.end + 1) for piece in rest]
        return [Piece("run", "T", 0, 1), *shifted]

    def _pieces(self, token: Token, pieces: list[Piece]) -> None:
        whole = token.span.end - token.span.start == len(token.text)
        for piece in pieces:
            span = token.span
            if whole:
                span = Span(token.span.start + piece.start, token.span.start + piece.end)
            spaced = token.spaced and piece.start == 0
            if piece.kind == "component":
                script = _script(token.text[piece.start : piece.end])
                kind = "number" if script.isdigit() else "index" if script in self.table.bound else "name"
                self.out.append(Token("name", piece.value, span, spaced))
                self.out.append(Token("sign", "_", span))
                self.out.append(Token(kind, script, span))
            else:
                self.out.append(Token(piece.kind, piece.value, span, spaced))

    def _scripts(self, at: int) -> list[tuple[str, int]]:
        """Texts that a subscript or layer mark at ``at`` may add to a name, longest first, with their ends."""
        if self._text(at) == "^" and self._text(at + 1) == "{" and self._text(at + 2) == "[":
            return [(self._text(at + 3), at + 6)] if self._text(at + 5) == "}" else []
        if self._text(at) == "^" and self._text(at + 1) == "[":
            return [(self._text(at + 2), at + 4)] if self._text(at + 3) == "]" else []
        if self._text(at) != "_":
            return []
        if self._kind(at + 1) == "number":
            return [(self._text(at + 1), at + 2)]
        if self._kind(at + 1) == "run":
            run = self._text(at + 1)
            longer = []
            if self._text(at + 2) == "_" and self._kind(at + 3) in ("number", "run"):
                longer = [(run + self._text(at + 3), at + 4)]
            return longer + [(run[:end], at + 2) for end in range(len(run), 0, -1)]
        if self._text(at + 1) == "{":
            return self._group(at + 1)
        return []

    def _group(self, at: int) -> list[tuple[str, int]]:
        parts: list[str] = []
        depth, end = 0, at
        while end < len(self.tokens) and end < at + 12:
            depth += {"{": 1, "}": -1}.get(self._text(end), 0)
            if depth == 0:
                return [("".join(parts), end + 1)] if parts else []
            if self._text(end) not in ("{", "}", "_", "[", "]"):
                parts.append(self._text(end))
            end += 1
        return []

    def _rest_of_script(self, at: int, script: str) -> None:
        """What is left of a subscript run when only its beginning belonged to the name: ``x_0g``, ``W_ax``."""
        token = self.tokens[at]
        if token.kind != "run" or not token.text.startswith(script) or token.text == script:
            return
        rest = token.text[len(script) :]
        start = token.span.start + len(script)
        self.out.extend(self._resolved([Token("run", rest, Span(start, token.span.end))]))


def _script(text: str) -> str:
    """What stands behind the name of a component: its digits, or one letter.

    >>> _script("x10"), _script("xi")
    ('10', 'i')
    """
    return text[len(text.rstrip("0123456789")) :] or text[-1]
