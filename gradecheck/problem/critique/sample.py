"""The variants that ``validate`` looks at: all where there are few, else as many, drawn as for students."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from ...errors import AuthorError
from ..compiling import compiled
from ..draws import drawn, satisfying, size
from ..model import Family, Numbers, Problem
from ..variants import numbers_text

MOST = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """The variants that could be made, and what is wrong with the others."""

    sound: tuple[Problem, ...]
    broken: tuple[tuple[Numbers, AuthorError], ...]
    is_all: bool

    @property
    def words(self) -> str:
        """What was looked at."""
        count = len(self.sound) + len(self.broken)
        return f"{count} variants" if self.is_all else f"{count} variants looked at"


@lru_cache(maxsize=1)
def sample(problem: Problem, family: Family) -> Sample:
    """The variants of ``problem`` that are looked at; they are the same in every run."""
    content, path = family.source.encode(), problem.path
    sound: list[Problem] = []
    broken: list[tuple[Numbers, AuthorError]] = []
    for numbers in _chosen(family):
        try:
            sound.append(replace(compiled(content, path, family.default_id, numbers), path=path))
        except AuthorError as error:
            broken.append((numbers, error))
    return Sample(tuple(sound), tuple(broken), size(family) <= MOST)


def _chosen(family: Family) -> Iterator[Numbers]:
    if size(family) <= MOST:
        yield from satisfying(family)
        return
    draws = dict.fromkeys(drawn(family, f"validate {n}" if n else "") for n in range(2 * MOST))
    yield from islice(draws, MOST)


def at(numbers: Numbers) -> str:
    """The numbers of a counterexample.

    >>> from fractions import Fraction
    >>> at((("a", Fraction(2)),))
    'at a = 2'
    """
    return f"at {numbers_text(numbers)}"
