"""Mistakes with a local gradient on one way only, of several that have it in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...notation.expr import ONE, SCALAR, Apply, Expr, free_names
from .derivation import after
from .misremembered import MISREMEMBERED, misremembered
from .rule import Made, Question, Rule
from .steps import STEPS, STEPS_LAST, TWICE, inverted, left_out, on_one_path, twice, undifferentiated


def _added_on_a_path(question: Question) -> Iterator[Made]:
    """Two neighbouring factors of a path added, or a factor and all that follow it."""
    found = question.derivation
    for path in found.paths if found is not None else ():
        if found is None or any(found.shape(name) != SCALAR for line in path for name in line):
            return
        factors = [factor for line in path if (factor := after(found.step(line), ONE)) != ONE]
        with_numbers = len(found.paths) == 1
        for n in range(len(factors) - 1):
            for end in dict.fromkeys((n + 2, len(factors))):
                one, other = factors[n], _product(factors[n + 1 : end])
                if with_numbers or (free_names(one) and free_names(other)):
                    added = Apply("add", (one, other))
                    product = _product([found.seed, *factors[:n], added, *factors[end:]])
                    wrong = found.with_path(path, lambda product=product: product)  # type: ignore[misc]
                    if wrong is not None:
                        yield wrong, ()


def _product(factors: Sequence[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Apply("mul", tuple(factors))


ONE_PATH = (
    *(
        replace(rule, name=f"{rule.name}, on one of several paths", make=on_one_path(changes))
        for rule, changes in (
            (STEPS[0], left_out),
            (STEPS[1], undifferentiated),
            (TWICE[0], twice),
            (MISREMEMBERED[0], misremembered),
            (STEPS_LAST[0], inverted),
        )
    ),
    Rule(
        "added",
        "factors of a path added",
        "The factors along a path are to be multiplied; here two of them are added.",
        "∂L/∂w = abc: a (b + c)",
        _added_on_a_path,
    ),
)
