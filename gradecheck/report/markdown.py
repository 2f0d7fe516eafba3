"""Text as Markdown: nothing that is escaped here can become markup, in CommonMark or GitHub's dialect."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~$&@!^]")
_AUTOMATIC = re.compile(r":(?=//|[\w+-]+:)|(?<=www)\.", re.IGNORECASE)
_LEADING = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")


def escaped(text: str) -> str:
    r"""``text`` on one line as it would be read, wherever in a line or table it stands.

    >>> print(escaped("*a* | <b> [x](http://y)"))
    \*a\* \| \<b\> \[x\](http\://y)
    >>> print(escaped("1. first"), escaped("- x"))
    1\. first \- x
    """
    line = " ".join(text.split())
    line = _AUTOMATIC.sub(lambda found: "\\" + found[0], _MARKS.sub(lambda found: "\\" + found[0], line))
    return _LEADING.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", line)


def code_span(text: str) -> str:
    """``text`` on one line as code, between more backticks than any of its own.

    >>> print(code_span("a`b"), code_span("x"))
    `` a`b `` `x`
    """
    line = " ".join(text.split())
    if not line:
        return ""
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " or len(ticks) > 1 else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def fenced(text: str, indent: str = "", language: str = "text") -> str:
    """``text`` as a block of code whose fence is longer than any run of backticks in it.

    >>> print(fenced("a\\n```\\nb"))
    ````text
    a
    ```
    b
    ````
    """
    fence = "`" * max(3, _longest_run(text) + 1)
    return "\n".join(f"{indent}{line}" for line in (fence + language, *text.split("\n"), fence))


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
