"""Small files with comments: a problem for each kind of item, and an assignment (``new --template``)."""

from __future__ import annotations

from pathlib import Path

from .writing import MODELINE

_FOLDER = Path(__file__).resolve().parent / "starters"


def template_text(kind: str, schema: str = "") -> str:
    """The problem for items of a ``kind``, with a first line for editors.

    >>> template_text("shape", "s.json").splitlines()[0]
    '# yaml-language-server: $schema=s.json'
    """
    text = (_FOLDER / f"{kind}.yaml").read_text(encoding="utf-8")
    return f"{MODELINE}{schema}\n{text}" if schema else text
