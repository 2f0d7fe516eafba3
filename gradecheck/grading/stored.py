"""A ``Verdict`` as JSON text and back, with all that it says: what the gradebook keeps.

Only the classes listed here can come out of a text.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from fractions import Fraction
from typing import Any

from ..algebra.comparison import Evidence, Witness
from .verdict import GradientEvidence, GradientFacts, Status, Verdict

CLASSES: dict[str, type] = {
    kind.__name__: kind for kind in (Verdict, Evidence, Witness, GradientEvidence, GradientFacts)
}

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def to_text(verdict: Verdict) -> str:
    """The verdict as one line of JSON, the same for equal verdicts.

    >>> to_text(Verdict(Status.PARTIAL, Fraction(1, 2), "sign"))
    '{"":"Verdict","status":"partial","credit":"1/2","note":"sign"}'
    """
    return json.dumps(_encoded(verdict), ensure_ascii=True, separators=(",", ":"))


def from_text(text: str) -> Verdict:
    """The verdict that ``to_text`` made ``text`` of. Raises ``ValueError`` for any other text.

    >>> from_text(to_text(Verdict(Status.PARTIAL, Fraction(1, 2), "sign"))).credit
    Fraction(1, 2)
    """
    try:
        found = _decoded(json.loads(text))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("not a verdict") from error
    if not isinstance(found, Verdict):
        raise ValueError("not a verdict")
    return found


def _encoded(value: Any) -> Json:
    match value:
        case Status() | Fraction():
            return str(value)
        case None | bool() | int() | str():
            return value
        case tuple():
            return [_encoded(entry) for entry in value]
    found: dict[str, Json] = {"": type(value).__name__}
    for entry in fields(value):
        own = getattr(value, entry.name)
        if entry.default is MISSING or own != entry.default:
            found[entry.name] = _encoded(own)
    return found


def _decoded(data: Any) -> Any:
    match data:
        case list():
            return tuple([_decoded(entry) for entry in data])
        case dict():
            entries = {key: _decoded(entry) for key, entry in data.items() if key}
            if data[""] == "Verdict":
                entries["status"] = Status(entries["status"])
                entries["credit"] = Fraction(entries["credit"])
            return CLASSES[data[""]](**entries)
    return data
