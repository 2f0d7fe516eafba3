"""Gradescope's ``submission_metadata.yml``, event by event: results in it may be large, and are passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from ..errors import StudentError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 64


@dataclass(slots=True)
class Submitter:
    """Who handed in, as far as the metadata tell."""

    name: str = ""
    sid: str = ""
    email: str = ""


@dataclass(slots=True)
class Record:
    """What is known of one submission."""

    submitters: list[Submitter] = field(default_factory=list)
    created_at: str = ""
    earlier: int = 0


def metadata(data: bytes, place: str) -> dict[str, Record]:
    """The record of every folder.

    Raises:
        StudentError: It is not the YAML that Gradescope writes.

    >>> text = "submission_1:\\n  :submitters:\\n  - :name: Ada\\n    :sid: '7'\\n  :created_at: 2026-01-30\\n"
    >>> metadata(text.encode(), "m.yml")["submission_1"]
    Record(submitters=[Submitter(name='Ada', sid='7', email='')], created_at='2026-01-30', earlier=0)
    """
    records: dict[str, Record] = {}
    try:
        for path, value in _leaves(data):
            _enter(records, path, value)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        remedy = "download the export again, or name the layout: --layout 'folder a student'"
        raise StudentError(f"{place}: not the metadata that Gradescope writes", remedy=remedy) from error
    return records


_Path = tuple[str | int, ...]


def _enter(records: dict[str, Record], path: _Path, value: str) -> None:
    match path:
        case (str(folder),):
            records.setdefault(folder, Record())
        case (str(folder), ":created_at"):
            records.setdefault(folder, Record()).created_at = value
        case (str(folder), ":history", int(number)) | (str(folder), ":history", int(number), *_):
            record = records.setdefault(folder, Record())
            record.earlier = max(record.earlier, number + 1)
        case (str(folder), ":submitters", int(number), (":name" | ":sid" | ":email") as key) if number < 1_000:
            submitters = records.setdefault(folder, Record()).submitters
            submitters += [Submitter() for _ in range(number + 1 - len(submitters))]
            setattr(submitters[number], key[1:], value.strip())


def _leaves(data: bytes) -> Iterator[tuple[_Path, str]]:
    """Every scalar and its path; tags are ignored, an alias is an empty text."""
    stack: list[str | int | None] = []
    kinds: list[bool] = []
    for event in yaml.parse(data, Loader=_LOADER):
        match event:
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                kinds.pop()
                stack.pop()
                _after(stack, kinds)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(kinds) >= _MAX_DEPTH:
                    raise ValueError("nested too deep")
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                kinds.append(is_mapping)
                stack.append(None if is_mapping else 0)
            case yaml.ScalarEvent() | yaml.AliasEvent():
                value = event.value if isinstance(event, yaml.ScalarEvent) else ""
                if kinds and kinds[-1] and stack[-1] is None:
                    stack[-1] = value
                    continue
                yield tuple(step for step in stack if step is not None), value
                _after(stack, kinds)


def _after(stack: list[str | int | None], kinds: list[bool]) -> None:
    """Go on to the next key or place of what holds the value that ended."""
    if kinds:
        last = stack[-1]
        stack[-1] = None if kinds[-1] else (last + 1 if isinstance(last, int) else 0)
