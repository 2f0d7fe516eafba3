"""A constraint that leaves out variants which are no good, and few others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations

from ...notation import parse
from ...notation.expr import Expr
from ...notation.reading import NotationError
from ...notation.scope import Scope
from ..draws import NotExact, holds
from ..model import Numbers

LEAST_KEPT = 0.4
"""The share of the good variants that proposed constraints keep."""
MOST_TOGETHER = 3
MOST_NAMES = 8


def excluding(bad: Sequence[Numbers], good: Sequence[Numbers], scope: Scope, likely: Iterable[str] = ()) -> str:
    """Constraints such as ``"a != b"`` that no ``bad`` numbers satisfy all, and most of the ``good`` ones do.

    One is looked for that leaves out all that is bad, and keeps most; then up to three together, ``likely``
    ones first. Where none are found, the first bad numbers are left out as they are.

    >>> from fractions import Fraction
    >>> from ...notation.scope import Declared
    >>> rows = [(("a", Fraction(m)), ("b", Fraction(n))) for m in range(1, 5) for n in range(1, 5)]
    >>> bad = [row for row in rows if row[0][1] == row[1][1]]
    >>> excluding(bad, [row for row in rows if row not in bad], Scope((Declared("a"), Declared("b"))))
    '"a != b"'
    """
    read = {
        text: _read(text, scope) for text in dict.fromkeys((*likely, *(t for n in bad[:3] for t in _usual(n))))
    }
    conditions = {text: condition for text, condition in read.items() if condition is not None}
    chosen: list[str] = []
    left, kept = list(bad), list(good)
    while left and len(chosen) < MOST_TOGETHER:
        found = max(conditions, key=lambda text: _worth(conditions[text], left, kept), default="")
        if not found or all(_holds(conditions[found], each) for each in left):
            break
        chosen.append(found)
        left = [each for each in left if _holds(conditions[found], each)]
        kept = [each for each in kept if _holds(conditions[found], each)]
    if left or len(kept) < LEAST_KEPT * len(good):
        same = " and ".join(f"{name} == {value}" for name, value in bad[0])
        chosen = [f"not ({same})"]
    return ", ".join(f'"{text}"' for text in chosen)


def _worth(condition: Expr, left: Sequence[Numbers], kept: Sequence[Numbers]) -> float:
    """How much of what is bad a condition leaves out, and of what is good it keeps."""
    out = sum(not _holds(condition, each) for each in left) / len(left)
    stays = sum(_holds(condition, each) for each in kept) / max(len(kept), 1)
    return (out + stays if stays >= LEAST_KEPT else 0.0) if out else 0.0


def _usual(bad: Numbers) -> Iterator[str]:
    names = [name for name, _ in bad][:MOST_NAMES]
    for one, other in combinations(names, 2):
        yield from (f"{one} != {other}", f"{one} != -{other}", f"|{one}| != |{other}|")
    yield from (f"{name} != {value}" for name, value in bad)
    for one, other in permutations(names, 2):
        yield from (f"{one} != 2 {other}", f"{one} != {other}^2")
    for one, other in combinations(names, 2):
        first, second = dict(bad)[one], dict(bad)[other]
        yield from (f"{one} + {other} != {first + second}", f"{one} {other} != {first * second}")
    for one, two, three in permutations(names, 3):
        if two < three:
            yield from (f"{one} != {two} + {three}", f"{one} != {two} {three}")
        yield f"{one} != {two} - {three}"
    for one, two, three in combinations(names, 3):
        yield f"{one} + {two} + {three} != 0"


def _read(text: str, scope: Scope) -> Expr | None:
    try:
        return parse(text, scope)[0].expr
    except NotationError:
        return None


def _holds(condition: Expr, numbers: Numbers) -> bool:
    try:
        return holds(condition, dict(numbers))
    except (NotExact, ZeroDivisionError):
        return False
