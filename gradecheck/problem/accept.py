"""The further right answers of a part: ``accept:`` rows, what they earn and for whom they count."""

from __future__ import annotations

from collections.abc import Iterable

from ..notation.expr import Expr
from . import schema
from .declare import shape_of
from .derive import Draft
from .explain import near
from .parts import Accepted
from .yaml_reader import Path


def accepted(draft: Draft, path: Path, row: schema.Answer, expected: Expr) -> Accepted:
    """One more right answer; without ``expected`` it is the part's own, read under other definitions."""
    if row.expected is None and not (row.where or row.when):
        raise draft.fail(path, "the key 'expected' is missing", "add `expected: …`")
    declared_names(draft, (*path, "where"), row.where)
    return Accepted(
        expected=draft.read((*path, "expected"), row.expected) if row.expected else expected,
        credit=row.credit,
        note=row.note or "",
        feedback=row.feedback.strip(),
        where=tuple((name, draft.read((*path, "where", name), text)) for name, text in row.where.items()),
        when=_when(draft, (*path, "when"), row.when),
    )


def _when(draft: Draft, path: Path, rows: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Conditions on notes that earlier items earned; both must be there."""
    notes = {item.id: _notes(item) for item in draft.file.items}
    for item, note in rows.items():
        if item not in notes:
            raise draft.fail((*path, item), f"there is no item '{item}'", near(item, notes, "items"))
        if note not in notes[item]:
            raise draft.fail(
                (*path, item), f"item '{item}' gives no note '{note}'", near(note, notes[item], "notes")
            )
    return tuple(rows.items())


def _notes(item: schema.Item) -> list[str]:
    parts = (item.symbolic, item.numeric, item.shape)
    own = ["transposed", "boundary"] if item.symbolic else []
    rows = [row for part in parts if part is not None for row in part.accept]
    criteria = [row for part in (item.symbolic, item.numeric) if part is not None for row in part.rubric]
    return own + [row.note for row in (*rows, *criteria) if row.note]


def declared_names(draft: Draft, path: Path, names: Iterable[str]) -> tuple[str, ...]:
    """The names, all of which are declared."""
    known = [declared.name for declared in draft.scope.names]
    for n, name in enumerate(names):
        if name not in known:
            step = n if isinstance(names, list) else name
            raise draft.fail((*path, step), f"unknown name '{name}'", near(name, known))
    return tuple(names)


def accepted_shape(draft: Draft, path: Path, row: schema.ShapeAnswer) -> Accepted:
    """One more right shape."""
    return Accepted(
        shape=shape_of(draft.document, (*path, "shape"), row.shape, draft.scope),
        credit=row.credit,
        note=row.note or "",
        feedback=row.feedback.strip(),
        when=_when(draft, (*path, "when"), row.when),
    )
