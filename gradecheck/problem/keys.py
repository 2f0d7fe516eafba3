"""From an item of the file to its parts: what is right, derived and held against the author's answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ..notation.expr import SCALAR, Expr, Name, Shape
from . import schema
from .accept import accepted, accepted_shape, declared_names
from .blanks import graph_part
from .code_part import code_part
from .declare import shape_of
from .derive import Draft, derive, hold, hold_factor, target
from .explain import gather, near
from .figures import numeric_part
from .follow import with_earlier
from .model import Hint, Item
from .parts import Part, ShapePart, SymbolicPart, Target
from .rubric import rubric_of_expression, rubric_of_number
from .yaml_reader import Path, Plain

Built = tuple[Part, tuple[str, ...]]
"""A part, and the remarks for ``Problem.notes``."""


def items(draft: Draft) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The items of a problem, and what there is to remark on their keys."""
    _unlike_ids(draft)
    built = gather(
        partial(_item, draft, n, row)
        for n, row in enumerate(draft.file.items)
        if not _rests_on_broken(draft, n)
    )
    found = with_earlier(draft, tuple(item for item, _ in built))
    return found, tuple(note for _, notes in built for note in notes)


def _rests_on_broken(draft: Draft, n: int) -> bool:
    """Whether an item names something whose declaration is broken; that is complained of there."""
    declared, written = draft.declared, draft.document.at(("items", n))
    if not declared.broken:
        return False
    whole = isinstance(written, dict) and ("graph" in written or "code" in written) and not declared.output
    return whole or any(name in word for word in _words(written) for name in declared.broken)


def _words(value: Plain | None) -> Iterator[str]:
    match value:
        case str():
            yield from re.findall(r"\w+", value)
        case list():
            for entry in value:
                yield from _words(entry)
        case dict():
            for key, entry in value.items():
                yield from (() if key in ("prompt", "feedback", "why") else _words([key, entry]))


def _unlike_ids(draft: Draft) -> None:
    seen: set[str] = set()
    for n, row in enumerate(draft.file.items):
        if row.id in seen:
            raise draft.fail(
                ("items", n, "id"), "an item above has the same id", "give each item an id of its own"
            )
        seen.add(row.id)


def _item(draft: Draft, n: int, row: schema.Item) -> tuple[Item, tuple[str, ...]]:
    path: Path = ("items", n)
    wanted = target(draft, (*path, "gradient"), row.gradient) if row.gradient else None
    written = draft.document.at(path)
    kinds = [key for key in (written if isinstance(written, dict) else ()) if key in BUILDERS]
    if not kinds:
        raise draft.fail(path, "nothing is asked for", f"add one of: {', '.join(BUILDERS)}")
    parts = gather(partial(BUILDERS[kind], draft, row, wanted, (*path, kind)) for kind in kinds)
    item = Item(
        row.id,
        row.prompt.strip(),
        row.points,
        tuple(part for part, _ in parts),
        row.label or row.gradient or "",
        tuple(Hint(hint.text.strip(), hint.cost) for hint in row.hints),
    )
    return item, tuple(note for _, notes in parts for note in notes)


def _symbolic(draft: Draft, item: schema.Item, wanted: Target | None, path: Path) -> Built:
    row = item.symbolic
    assert row is not None
    condition = draft.read((*path, "condition"), row.condition) if row.condition else None
    expected, notes = _expected(draft, path, row, wanted, condition)
    accept = gather(
        partial(accepted, draft, (*path, "accept", n), entry, expected) for n, entry in enumerate(row.accept)
    )
    for n, name in enumerate(row.free):
        declared = draft.scope.get(name)
        if declared is None or declared.definition is None:
            nodes = [each.name for each in draft.scope.names if each.definition is not None]
            raise draft.fail(
                (*path, "free", n), f"'{name}' is not a node or a definition", near(name, nodes, "nodes")
            )
    part = SymbolicPart(
        expected=expected,
        shape=draft.shape(expected),
        expected_text=row.expected or draft.text(expected),
        accept=accept,
        rubric=rubric_of_expression(draft, (*path, "rubric"), row, expected),
        condition=condition,
        free=tuple(row.free),
        hidden=declared_names(draft, (*path, "hidden"), row.hidden),
        form=row.form or "",
        up_to=row.up_to or "",
        strict=row.strict,
        decimals=row.decimals == "accept",
        boundary_credit=row.boundary,
        transposed_credit=row.transposed.credit,
        transposed_feedback=row.transposed.feedback.strip(),
        target=replace(wanted, layout=row.layout or "") if wanted else None,
    )
    return part, notes


