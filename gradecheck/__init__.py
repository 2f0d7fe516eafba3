"""gradecheck: an exercise checker for calculus, gradient descent and backpropagation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .algebra.texts import TextComparison
    from .differences.survey import Configuration
    from .differences.verdicts import GradientCheck

__version__ = "0.1.0"


def compare(expected: str, given: str, variables: Mapping[str, str] | None = None) -> TextComparison:
    """Whether two expressions are equal, with evidence; see ``gradecheck.algebra.texts.compare_texts``.

    >>> compare("(x + y)^2", "x^2 + 2xy + y^2").evidence
    Evidence(kind='proved', how='exact identity', points=0, bits=0, witness=None, why='')
    """
    from .algebra.texts import compare_texts

    return compare_texts(expected, given, variables)


def check_gradient(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    inputs: Mapping[str, Any] | Sequence[Configuration],
    *,
    wrt: Sequence[str] | None = None,
    seed: int = 0,
    upstream: bool | None = None,
    cache: bool = False,
) -> GradientCheck:
    """Whether ``backward`` is the gradient of ``forward``; see ``gradecheck.differences.check.check_gradient``.

    >>> import numpy as np
    >>> check = check_gradient(np.square, lambda dout, x: dout * x, {"x": np.array([[1.0, -2.0]])})
    >>> check.verdict, check.named[0].sentence
    ('wrong', 'The gradient of x is 1/2 times the right one.')
    """
    from .differences.check import check_gradient

    return check_gradient(forward, backward, inputs, wrt=wrt, seed=seed, upstream=upstream, cache=cache)
