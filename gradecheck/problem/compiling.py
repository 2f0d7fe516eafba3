"""YAML → ``Problem``: read, checked, derived. Imports all that takes long to import; ``loading`` avoids it."""

from __future__ import annotations

from functools import partial

from . import drawing, keys, own_tests
from .declare import declare
from .derive import Draft
from .explain import Faults, check
from .model import Problem
from .yaml_reader import read


def compiled(content: bytes, path: str, default_id: str) -> Problem:
    """The problem in ``content``; ``path`` is for messages, ``default_id`` for files without an id.

    Raises ``AuthorError``, or ``AuthorErrors`` with all of them.
    """
    draft = drafted(content, path)
    file, faults = draft.file, Faults(draft.declared.faults)
    items, remarks = faults.attempt(partial(keys.items, draft), ((), ()))
    tests = faults.attempt(partial(own_tests.rows, draft), ())
    faults.tell()
    return Problem(
        id=file.id or default_id,
        title=file.title.strip(),
        source=file.source.strip(),
        statement=file.statement.strip(),
        scope=draft.scope,
        items=items,
        values=draft.declared.values,
        graph=drawing.nodes(draft),
        output=draft.declared.output,
        upstream=draft.declared.upstream,
        feedback=file.feedback,
        tests=tests,
        notes=(*file.notes, *remarks),
    )


def drafted(content: bytes, path: str) -> Draft:
    """The file as its author wrote it, with what of its declarations is sound. Raises as ``compiled`` does."""
    document = read(content, path)
    file = check(document)
    return Draft(document, file, declare(file, document))
