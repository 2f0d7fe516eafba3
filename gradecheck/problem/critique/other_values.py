"""Values of the variables at which no wrong formula gives the right number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Protocol

from ..declare import within
from ..derive import Draft

SMALL = (2, 3, -2, 5, -3, 4, 7, -4, -5, 6, 1, -1)
MOST = 400
"""Points tried."""


class Parting(Protocol):
    """Something that values may tell apart or not."""

    def parted(self, draft: Draft, values: dict[str, Fraction]) -> bool:
        """Whether these values do."""
        ...


def other_values(draft: Draft, cases: Sequence[Parting]) -> str:
    """Small whole numbers such as ``x = 3, y = 5`` that part all cases, "" where none are found.

    One variable is changed before several are, so that most of the author's values stand.
    """
    own = dict(draft.declared.values)
    for changed in islice(_changes(draft, own), MOST):
        values = own | changed
        if all(case.parted(draft, values) for case in cases):
            return ", ".join(f"{name} = {value}".replace("-", "−") for name, value in values.items())
    return ""


def _changes(draft: Draft, own: dict[str, Fraction]) -> Iterator[dict[str, Fraction]]:
    for name in own:
        yield from ({name: value} for value in _allowed(draft, name) if value != own[name])
    random = Random("other values")
    choices = {name: _allowed(draft, name) for name in own}
    if not all(choices.values()):
        return
    for _ in range(MOST):
        yield {name: random.choice(allowed) for name, allowed in choices.items()}


def _allowed(draft: Draft, name: str) -> list[Fraction]:
    """Small numbers in the domain of a variable; simple fractions for a probability."""
    declared = draft.scope.get(name)
    domain = declared.domain if declared else "real"
    if domain == "probability":
        return [Fraction(n, 10) for n in (3, 2, 7, 4, 6, 1, 9)]
    return [Fraction(n) for n in SMALL if within(Fraction(n), domain)]
