"""gradecheck: an exercise checker for calculus, gradient descent and backpropagation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .algebra.texts import TextComparison
    from .differences.survey import Configuration
    from .differences.verdicts import GradientCheck
    from .notebook.checking import Checked

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


def check(
    problem: str,
    answers: Mapping[str, object] | None = None,
    /,
    *,
    feedback: str | None = None,
    seed: int = 0,
    student: str = "",
    **named: object,
) -> Checked:
    """The report on answers to a problem: a table with the drawn graph in a notebook, a text elsewhere.

    Answers stand under the names that an answer sheet may give them: ``{"1.1": "z", "2.w_0": -0.2}``, or as
    arguments where such a name is one of Python, with ``df_dq`` for ∂f/∂q. They are texts, numbers, shapes,
    SymPy expressions or functions. ``feedback`` shows less than the problem allows;
    ``student`` says whose numbers the answers are about, in problems where everybody has their own.

    Raises ``gradecheck.errors.GradecheckError`` where there is no such problem or item.

    >>> check("section3/1", df_dq="z", df_dx="-z").score
    Fraction(1, 1)
    """
    from .notebook.checking import check

    return check(problem, {**(answers or {}), **named}, feedback, seed, student)


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext gradecheck`` calls: it brings the cell magic ``%%gradecheck PROBLEM``."""
    from .notebook.magic import register

    register(shell)
