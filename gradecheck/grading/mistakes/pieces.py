"""What right answers are made of: terms, and what may be a factor too many or too few, with their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from ...autodiff.mistakes.derivation import Derivation
from ...autodiff.mistakes.paths import way
from ...autodiff.mistakes.rule import Question
from ...autodiff.mistakes.steps import local_gradient
from ...autodiff.mistakes.unfolding import unfolded
from ...errors import GradecheckError
from ...notation import to_text
from ...notation.expr import SCALAR, Apply, Expr, Name, free_names, neg, substitute
from .fingerprints import MOST_PARTS, Print, Remembering, Suspects

PLACES = 4
"""Points at which answers are held against each other."""
MOST_TERMS = 6
MULTIPLIED_OUT = " in one term when it is multiplied out"
MOST_FACTORS = 40


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that may be a factor: a name, a local gradient, or two of these."""

    expr: Expr
    words: str
    prints: tuple[Print, ...]
    is_local: bool = False
    is_double: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the right answer, and where it is, in words; the whole answer has none."""

    expr: Expr
    where: str
    prints: tuple[Print, ...]
    rest: Expr | None = None
    """The other terms."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the right answer of a part is made of."""

    places: tuple[Remembering, ...]
    whole: Term | None
    terms: tuple[Term, ...]
    factors: tuple[Factor, ...]
    others: tuple[Factor, ...]
    """Gradients by other inputs."""
    summands: tuple[Factor, ...] = ()
    """Terms of sums in the graph."""


@lru_cache(maxsize=MOST_PARTS)
def pieces(among: Suspects) -> Pieces:
    """The pieces of what is asked for; remembered for the next answer."""
    asked = among.question
    places = tuple(place.anew() for place in among.places[:PLACES])

    def prints(expr: Expr) -> tuple[Print, ...] | None:
        found = tuple(value for place in places if (value := among.print_at(expr, place)) is not None)
        return found if len(found) == len(places) > 1 else None

    right = prints(asked.right[0])
    if right is None:
        return Pieces(places, None, (), (), ())
    terms = [
        Term(expr, where, values, rest)
        for expr, where, rest in _terms(asked)
        if (values := prints(expr)) is not None and values[0][:2] == right[0][:2]
    ]
    found: dict[tuple[Print, ...], Factor] = {}
    for expr, words, is_local in (*_local_gradients(asked), *_names(asked)):
        values = prints(expr)
        if values is not None and len(found) < MOST_FACTORS and not _is_constant(values):
            found.setdefault(values, Factor(expr, words, values, is_local))
    others = [
        Factor(expr, words, values)
        for expr, words in _other_gradients(asked)
        if (values := prints(expr)) is not None
    ]
    standing = [
        Factor(expr, words, values) for expr, words in _summands(asked) if (values := prints(expr)) is not None
    ]
    return Pieces(
        places,
        Term(asked.right[0], "", right),
        tuple(terms),
        (*found.values(), *_doubles([each for each in found.values() if each.is_local])),
        tuple(others),
        tuple(standing),
    )


def _is_constant(values: tuple[Print, ...]) -> bool:
    return len({value[2] for value in values}) == 1


def _terms(asked: Question) -> Iterator[tuple[Expr, str, Expr | None]]:
    """The terms of the right answer: what comes along each of several paths, or else as it is written."""
    plain = asked.derivation
    finer = unfolded(plain) if plain is not None and len(plain.paths) == 1 else None
    found = plain if finer is None else finer
    if found is not None and 1 < len(found.paths) <= MOST_TERMS:
        own = replace(asked, derivation=found)
        for path in found.paths:
            try:
                expr, rest = found.product(path), found.with_path(path, None)
            except GradecheckError:
                continue
            yield expr, f" on the path {way(own, path)}", rest
    match asked.right[0]:
        case Apply(op="neg", args=(Apply(op="add", args=args),)) if len(args) <= MOST_TERMS:
            yield from _each(tuple(map(neg, args)), " in one term")
        case Apply(op="add", args=args) if len(args) <= MOST_TERMS:
            yield from _each(args, " in one term")
        case Apply(op="mul" | "hadamard" | "matmul" as op, args=args):
            for n, factor in enumerate(args):
                if isinstance(factor, Apply) and factor.op == "add" and len(factor.args) <= MOST_TERMS:
                    out = tuple(Apply(op, (*args[:n], term, *args[n + 1 :])) for term in factor.args)
                    yield from _each(out, MULTIPLIED_OUT)


def _each(terms: tuple[Expr, ...], where: str) -> Iterator[tuple[Expr, str, Expr | None]]:
    for n, term in enumerate(terms):
        others = terms[:n] + terms[n + 1 :]
        yield term, where, others[0] if len(others) == 1 else Apply("add", others)


def _local_gradients(asked: Question) -> Iterator[tuple[Expr, str, bool]]:
    plain = asked.derivation
    finer = None if plain is None else unfolded(plain)
    for found in (plain, finer):
        own = Question(asked.right, asked.scope, found)
        for line in found.lines if found is not None else ():
            if found is None or not found.shape(line[0]) == found.shape(line[1]) == SCALAR:
                continue
            try:
                local = substitute(local_gradient(found, line), dict(found.inner))
            except GradecheckError:
                continue
            if free_names(local):
                yield local, own.quotient(*line), True


def _names(asked: Question) -> Iterator[tuple[Expr, str, bool]]:
    for declared in asked.scope.names:
        yield Name(declared.name), asked.named(declared.name), False


def _other_gradients(asked: Question) -> Iterator[tuple[Expr, str]]:
    found = asked.derivation
    for declared in found.forward.names if found is not None else ():
        if found is None or declared.definition is not None or declared.name == found.wrt:
            continue
        other: Derivation | None = found.other(found.of, declared.name)
        gradient = None if other is None else other.gradient()
        if gradient is not None:
            yield gradient, asked.quotient(found.of, declared.name)


def _summands(asked: Question) -> Iterator[tuple[Expr, str]]:
    """The terms of sums in the graph, which may be left standing."""
    found = asked.derivation
    for name in found.order if found is not None else ():
        declared = asked.scope.get(name)
        definition = None if declared is None else declared.definition
        for term in definition.args if isinstance(definition, Apply) and definition.op == "add" else ():
            if isinstance(term, Apply):
                yield term, to_text(term, "unicode", asked.scope)


def _doubles(factors: list[Factor]) -> Iterator[Factor]:
    """Two local gradients at once."""
    for one, two in combinations(factors[:8], 2):
        values = tuple((a[0], a[1], (a[2][0] * b[2][0],)) for a, b in zip(one.prints, two.prints, strict=True))
        words = f"{one.words} and {two.words}"
        yield Factor(Apply("mul", (one.expr, two.expr)), words, values, is_local=True, is_double=True)
