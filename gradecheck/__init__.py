"""gradecheck: an exercise checker for calculus, gradient descent and backpropagation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .algebra.texts import TextComparison

__version__ = "0.1.0"


def compare(expected: str, given: str, variables: Mapping[str, str] | None = None) -> TextComparison:
    """Whether two expressions are equal, with evidence; see ``gradecheck.algebra.texts.compare_texts``.

    >>> compare("(x + y)^2", "x^2 + 2xy + y^2").evidence
    Evidence(kind='proved', how='exact identity', points=0, bits=0, witness=None, why='')
    """
    from .algebra.texts import compare_texts

    return compare_texts(expected, given, variables)
