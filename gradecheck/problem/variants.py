"""The variants of a problem with parameters: an ordinary ``Problem`` for each student.

Here is the one place that asks whether a problem has any. A variant is made of the file's text, which every
variant carries along, so that whoever has a problem has all of its variants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from . import cache
from .draws import drawn
from .model import Family, Numbers, Problem

REMEMBERED = 64
"""How many variants are in memory at once."""


def for_student(problem: Problem, student: str) -> Problem:
    """The student's own variant of ``problem``, or ``problem`` where all have the same.

    Raises ``AuthorError`` where it cannot be made: ``validate`` looks for such numbers beforehand.
    """
    if problem.family is None:
        return problem
    return variant(problem, drawn(replace(problem.family, id=problem.id), student))


def variant(problem: Problem, numbers: Numbers) -> Problem:
    """The variant of ``problem`` with these numbers; ``problem`` itself where it has no parameters."""
    if problem.family is None or numbers == problem.variant:
        return problem
    made = _variant(problem.family, numbers, problem.path)
    return replace(made, id=problem.id, feedback=problem.feedback)


def has_variants(problems: Iterable[Problem]) -> bool:
    """Whether it matters for whom these problems are."""
    return any(problem.family is not None for problem in problems)


def numbers_text(numbers: Numbers) -> str:
    """The numbers of a variant in words.

    >>> from fractions import Fraction
    >>> numbers_text((("a", Fraction(3)), ("b", Fraction(-1, 2))))
    'a = 3, b = −1/2'
    """
    return ", ".join(f"{name} = {value}" for name, value in numbers).replace("-", "−")


@lru_cache(maxsize=REMEMBERED)
def _variant(family: Family, numbers: Numbers, path: str) -> Problem:
    content = family.source.encode()
    name = cache.key(content, family.default_id, numbers)
    problem = cache.fetch(name)
    if problem is None:
        from .compiling import compiled

        problem = compiled(content, path or family.id, family.default_id, numbers)
        cache.keep(name, problem)
    return replace(problem, path=path, family=family)
