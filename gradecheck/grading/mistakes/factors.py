"""The local gradients that a sentence about a mistake speaks of, written out."""

from __future__ import annotations

import re

from ...autodiff.mistakes.derivation import after
from ...errors import GradecheckError
from ...notation import to_text
from ...notation.expr import ONE
from ...problem.mistaken import question
from ...problem.model import NumericPart, Problem, SymbolicPart


def factors_named(problem: Problem, part: SymbolicPart | NumericPart, sentence: str) -> tuple[str, ...]:
    """What each local gradient is that the sentence names, such as ``∂z/∂w_1 = x_1``."""
    asked = question(problem, part)
    if asked.derivation is None:
        return ()
    words, found = re.split(r"[\s,:.]+", sentence), list[str]()
    for line in asked.derivation.lines:
        named = asked.quotient(*line)
        if named not in words:
            continue
        try:
            local = after(asked.derivation.step(line), ONE)
        except GradecheckError:
            continue
        found.append(f"{named} = {to_text(local, 'unicode', problem.scope)}")
    return tuple(found)
