"""What there is to say about the variants of a file: what holds of one alone, and what some lack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...errors import AuthorError
from ..compiling import drafted
from ..derive import Draft
from ..model import Family, Numbers, Problem
from ..parameters import parameters_scope
from .coincidences import met_by_variant
from .criteria import criteria
from .degenerate import degenerate
from .domains import domains
from .excluding import excluding
from .remark import Remark
from .rows import rows
from .sample import at, sample
from .tolerances import tolerances

MOST_CLOSELY = 12
"""Variants at which each number and each row of answers is looked at by itself."""

EACH: tuple[Callable[[Draft, Problem], Iterator[Remark]], ...] = (
    tolerances,
    domains,
    rows,
    criteria,
    met_by_variant,
)


@dataclass(slots=True)
class _Told:
    """A remark that was made of some variants, as it was made of the first of them."""

    remark: Remark
    bad: list[Numbers] = field(default_factory=list)


def over_variants(draft: Draft, problem: Problem, family: Family) -> Iterator[Remark]:
    """Remarks on the variants of a file; ``draft`` and ``problem`` are one of them, with the places."""
    looked = sample(problem, family)
    yield from degenerate(draft, looked, family)
    told: dict[tuple[str, int | None, str], _Told] = {}
    closely = looked.sound[:MOST_CLOSELY]
    for own in closely:
        one = drafted(family.source.encode(), draft.document.path, own.variant)
        for check in EACH:
            for remark in check(one, own):
                place = (remark.kind, remark.position, str(remark.message.place))
                told.setdefault(place, _Told(remark)).bad.append(own.variant)
    for each in told.values():
        good = [own.variant for own in closely if own.variant not in each.bad]
        yield _said(each, good, len(closely), family)


def _said(told: _Told, good: list[Numbers], count: int, family: Family) -> Remark:
    """The remark with the numbers that it was made at, and for a coincidence how to leave them out."""
    remark, bad = told.remark, list(dict.fromkeys(told.bad))
    message = remark.message
    fact = f"{at(bad[0])} {message.fact} ({len(bad)} of {count} variants)"
    remedy = message.remedy
    if remark.kind == "coincidence" and good:
        proposal = excluding(bad, good, parameters_scope(family.parameters))
        remedy = f"to leave such numbers out, add {proposal} to `constraints`"
    error = AuthorError(fact, remedy=remedy, place=message.place)
    return Remark(remark.kind, remark.position, error, remark.is_error)
