"""How the printers spell: one ``Style`` for each notation, and names in each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .signs import GREEK, SUBSCRIPTS, SUPERSCRIPTS

StyleName = Literal["plain", "unicode", "latex"]

_LOW = {plain: low for low, plain in SUBSCRIPTS.items() if plain.isdigit()}
_HIGH = {plain: high for high, plain in SUPERSCRIPTS.items() if plain.isdigit()}
_PARTS = re.compile(r"(?P<stem>[^_]+)_\{?(?P<script>[^{}]+(?:_\{?[^{}]+\}?)?)\}?")


@dataclass(frozen=True, slots=True)
class Style:
    """Signs of one notation. ``brackets`` open and close a group."""

    name: StyleName
    minus: str
    times: str
    hadamard: str
    comparisons: dict[str, str]
    brackets: tuple[str, str] = ("(", ")")
    both: str = "and"
    either: str = "or"
    no: str = "not "


PLAIN = Style("plain", "-", "*", ".*", {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="})
UNICODE = Style("unicode", "−", "·", " ∘ ", {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "==", "ne": "≠"})
LATEX = Style(
    "latex",
    "-",
    r" \cdot ",
    r" \circ ",
    {"lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge", "eq": "==", "ne": r"\ne"},
    (r"\left(", r"\right)"),
    r"\land",
    r"\lor",
    r"\lnot ",
)
STYLES: dict[StyleName, Style] = {"plain": PLAIN, "unicode": UNICODE, "latex": LATEX}


def name_in(style: Style, name: str) -> str:
    """A declared name, with its subscript.

    >>> name_in(UNICODE, "delta_1"), name_in(UNICODE, "D_{a_1}"), name_in(LATEX, "δ_1"), name_in(LATEX, "yhat")
    ('δ₁', 'D_{a_1}', '\\\\delta_{1}', '\\\\hat{y}')
    """
    if style is PLAIN:
        return name
    match = _PARTS.fullmatch(name)
    stem, script = (match["stem"], match["script"]) if match else (name, "")
    if style is UNICODE:
        letter = _unicode_stem(stem)
        if script.isdigit():
            return letter + "".join(_LOW[digit] for digit in script)
        return name if letter == stem else letter + name[len(stem) :]
    return _latex_stem(stem) + (f"_{{{script}}}" if script else "")


def digits_above(text: str) -> str:
    """
    >>> digits_above("12")
    '¹²'
    """
    return "".join(_HIGH[digit] for digit in text)


def digits_below(text: str) -> str:
    """
    >>> digits_below("0")
    '₀'
    """
    return "".join(_LOW[digit] for digit in text)


def _unicode_stem(stem: str) -> str:
    letters = {name: letter for letter, name in GREEK.items()}
    return letters.get(stem, "ŷ" if stem == "yhat" else stem)


def _latex_stem(stem: str) -> str:
    if stem in GREEK:
        return "\\" + GREEK[stem]
    if stem in GREEK.values():
        return "\\" + stem
    if stem in ("ŷ", "Ŷ"):
        return rf"\hat{{{'y' if stem == 'ŷ' else 'Y'}}}"
    if stem.endswith("hat") and len(stem) == 4:
        return rf"\hat{{{stem[0]}}}"
    return stem
