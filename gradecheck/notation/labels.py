"""What stands before an answer: ``∂f/∂q =``, ``dL/dx:``, and the links of a chain of equal expressions."""

from __future__ import annotations

from .tokens import Token, tokenize

LISTED = frozenset({"∂", "frac"})
"""How the label of an entry begins, where entries are given one behind another."""


def listed(tokens: list[Token]) -> list[Token]:
    """``∂L/∂x_0 = a, ∂L/∂x_1 = b`` as the vector [a, b]; empty where it is something else."""
    entries, depth, start = [], 0, 0
    for position, token in enumerate(tokens):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
        if (token.text in (",", ";") and depth == 0) or token.kind == "end":
            entries.append(tokens[start:position])
            start = position + 1
    ends = [label_end(entry) for entry in entries]
    if len(entries) < 2 or not all(ends) or any(entry[0].text not in LISTED for entry in entries):
        return []
    inside: list[Token] = []
    for entry, end in zip(entries, ends, strict=True):
        inside += [Token("sign", ",", entry[0].span), *entry[end:]]
    opener, closer = (Token("sign", sign, inside[0].span) for sign in "[]")
    return [opener, *inside[1:], closer, tokens[-1]]


def label_end(tokens: list[Token]) -> int:
    """Where a leading label (``∂f/∂q =``, ``dL/dx:``, ``δ_1 =``) ends; 0 without one.

    Of a chain of equal expressions ``∂f/∂x = q z = …`` the last one counts.
    """
    depth = 0
    end = 0
    for position, token in enumerate(tokens):
        if token.text in ("(", "[", "{"):
            depth += 1
        elif token.text in (")", "]", "}"):
            depth -= 1
        elif (depth == 0 and token.kind == "command" and token.text.startswith(("begin:", "end:"))) or (
            depth == 0 and token.kind == "word"
        ):
            return end
        elif depth == 0 and _ends_label(tokens, position):
            end = position + 1
    return end if end < len(tokens) else 0


def _ends_label(tokens: list[Token], position: int) -> bool:
    """Whether ``=`` or ``:`` stands here, and not as the lower bound of ``sum_i=1^m``."""
    if tokens[position].kind != "sign" or tokens[position].text not in ("=", ":"):
        return False
    if any(token.text == "?" for token in tokens[:position]):
        return False
    return position < 3 or tokens[position - 2].text != "_" or tokens[position - 3].text not in ("sum", "prod")


def segments(text: str) -> list[str]:
    """The parts of a chain ``a = b = c`` (also after a label with a colon), each as text.

    >>> segments("∂f/∂q = z = -4")
    ['∂f/∂q', 'z', '-4']
    """
    depth, start, parts = 0, 0, []
    for token in tokenize(text):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "sign" and token.text in ("=", ":") and token.span.start > start:
            parts.append(text[start : token.span.start].strip())
            start = token.span.end
    return [*parts, text[start:].strip()]
