"""YAML → ``Problem``: read, checked, derived. Imports all that takes long to import; ``loading`` avoids it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..errors import AuthorError, AuthorErrors
from . import drawing, keys, own_tests
from .declare import declare
from .derive import Draft
from .draws import drawn
from .explain import Faults, Result, check, together
from .model import Family, Numbers, Problem
from .schema import File
from .variants import numbers_text
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
    items, remarks = faults.attempt(partial(_at, numbers, partial(keys.items, draft)), ((), ()))
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
        hint_cost=file.hint_cost,
        tests=tests,
        notes=(*file.notes, *remarks, *_about_id(file, default_id if family else "")),
        variant=numbers if family else (),
        family=family,
    )


def _at(numbers: Numbers, step: Callable[[], Result]) -> Result:
    """What ``step`` gives; what is wrong with the keys of a variant is told with its numbers."""
    try:
        return step()
    except AuthorError as error:
        if not numbers:
            raise
        single = error.errors if isinstance(error, AuthorErrors) else (error,)
        raise together([_with_numbers(each, numbers) for each in single]) from None


def _with_numbers(error: AuthorError, numbers: Numbers) -> AuthorError:
    return AuthorError(f"{error.fact} (at {numbers_text(numbers)})", remedy=error.remedy, place=error.place)


def _about_id(file: File, drawn_by: str) -> tuple[str, ...]:
    """A note where a file that is moved would give everybody other numbers."""
    if not drawn_by or file.id:
        return ()
    said = f"numbers are drawn by the id, {drawn_by}, which comes from the path"
    return (f"{said}: add `id: {drawn_by}`, so that they stay when the file is moved",)


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
