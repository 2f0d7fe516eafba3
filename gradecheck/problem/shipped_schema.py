"""Where the schemas that come along are kept. ``json_schema`` makes them; tests hold the two equal."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def schema_path(kind: str = "problem") -> Path:
    """The file with the schema of a ``problem``, an ``assignment`` or a ``course``.

    >>> schema_path().name
    'problem.schema.json'
    """
    return _HERE / f"{kind}.schema.json"
