"""The few pieces of MathML that the printers are made of. Every text passes through ``escaped``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

INVISIBLE_TIMES, FUNCTION_OF = "\u2062", "\u2061"
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def escaped(text: str) -> str:
    """Text as content: no markup, nothing that XML forbids, no sign that turns the direction.

    >>> escaped("a<b\\x00\u202e")
    'a&lt;b��'
    """
    return escape(_UNPRINTABLE.sub("\ufffd", text), quote=True)


def word(text: str) -> str:
    """A number, or an identifier; one of several letters stands upright.

    >>> word("2"), word("x"), word("log")
    ('<mn>2</mn>', '<mi>x</mi>', '<mi>log</mi>')
    """
    return f"<mn>{text}</mn>" if _NUMBER.fullmatch(text) else f"<mi>{escaped(text)}</mi>"


def sign(text: str) -> str:
    """An operator or bracket."""
    return f"<mo>{escaped(text)}</mo>"


def row(inner: str) -> str:
    """What belongs together."""
    return f"<mrow>{inner}</mrow>"


def element(name: str, *inner: str) -> str:
    """An element of ours, such as ``mfrac``, with its children."""
    return f"<{name}>{''.join(inner)}</{name}>"


def fenced(left: str, inner: str, right: str) -> str:
    """Between brackets ("" for none) that grow with what they hold; bars are told which side they are on."""
    if left and left in "|‖":
        start, end = (f'<mo form="{side}" stretchy="true">' for side in ("prefix", "postfix"))
        return row(f"{start}{left}</mo>{inner}{end}{right}</mo>")
    return row((sign(left) if left else "") + inner + (sign(right) if right else ""))


def table(rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """Cells in rows; ``kind`` is a class of ours."""
    body = "".join(element("mtr", *(element("mtd", cell) for cell in cells)) for cells in rows)
    return f'<mtable class="{kind}">{body}</mtable>' if kind else f"<mtable>{body}</mtable>"
