"""Shapes as answers: ``D_{a_1} × D_x``, ``(D_a1, D_x)``, ``D_a1 by D_x``, ``R^{D_a1 x D_x}``."""

from __future__ import annotations

from .expr import Dim, Shape, Span
from .labels import label_end
from .names import NameTable
from .reading import NotationError
from .resolve import resolve
from .scope import Scope
from .tokens import Token, tokenize

BRACKETS = frozenset("()[]{}")
EXAMPLE = "write rows × columns, such as 3 × 1"
SEPARATORS = frozenset({"*", ",", ";", "by", "x", "X"})


def parse_shape(text: str, scope: Scope) -> Shape:
    """The shape that ``text`` gives. A single dimension, or ``(n,)``, is a column; ``scalar``, ``ℝ``: 1 × 1.

    Raises ``NotationError`` for anything else.

    >>> scope = Scope(dims=("D_{a_1}", "D_x"))
    >>> parse_shape("W_1 ∈ R^{D_a1 x D_x}", scope), parse_shape("(D_{a_1}, 1)", scope)
    (('D_{a_1}', 'D_x'), ('D_{a_1}', 1))
    """
    tokens = _without_label(tokenize(text))
    words = "".join(token.text for token in tokens if token.text not in BRACKETS)
    if words in ("scalar", "ascalar") or (words in ("R", "ℝ") and words not in scope.dims):
        return 1, 1
    table = NameTable(Scope(dims=scope.dims))
    dims: list[Dim] = []
    separated = True
    for token in resolve(_joined(tokens, scope), table):
        if token.text in BRACKETS or token.kind == "end":
            continue
        if token.text in SEPARATORS:
            if separated:
                raise _error(text, token, "a dimension is missing before this")
            separated = True
            continue
        if not separated:
            raise _error(text, token, "two dimensions without a sign between them")
        dims.append(_dimension(text, token, scope))
        separated = False
    return _shape(text, dims)


def _dimension(text: str, token: Token, scope: Scope) -> Dim:
    if token.kind == "number" and token.text.isdigit() and int(token.text) > 0:
        return int(token.text)
    if token.kind == "name":
        return token.text
    known = ", ".join(scope.dims)
    raise _error(
        text, token, f"{token.text!r} is not a dimension", f"dimensions here: {known}" if known else ""
    )


def _shape(text: str, dims: list[Dim]) -> Shape:
    if not dims:
        raise NotationError("there is no shape here", text, Span(0, max(len(text), 1)), remedy=EXAMPLE)
    if len(dims) > 2:
        raise NotationError(
            f"{len(dims)} dimensions, where an array here has two", text, Span(0, len(text)), remedy=EXAMPLE
        )
    return dims[0], dims[1] if len(dims) == 2 else 1


def _without_label(tokens: list[Token]) -> list[Token]:
    """What stands behind ``W_1 =``, ``shape of X:``, ``W_1 ∈ R^``."""
    tokens = tokens[label_end(tokens) :]
    for position, token in enumerate(tokens):
        if token.text == "∈" or (token.kind == "run" and token.text == "in"):
            tokens = tokens[position + 1 :]
            break
    if len(tokens) > 1 and tokens[0].text in ("R", "ℝ") and tokens[1].text in ("^", "**"):
        tokens = tokens[2:]
    while tokens and tokens[0].kind == "run" and tokens[0].text in ("shape", "is", "a", "of"):
        tokens = tokens[1:]
    return tokens


def _joined(tokens: list[Token], scope: Scope) -> list[Token]:
    """``3x4`` and ``D_a1xD_x``: an x between two dimensions becomes a sign of its own."""
    before = ["", *(token.text for token in tokens)]
    if any(
        token.text in SEPARATORS and previous not in ("_", "{")
        for previous, token in zip(before, tokens, strict=False)
    ):
        return tokens
    known = NameTable(Scope(dims=scope.dims))
    out: list[Token] = []
    for token in tokens:
        cut = token.text.find("x") if token.kind == "run" and known.find(token.text) is None else -1
        behind_number = bool(out) and out[-1].kind == "number"
        if cut < 0 or (not behind_number and not 0 < cut < len(token.text) - 1):
            out.append(token)
            continue
        start = token.span.start
        for part, at in ((token.text[:cut], 0), ("x", cut), (token.text[cut + 1 :], cut + 1)):
            if part:
                kind = "number" if part.isdigit() else "sign" if at == cut else "run"
                out.append(Token(kind, part, Span(start + at, start + at + len(part))))
    return out


def _error(text: str, token: Token, fact: str, remedy: str = "") -> NotationError:
    return NotationError(fact, text, token.span, remedy=remedy or EXAMPLE)