def _expected(
    draft: Draft, path: Path, row: schema.Symbolic, wanted: Target | None, condition: Expr | None
) -> tuple[Expr, tuple[str, ...]]:
    """The right expression: the author's, held against the derived one, or the derived one itself."""
    if row.derive and row.expected:
        raise draft.fail(
            (*path, "derive"), "`derive: true` and `expected` exclude one another", "leave one out"
        )
    if row.expected is None:
        if wanted is None:
            raise draft.fail(
                path, "nothing says what is right here", "write `expected`, or give the item a `gradient`"
            )
        if row.layout == "factor":
            raise draft.fail((*path, "layout"), "a factor cannot be derived, only checked", "write `expected`")
        return derive(draft, path, wanted, row.layout), ()
    expected = draft.read((*path, "expected"), row.expected)
    if wanted is None:
        return expected, ()
    if row.layout == "factor":
        return expected, hold_factor(draft, (*path, "expected"), wanted, expected, row.why)
    derived = derive(draft, path, wanted, row.layout)
    return expected, hold(draft, (*path, "expected"), derived, expected, condition, row.why, wanted)


def _numeric(draft: Draft, item: schema.Item, wanted: Target | None, path: Path) -> Built:
    row = item.numeric
    assert row is not None
    derived = derive(draft, path, wanted, None) if wanted else None
    part, notes = numeric_part(draft, path, row, derived)
    accept = gather(
        partial(accepted, draft, (*path, "accept", n), entry, part.expected)
        for n, entry in enumerate(row.accept)
    )
    rubric = rubric_of_number(draft, (*path, "rubric"), row.rubric)
    return replace(part, accept=accept, rubric=rubric, target=wanted), notes


def _shape(draft: Draft, item: schema.Item, wanted: Target | None, path: Path) -> Built:
    row = item.shape
    assert row is not None
    derived = _derived_shape(draft, path, row, wanted)
    expected = (
        shape_of(draft.document, (*path, "expected"), row.expected, draft.scope) if row.expected else derived
    )
    if expected is None:
        raise draft.fail(
            path, "nothing says what is right here", "write `expected`, or the name it is the shape `of`"
        )
    notes: tuple[str, ...] = ()
    if derived is not None and derived != expected:
        fact = f"this is not the shape that follows, {derived[0]} × {derived[1]}"
        error = draft.fail((*path, "expected"), fact, "if it is right so, say `why:`")
        if row.why is None:
            raise error
        notes = (f"{error.fact}; the file says why: {row.why}",)
    text = row.expected or f"{expected[0]} × {expected[1]}"
    accept = gather(
        partial(accepted_shape, draft, (*path, "accept", n), more) for n, more in enumerate(row.accept)
    )
    return ShapePart(expected, text, accept, _named_shape(draft, path, row, wanted)), notes


def _named_shape(draft: Draft, path: Path, row: schema.ShapePart, wanted: Target | None) -> str:
    """The name whose shape is asked for; "" where it is that of an expression."""
    if row.of is None:
        return wanted.wrt if wanted and not wanted.entry else ""
    expr = draft.read((*path, "of"), row.of)
    return expr.name if isinstance(expr, Name) else ""


def _derived_shape(draft: Draft, path: Path, row: schema.ShapePart, wanted: Target | None) -> Shape | None:
    if row.of is not None:
        return draft.shape(draft.read((*path, "of"), row.of))
    if wanted is None:
        return None
    return SCALAR if wanted.entry else draft.shape(Name(wanted.wrt))


BUILDERS = {"symbolic": _symbolic, "numeric": _numeric, "shape": _shape, "graph": graph_part, "code": code_part}
