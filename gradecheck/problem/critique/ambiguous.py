"""Expressions of the graph that can be read in two ways, which nothing else in the file brings to light."""

from __future__ import annotations

from collections.abc import Iterator

from ...algebra.compare import compare
from ...notation.parse import parse
from ..derive import Draft
from ..explain import complaint
from ..model import Problem
from .remark import Remark


def ambiguous(draft: Draft, _: Problem) -> Iterator[Remark]:
    """The nodes and definitions that mean something else in another reading."""
    for section, rows in (("graph", draft.file.graph), ("definitions", draft.file.definitions)):
        for name, row in rows.items():
            taken, *others = parse(row.expr, draft.scope)
            for other in others:
                if compare(taken.expr, other.expr, draft.scope).verdict == "equal":
                    continue
                text = draft.text(taken.expr)
                fact = f"this is taken as {text}, and can be read in another way"
                said = other.remarks[-1]
                remedy = said.sentence[0].lower() + said.sentence[1:].rstrip(".")
                start = said.span.start if said.span else 0
                message = complaint(draft.document, (section, name, "expr"), fact, remedy, offset=start)
                yield Remark("ambiguous", None, message)
                break
