"""The table of rules, simplest first: where several lead to one answer, the first one names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import islice

from ...errors import GradecheckError
from ...notation.expr import Expr
from ...notation.scope import Scope
from .activations import ACTIVATIONS
from .algebraic import FIRST, FORMULA
from .chain import CHAIN, CHAIN_FIRST, CHAIN_LAST, INVERSE
from .combined import COMBINED
from .functions import FUNCTIONS
from .masks import MASKS
from .matrices import MATRICES, TRANSPOSED
from .misremembered import MISREMEMBERED
from .names import NAMES
from .one_path import ONE_PATH
from .paths import ON_PATHS, PATHS
from .positions import AT_INPUT, INSIDE, NAMES_IN_STEPS, PLACES
from .rule import Candidate, Made, Maker, Question, Rule, at_steps, at_steps_of_one_path
from .sizes import SIZES
from .sorting import SORTING
from .steps import DIAGONAL, STANDING, STEPS, STEPS_LAST, TWICE
from .unfolding import unfolded

RULES: tuple[Rule, ...] = (
    *FIRST,
    TRANSPOSED,
    *PATHS,
    *DIAGONAL,
    *SIZES,
    *MASKS,
    *CHAIN_FIRST,
    *ACTIVATIONS,
    *SORTING,
    *STEPS,
    *CHAIN,
    *MISREMEMBERED,
    *STANDING,
    *COMBINED,
    *INSIDE,
    *TWICE,
    *INVERSE,
    *ONE_PATH,
    *MATRICES,
    *FORMULA,
    *AT_INPUT,
    *PLACES,
    *FUNCTIONS,
    *STEPS_LAST,
    *CHAIN_LAST,
    *NAMES,
    *NAMES_IN_STEPS,
)
FINER = (*ON_PATHS, *STEPS, *DIAGONAL, *MISREMEMBERED, *STANDING, *COMBINED, *INSIDE)
"""Rules that are followed too where each function inside of a definition is a node of its own."""
MOST_OF_A_RULE = 60
"""Answers that one rule may make."""
MOST = 800


def candidates(question: Question) -> Iterator[Candidate]:
    """Wrong answers that follow from single mistakes, each once; some may be equal to one another, or right.

    Mistakes in the right answer as it is written come before those in the steps that lead to it, then those in
    a step on one path of several, and names that do not belong there last of all.
    """
    seen: set[Expr] = set(question.right)
    late = (*NAMES, *NAMES_IN_STEPS)
    of_nodes = [(rule, rule.at) for rule in RULES if rule.at is not None]
    early = RULES[: -len(late)]
    finer = _finer(question)
    makers: list[tuple[Rule, Maker, bool]] = []
    for rule in early:
        makers.append((rule, rule.make, False))
        again = FINER if rule is INSIDE[-1] else AT_INPUT if rule is AT_INPUT[-1] else ()
        makers += [(each, partial(_of_finer, each.make, finer), False) for each in again]
    makers += [(rule, partial(at_steps, at), True) for rule, at in of_nodes]
    makers += [(rule, partial(at_steps_of_one_path, at), True) for rule, at in of_nodes]
    makers += [(rule, rule.make, False) for rule in late]
    for rule, make, is_in_step in makers:
        if rule.tag == "wrong_derivative" and not question.of_derivative:
            continue
        try:
            for expr, words in islice(make(question), MOST_OF_A_RULE):
                if expr not in seen and len(seen) < MOST:
                    seen.add(expr)
                    yield Candidate(rule, expr, words, is_in_step)
        except (GradecheckError, RecursionError):
            continue


def _finer(question: Question) -> Callable[[], Question | None]:
    """The question with each function inside of a definition as a node of its own; made when it is needed."""

    @cache
    def made() -> Question | None:
        finer = None if question.derivation is None else unfolded(question.derivation)
        return None if finer is None else replace(question, derivation=finer)

    return made


def _of_finer(make: Maker, finer: Callable[[], Question | None], _: Question) -> Iterator[Made]:
    question = finer()
    return iter(()) if question is None else make(question)


def of_formula(right: Expr, scope: Scope) -> Iterator[Candidate]:
    """The same for a formula that nothing is known of but itself.

    >>> from ...notation.parse import parse
    >>> from ...notation.scope import Declared
    >>> names = Scope(names=(Declared("x"),))
    >>> [wrong.rule.tag for wrong in of_formula(parse("x^2", names)[0].expr, names)][:5]
    ['sign', 'constant_factor', 'constant_factor', 'power', 'power']
    """
    return candidates(Question((right,), scope))
