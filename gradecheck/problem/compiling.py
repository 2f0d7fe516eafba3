"""YAML → ``Problem``: read, checked, derived. Imports all that takes long to import; ``loading`` avoids it."""

from __future__ import annotations

from functools import partial

from . import drawing, keys, own_tests
from .declare import declare
from .derive import Draft
from .draws import drawn
from .explain import Faults, check
from .model import Family, Numbers, Problem
from .yaml_reader import Document, decode, read


def compiled(content: bytes, path: str, default_id: str, numbers: Numbers = ()) -> Problem:
    """The problem in ``content``; ``path`` is for messages, ``default_id`` for files without an id.

    Of a file with parameters it is the variant with these ``numbers``, or the base variant without any.
    Raises ``AuthorError``, or ``AuthorErrors`` with all of them.
    """
    document = read(content, path)
    family = _family(document, content, default_id)
    if family is not None:
        numbers = numbers or drawn(family)
    draft = _draft(document, family, numbers)
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
        variant=numbers if family else (),
        family=family,
    )


def drafted(content: bytes, path: str, numbers: Numbers = ()) -> Draft:
    """The file as its author wrote it, with what of its declarations is sound; of one with parameters, the
    variant with ``numbers``. Raises as ``compiled`` does.
    """
    document = read(content, path)
    return _draft(document, _family(document, content, ""), numbers)


def _draft(document: Document, family: Family | None, numbers: Numbers) -> Draft:
    if family is not None:
        from .written_out import written_out

        document = written_out(document, family, numbers)
    file = check(document)
    return Draft(document, file, declare(file, document))


def _family(document: Document, content: bytes, default_id: str) -> Family | None:
    if not isinstance(document.data, dict) or "parameters" not in document.data:
        return None
    from .parameters import family

    return family(document, decode(content, document.path), default_id)
