"""What looks like a number to one reader of YAML and like something else to another."""

from __future__ import annotations

import re

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false"})
_NOTHING = frozenset({"", "~", "null"})
_DIGITS = r"\d{1,40}"


def explained(text: str) -> tuple[str, str]:
    """Fact and remedy for a text that is no number, ``("", "")`` where nothing special is known of it.

    >>> explained("012")
    ("'012' begins with a 0, which some readers take for octal", 'write 12')
    >>> explained("two")
    ('', '')
    """
    shown = f"'{text}'" if len(text) <= 40 else f"'{text[:39]}…'"
    if text.lower() in _WORDS:
        return f"{shown} is a word, not a number", "write 1 for yes and 0 for no"
    if text.lower() in _NOTHING:
        return f"{shown or 'nothing'} stands where a number is needed", "write the number, or leave the key out"
    if text.lower().lstrip("+-") in (".inf", ".nan", "inf", "nan"):
        return f"{shown} is not a finite number", "write a finite number"
    for pattern, fact, remedy in _FORMS:
        match = re.fullmatch(pattern, text)
        if match:
            return f"{shown} {fact}", match.expand(remedy)
    return "", ""


_FORMS = (
    (r"([+-]?)0+([1-9]\d{0,39})", "begins with a 0, which some readers take for octal", r"write \1\2"),
    (
        rf"{_DIGITS}(?::\d{{1,2}})+(?:\.\d*)?",
        "is a time, which some readers take for a number in base 60",
        "write one number, such as 1.5 or 3/2",
    ),
    (r"([+-]?\d{1,3}),(\d{1,40})", "has a comma in it", r"write \1.\2 with a point, or \1\2 without"),
    (rf"([+-]?{_DIGITS})_(\d{{1,40}})", "has an underscore in it", r"write \1\2"),
    (r"[+-]?0[xXoObB][0-9A-Fa-f]{1,40}", "is not decimal", "write the number in decimals"),
    (rf"([+-]?{_DIGITS}(?:\.\d*)?)\s*%", "is a percentage", r"write \1/100, or the decimal"),
)
