"""All remarks on a problem file, and which of them its author has already answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..compiling import drafted
from ..derive import Draft
from ..loading import content_of
from ..model import Problem
from ..schema import Overlook
from .ambiguous import ambiguous
from .coincidences import coincidences
from .criteria import criteria
from .domains import domains
from .remark import Remark
from .rows import rows
from .tolerances import tolerances
from .untested import untested

CHECKS: tuple[Callable[[Draft, Problem], Iterator[Remark]], ...] = (
    untested,
    ambiguous,
    tolerances,
    domains,
    rows,
    criteria,
    coincidences,
)


@dataclass(frozen=True, slots=True)
class Criticism:
    """Remarks in the order of the file: those that stand, and a line on each group that is overlooked."""

    remarks: tuple[Remark, ...]
    overlooked: tuple[str, ...]


def criticised(path: Path, problem: Problem) -> Criticism:
    """What there is to say about the file at ``path``, which ``problem`` was loaded from."""
    return criticism(drafted(content_of(path), str(path), problem.variant), problem)


def criticism(draft: Draft, problem: Problem) -> Criticism:
    """What there is to say about a file that loads."""
    standing: list[Remark] = []
    counts: dict[str, int] = {}
    for remark in _remarks(draft, problem):
        reason = _reason(draft, remark)
        if reason is None:
            standing.append(remark)
        else:
            said = f"`{remark.kind}` is overlooked: {reason}"
            counts[said] = counts.get(said, 0) + 1
    standing.sort(key=_position)
    return Criticism(
        tuple(standing), tuple(f"{said} ({n} times)" if n > 1 else said for said, n in counts.items())
    )


def _remarks(draft: Draft, problem: Problem) -> Iterator[Remark]:
    if problem.family is None:
        for check in CHECKS:
            yield from check(draft, problem)
        return
    from .over_variants import over_variants

    yield from untested(draft, problem)
    yield from ambiguous(draft, problem)
    yield from over_variants(draft, problem, problem.family)


def _reason(draft: Draft, remark: Remark) -> str | None:
    """Why the author lets a remark be: for the item, or else for the file."""
    if remark.kind == "degenerate" and remark.position is None:
        return None  # there is no problem at these numbers: no reason mends that
    rows: list[Overlook] = [draft.file.overlook]
    if remark.position is not None:
        rows.insert(0, draft.file.items[remark.position].overlook)
    found = (getattr(row, remark.kind) for row in rows)
    return next((reason for reason in found if reason is not None), None)


def _position(remark: Remark) -> tuple[int, int]:
    place = remark.message.place
    return (place.line, place.column) if place else (0, 0)
