"""The rows of ``tests:``: answers with what they must earn."""

from __future__ import annotations

from functools import partial
from typing import get_args

from . import schema
from .derive import Draft
from .explain import gather, near
from .model import ProblemTest
from .parts import Kind


def rows(draft: Draft) -> tuple[ProblemTest, ...]:
    """The tests of a file; each names an item that is there, and parts or blanks that it has."""
    by_id = {item.id: item for item in draft.file.items}
    if len(by_id) < len(draft.file.items):
        return ()  # it is not clear which item a test is about; `keys` complains of it
    return gather(partial(_row, draft, n, row, by_id) for n, row in enumerate(draft.file.tests))


def _row(draft: Draft, n: int, row: schema.Test, items: dict[str, schema.Item]) -> ProblemTest:
    path = ("tests", n)
    for name, step in ((row.item, "item"), *((name, "after") for name in row.after)):
        if name.split(".numeric")[0] not in items and name not in items:
            raise draft.fail((*path, step), f"there is no item '{name}'", near(name, items, "items"))
    known = _answerable(items[row.item])
    for key in row.response:
        if key and known and key not in known:
            raise draft.fail(
                (*path, "response"), f"item '{row.item}' has no part '{key}'", near(key, known, "parts")
            )
    return ProblemTest(
        item=row.item,
        response=tuple(row.response.items()),
        status=row.status,
        credit=row.credit,
        note=row.note,
        line=draft.document.place(path).line,
        after=tuple(row.after.items()),
    )


def _answerable(item: schema.Item) -> list[str]:
    """What a response of a test may name: kinds of parts, blanks."""
    kinds = [kind for kind in get_args(Kind) if kind in item.model_fields_set]
    return [*kinds, *(item.graph.blanks if item.graph else ())]
