"""The question marks on the drawn graph."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..notation.expr import Expr, Name
from . import schema
from .accept import accepted
from .derive import Draft, gradient_at
from .explain import gather, near
from .figures import numeric_part
from .parts import Blank, GraphPart, Target
from .rubric import rubric_of_number
from .yaml_reader import Path


def graph_part(
    draft: Draft, item: schema.Item, wanted: Target | None, path: Path
) -> tuple[GraphPart, tuple[str, ...]]:
    """The blanks of an item with what is right in each, and remarks on them."""
    row = item.graph
    assert row is not None
    built = gather(partial(_blank, draft, row, path, own, blank) for own, blank in row.blanks.items())
    return GraphPart(tuple(blank for blank, _ in built)), tuple(note for _, notes in built for note in notes)


def _blank(
    draft: Draft, part: schema.GraphPart, path: Path, own: str, row: schema.Blank
) -> tuple[Blank, tuple[str, ...]]:
    here = (
        (*path, "blanks", own) if isinstance(draft.document.at((*path, "blanks")), dict) else (*path, "blanks")
    )
    node = row.node or own
    if node not in draft.reachable:
        raise draft.fail(here, f"'{node}' is not part of the graph", near(node, draft.reachable, "graph"))
    derived: Expr = Name(node) if row.what == "value" else gradient_at(draft, here, node, row.child or "")
    answer, notes = numeric_part(draft, here, row, derived, part)
    accept = gather(
        partial(accepted, draft, (*here, "accept", n), entry, answer.expected)
        for n, entry in enumerate(row.accept)
    )
    whole = row.what == "gradient" and not row.child
    rubric = rubric_of_number(draft, (*here, "rubric"), row.rubric)
    answer = replace(answer, accept=accept, rubric=rubric, target=Target("", node) if whole else None)
    return Blank(own, node, row.what, answer, row.points, row.child or "", tuple(row.aliases)), notes
