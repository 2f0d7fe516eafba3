"""An answer that is a product held against the right one factor by factor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isclose

from ...autodiff.mistakes.derivation import Derivation, after
from ...autodiff.mistakes.steps import FUNCTIONS
from ...errors import GradecheckError
from ...notation.expr import ONE, SCALAR, Apply, Expr, Name, free_names, walk
from .evidence import CONDITIONS, Written, changed, factors_of, powers_of
from .pairs import NAMELESS, Pair, Told

MOST_FACTORS = 12


def factor_by_factor(pair: Pair) -> Told | None:
    """What can be said of the factors; nothing where those of the two answers do not go with one another."""
    scope = pair.among.question.scope
    right, mine = (factors_of(each, scope) for each in (pair.part.expected, pair.given))
    if not 1 < len(right) <= MOST_FACTORS or len(mine) > MOST_FACTORS:
        return None
    lost, more = _unmatched(pair, right, mine)
    if not lost and more:
        return NAMELESS, "All factors are there, but there is something more."
    if len(right) != len(mine):
        return None
    told = _of_another_shape(pair, lost, more) if not pair.fits else None
    if told is not None:
        return told
    if not 0 < len(lost) < len(right) or any(map(_is_sum_of_fractions, (*lost, *more))):
        return None
    if len(lost) == 1 and all(isinstance(each, Apply) and each.op in CONDITIONS for each in (*lost, *more)):
        return "mask_elsewhere", "The condition is not the right one; the other factors are right."
    count = len(right) - len(lost)
    return NAMELESS, f"{count} of the {len(right)} factors {'is' if count == 1 else 'are'} right."


def _unmatched(pair: Pair, right: Sequence[Expr], mine: Sequence[Expr]) -> tuple[list[Expr], list[Expr]]:
    """The factors of the right answer that are not in the other, and the reverse."""
    lost, more = list[Expr](), list(mine)
    for piece in right:
        twin = next((other for other in more if other == piece or pair.alike(piece, other)), None)
        if twin is None:
            lost.append(piece)
        else:
            more.remove(twin)
    return lost, more


def _of_another_shape(pair: Pair, lost: list[Expr], more: list[Expr]) -> Told | None:
    """Where the shapes are not the same: the one name that does not belong there, or the kind of product."""
    names = [_untransposed(each) for each in (*lost, *more)]
    if names[: len(lost)] == names[len(lost) :] and len(lost) <= 1:
        return "wrong_product", "The factors are right; look at which product of them belongs there."
    match names:
        case [Name(), Name(name=wrong)]:
            return "wrong_name", f"{pair.among.question.named(wrong)} does not belong there."
    return None


def _untransposed(expr: Expr) -> Expr:
    return expr.args[0] if isinstance(expr, Apply) and expr.op == "transpose" else expr


def _is_sum_of_fractions(expr: Expr) -> bool:
    """Whether a factor is a sum with a divisor: how many factors there are is a matter of spelling."""
    divisors = any(isinstance(node, Apply) and node.op == "div" for node in walk(expr))
    return divisors and any(isinstance(node, Apply) and node.op == "add" for node in walk(expr))


def wrong_local(pair: Pair) -> Told | None:
    """Named where one factor is not the derivative of a function that it stands for, and the rest is right."""
    found = pair.among.question.derivation
    if found is None or len(found.paths) != 1 or not pair.places or pair.part.shape != SCALAR:
        return None
    mine = powers_of(pair.among, pair.given)[0]
    for child, parent, has_factor, rest in _functions(found):
        front, others = powers_of(pair.among, rest)
        if mine != front and not has_factor:
            continue
        wrong = changed(pair.among, pair.given, rest)
        if not others or len(wrong) != 1:
            continue
        ((size, (base, exponent)),) = wrong.items()
        stands = any(isclose(size, known, rel_tol=1e-9) for known in others)
        if not stands and exponent and Written(pair.among, base).shows(Name(parent), unfolded=True):
            named = pair.among.question.quotient(child, parent)
            said = f"The local gradient {named} is wrong: look at the derivative of this function."
            return "wrong_derivative", f"{said} The other factors are right."
    return None


def _functions(found: Derivation) -> Iterator[tuple[str, str, bool, Expr]]:
    """The functions of one name on the only path, with the product of all other local gradients.

    True with powers, whose derivatives have a number in front.
    """
    (path,) = found.paths
    if any(found.shape(name) != SCALAR for line in path for name in line):
        return
    try:
        factors = [after(found.step(line), ONE) for line in path]
    except GradecheckError:
        return
    for n, (child, parent) in enumerate(path):
        declared = found.forward.get(child)
        definition = None if declared is None else declared.definition
        if isinstance(definition, Apply) and definition.op in FUNCTIONS and free_names(definition) == {parent}:
            rest = Apply("mul", (found.seed, *factors[:n], *factors[n + 1 :]))
            yield child, parent, definition.op in ("pow", "sqrt"), rest
