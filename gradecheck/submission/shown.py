"""Names of files as they can be printed, whatever bytes are in them."""

from __future__ import annotations


def shown(name: str) -> str:
    """``name`` on one line, with what cannot be printed spelt out: line ends, controls, bytes that are no text.

    >>> print(shown("my\\nsheet\\udcff.md"))
    my\\nsheet\\xff.md
    """
    if name.isprintable():
        return name
    return "".join(char if char.isprintable() else _spelt_out(char) for char in name)


def _spelt_out(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(
        char, f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"
    )
