"""Text made to fit a width: sentences are wrapped, excerpts with a caret are cut so that it stays in sight."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence


def fitted(text: str, width: int) -> str:
    """``text`` with no line longer than ``width`` but for single long words; indented lines go on indented.

    >>> print(fitted("a.yaml:3: this is what was found\\n  one two three\\n      ^^", 20))
    a.yaml:3: this is
    what was found
      one two three
          ^^
    """
    lines = fit_excerpts(text.split("\n"), width)
    excerpts = {number - 1 for number, line in enumerate(lines) if _is_caret(line)}
    return "\n".join(
        piece
        for number, line in enumerate(lines)
        for piece in ([_cut(line, width)] if number in excerpts else _wrapped(line, width))
    )


def _wrapped(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def _is_caret(line: str) -> bool:
    marks = line.strip()
    return bool(marks) and not marks.strip("^")


def fit_excerpts(lines: Sequence[str], width: int) -> list[str]:
    """Lines with each excerpt that is too wide cut so that the carets below it stay in sight.

    >>> fit_excerpts(["  abcdefghijklmnop", "                 ^"], 12)
    ['  …hijklmnop', '           ^']
    """
    fitted = list(lines)
    for above, below in zip(range(len(lines)), range(1, len(lines)), strict=False):
        if _is_caret(fitted[below]) and len(fitted[above]) > width:
            cut = max(0, min(fitted[below].index("^") - width // 2, len(fitted[above]) - width))
            if cut:
                fitted[above] = "  …" + fitted[above][cut + 3 :]
                fitted[below] = "  " + fitted[below][cut + 2 :]
    return fitted
