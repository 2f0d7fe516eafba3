"""Gradescope, *Export Submissions*: ``submission_metadata.yml`` beside a folder ``submission_123`` for each.

The metadata has, by folder, ``:submitters`` (name, sid, email; several of a group), ``:created_at``
and ``:history`` with the times of earlier submissions, whose files are not in the export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...errors import OperatorError, StudentError
from ..clock import moment
from ..gradescope_metadata import Record, metadata
from ..handed import Oddity, Person
from ..layout import Found, Layout, passed_over, person, within
from ..shown import shown
from ..tree import METADATA, Entry, Tree


def detects(tree: Tree) -> bool:
    """Whether the metadata lie at the top."""
    return any(entry.name == METADATA for entry in tree.top_files)


def read(tree: Tree) -> Iterator[Found | Oddity]:
    """Each folder is an attempt of each of its submitters."""
    records = _records(tree)
    files: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in tree.entries:
        if len(entry.parts) > 1:
            files[entry.parts[0]].append(entry)
        elif entry.name != METADATA:
            yield passed_over(entry, "in no submission's folder")
    for folder in sorted({*files, *tree.top_folders}):
        record = records.get(folder, Record())
        named = tuple((within(entry, 1), entry) for entry in files[folder])
        for who in _people(folder, record):
            yield Found(who, named, shown(folder), moment(record.created_at), tuple(_earlier(who, record)))
    for folder in sorted(set(records) - set(files) - set(tree.top_folders)):
        for who in _people(folder, records[folder]):
            yield Oddity("unreadable", shown(folder), "its files are not in the export", student=who.id)


def _records(tree: Tree) -> dict[str, Record]:
    entry = next((entry for entry in tree.top_files if entry.name == METADATA), None)
    if entry is None:
        raise OperatorError(
            f"{METADATA} is not there", remedy="unpack the whole export, or hand over the zip itself"
        )
    try:
        return metadata(entry.read(), entry.place)
    except StudentError as error:
        raise OperatorError(str(error)) from error


def _people(folder: str, record: Record) -> list[Person]:
    """The submitters; the folder itself where the metadata name nobody."""
    people = [
        person(one.sid or one.email or one.name, ("sid", one.sid), ("email", one.email), full=one.name)
        for one in record.submitters
        if one.sid or one.email or one.name
    ]
    return people or [person(folder)]


def _earlier(who: Person, record: Record) -> Iterator[Oddity]:
    if record.earlier:
        times = f"{record.earlier} time{'s' if record.earlier > 1 else ''} before"
        yield Oddity(
            "resubmission", who.id, f"handed in {times}; the export has the last one only", student=who.id
        )


LAYOUT = Layout("gradescope", detects, read)
