"""Names of files as they can be printed, whatever bytes are in them."""

from __future__ import annotations

_SPELT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def shown(name: str) -> str:
    """``name`` on one line, with what cannot be printed spelt out: line ends, controls, bytes that are no text.

    Different names stay different, so that what is shown may stand for the file.

    >>> print(shown("my\\nsheet\\udcff.md"))
    my\\nsheet\\xff.md
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(char if char.isprintable() and char != "\\" else _spelt_out(char) for char in name)


def _spelt_out(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _SPELT.get(char) or (f"\\u{code:04x}" if code > 0x7F else f"\\x{code:02x}")
