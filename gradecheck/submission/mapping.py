"""The mapping file: what the columns of a table of responses are, where their headers do not say it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from ..errors import OperatorError
from ..problem.yaml_reader import MAX_BYTES, Document, read
from .clock import zone
from .shown import shown

_COLUMNS = ("student", "name", "email", "section", "at")
_KEYS = (*_COLUMNS, "at_format", "timezone", "items")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is what, by its header; "" where the file does not say."""

    student: str = ""
    name: str = ""
    email: str = ""
    section: str = ""
    at: str = ""
    at_format: str = ""
    timezone: tzinfo | None = None
    items: tuple[tuple[str, str], ...] = ()


def read_mapping(path: Path) -> Mapping:
    """The mapping of a YAML file.

    Raises:
        OperatorError: It cannot be opened, or says something that is not known.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise OperatorError(f"{shown(str(path))}: cannot be read: {error.strerror or error}") from error
    return mapping_of(read(data, shown(str(path)), OperatorError))


def mapping_of(document: Document) -> Mapping:
    """
    >>> mapping_of(read(b"student: Email\\nitems: {Q1: '1.1'}", "m.yaml", OperatorError)).items
    (('Q1', '1.1'),)
    """
    data = document.data if isinstance(document.data, dict) else {}
    for key in data:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(_KEYS)}"
            raise OperatorError(f"unknown key '{key}'", remedy=hint, place=document.key_place((key,)))
    texts = {key: _text(document, key) for key in (*_COLUMNS, "at_format", "timezone")}
    name = texts.pop("timezone")
    where = zone(name) if name else None
    if name and where is None:
        remedy = "write it as Europe/Berlin, America/New_York or UTC"
        raise OperatorError(f"unknown time zone '{name}'", remedy=remedy, place=document.place(("timezone",)))
    return Mapping(**texts, timezone=where, items=_items(document))


def _text(document: Document, key: str) -> str:
    value = document.at((key,))
    if value is None or isinstance(value, str):
        return " ".join((value or "").split()) if key != "at_format" else value or ""
    raise OperatorError(f"'{key}' is the header of a column", place=document.place((key,)))


def _items(document: Document) -> tuple[tuple[str, str], ...]:
    items = document.at(("items",))
    if items is None:
        return ()
    if not isinstance(items, dict):
        raise OperatorError("'items' pairs headers with items", place=document.place(("items",)))
    for header, item in items.items():
        if not isinstance(item, str) or not item.strip():
            place = document.place(("items", header))
            raise OperatorError(f"'{header}' needs the id of an item", remedy='such as "1.1"', place=place)
    return tuple((" ".join(header.split()), str(item).strip()) for header, item in items.items())
