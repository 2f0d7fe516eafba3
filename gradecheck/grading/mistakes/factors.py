"""The local gradients that a sentence about a mistake speaks of, written out."""

from __future__ import annotations

import re
from contextlib import suppress

from ...autodiff.symbolic import edge_gradient
from ...errors import GradecheckError
from ...notation import to_text
from ...notation.expr import SCALAR
from ...problem.mistaken import question
from ...problem.model import Problem
from ...problem.parts import NumericPart, SymbolicPart


def factors_named(problem: Problem, part: SymbolicPart | NumericPart, sentence: str) -> tuple[str, ...]:
    """What each local gradient is that the sentence names, such as ``∂z/∂w_1 = x_1``."""
    asked = question(problem, part)
    way, words = asked.derivation, re.split(r"[\s,:.]+", sentence)
    if way is None:
        return ()
    found: list[str] = []
    for child, parent in way.lines:
        named = asked.quotient(child, parent)
        if named in words and way.shape(child) == way.shape(parent) == SCALAR:
            with suppress(GradecheckError):
                local = edge_gradient(way.forward, child, parent, child)
                found.append(f"{named} = {to_text(local, 'unicode', problem.scope)}")
    return tuple(found)
