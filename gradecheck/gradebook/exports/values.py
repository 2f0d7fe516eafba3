"""Numbers, texts and file names as other programs take them."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_FORMULA = "=+-@\t\r\n＝＋－＠"
_UNSAFE = re.compile(r"[^\w@+,.=-]|^[.-]+|[. ]+$", re.ASCII)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)
LONGEST_NAME = 100


def clean(text: str) -> str:
    """``text`` without what no file should hold: control characters and halves of surrogate pairs, spelt out.

    >>> clean("Ada\\udcff\\x00 ∂\\n"), clean("\\ufffe")
    ('Ada\\\\udcff\\\\x00 ∂\\n', '\\\\ufffe')
    """
    return _IMPOSSIBLE.sub(_spelt_out, text)


_IMPOSSIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _spelt_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def neutral(text: str) -> str:
    """A text for a cell that a spreadsheet will open: one that would be a formula is made text by a ``'``.

    >>> [neutral(text) for text in ("=1+1", "-0.5", "@x", " +x", "Ada", "-ada")]
    ["'=1+1", '-0.5', "'@x", "' +x", 'Ada', "'-ada"]
    """
    begins = text.lstrip(" \xa0")[:1] or text[:1]
    return f"'{text}" if begins and begins in _FORMULA and not _NUMBER.fullmatch(text) else text


def cell(text: str) -> str:
    """A text as it goes into a CSV file of ours."""
    return neutral(clean(text))


def moment(at: datetime | None) -> str:
    """A moment as ISO 8601, "" where there is none."""
    return at.isoformat(timespec="seconds") if at else ""


def file_name(text: str) -> str:
    """A name for a file or folder of a student or problem: different texts have different names.

    >>> file_name("ada"), file_name("../ada"), file_name("section3/1-graph"), file_name("Zoë, Ö")
    ('ada', '%2E%2E%2Fada', 'section3%2F1-graph', 'Zo%C3%AB,%20%C3%96')
    """
    name = _UNSAFE.sub(_escaped, text) or "%"
    if _RESERVED.fullmatch(name):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    if len(name) > LONGEST_NAME:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        name = f"{name[: LONGEST_NAME - 17]}-{digest}"
    return name


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))
