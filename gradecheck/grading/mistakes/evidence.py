"""What can be seen in an answer as it is written: a name that equal values alone suggest leads astray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import isclose

from ...algebra.balls import constant
from ...autodiff.mistakes.derivation import after
from ...autodiff.mistakes.rule import Candidate
from ...autodiff.mistakes.steps import lines_of
from ...errors import GradecheckError
from ...notation.expr import ONE, SCALAR, Apply, Expr, Name, Number, Reduction, free_names, walk
from ...notation.scope import Scope
from .fingerprints import Print, Suspects, same

CONDITIONS = frozenset("lt le gt ge eq ne relu_prime step".split())
PRODUCTS = frozenset({"mul", "hadamard", "matmul"})
HALF = Fraction(1, 2)
MOST_NODES = 80
MOST_DEPTH = 6


@dataclass(frozen=True, eq=False)
class Written:
    """An answer as it is written, and what its parts come to."""

    among: Suspects
    expr: Expr
    _nodes: dict[bool, list[Expr]] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """The names of the problem."""
        return self.among.question.scope

    @property
    def is_scalar(self) -> bool:
        """Whether the answer is a single number."""
        value = self.among.print_at(self.expr, self.among.places[0].anew()) if self.among.places else None
        return value is not None and value[:2] == SCALAR

    def shows(self, expr: Expr, unfolded: bool = False) -> bool:
        """Whether something of this value stands in the answer, or in what its names stand for."""
        if unfolded not in self._nodes:
            nodes = _unfolded(self.expr, self.scope) if unfolded else walk(self.expr)
            self._nodes[unfolded] = [node for node, _ in zip(nodes, range(MOST_NODES), strict=False)]
        return self._is_among(expr, self._nodes[unfolded])

    def is_term(self, expr: Expr) -> bool:
        """Whether an expression is a term of the answer, whatever its sign."""
        terms = terms_of(self.expr)
        return len(terms) > 1 and self._is_among(expr, terms)

    def divides_by(self, expr: Expr) -> bool:
        """Whether an expression stands in some divisor of the answer."""
        below = (node.args[1] for node in walk(self.expr) if isinstance(node, Apply) and node.op == "div")
        return self._is_among(expr, [node for each in below for node in _unfolded(each, self.scope)])

    def has_name(self, name: str) -> bool:
        """Whether a name stands there; its value, where all is written in terms of the inputs."""
        names = free_names(self.expr)
        if name in names:
            return True
        defined = any(
            (one := self.scope.get(each)) is not None and one.definition is not None for each in names
        )
        return not defined and self.shows(Name(name))

    def _is_among(self, expr: Expr, nodes: Sequence[Expr]) -> bool:
        """Whether one of some expressions has a value, or its opposite, at all places."""
        left = list(nodes)
        kinked = any(_is_kinked(node) for each in (expr, self.expr) for node in walk(each))
        for place in (*self.among.places, *(self.among.many_places if kinked and left else ())):
            here = place.anew()
            value = self.among.print_at(expr, here)
            left = [node for node in left if value and _same_size(value, self.among.print_at(node, here))]
        return bool(left) and bool(self.among.places)


def _same_size(one: Print, two: Print | None) -> bool:
    return two is not None and (same(one, two) or same(one, (*two[:2], tuple(-each for each in two[2]))))


def _unfolded(expr: Expr, scope: Scope, depth: int = MOST_DEPTH) -> Iterator[Expr]:
    """The nodes of an expression, and of what the names in it stand for."""
    for node in walk(expr):
        yield node
        declared = scope.get(node.name) if isinstance(node, Name) else None
        if declared is not None and declared.definition is not None and depth:
            yield from _unfolded(declared.definition, scope, depth - 1)


def terms_of(expr: Expr) -> list[Expr]:
    """The terms of a sum as it is written."""
    match expr:
        case Apply(op="add", args=args):
            return [term for arg in args for term in terms_of(arg)]
        case Apply(op="neg", args=(inner,)):
            return terms_of(inner)
    return [expr]


def _is_kinked(node: Expr) -> bool:
    return isinstance(node, Apply) and node.op in ("cases", *CONDITIONS)


def has_sum(expr: Expr) -> bool:
    """Whether a sum, or one of several cases, stands in an expression."""
    return any(isinstance(node, Apply) and node.op in ("add", "cases") for node in walk(expr))


def conditions_of(expr: Expr, scope: Scope) -> list[Apply]:
    """The conditions in an expression, also by a name that stands for one."""
    nodes = _unfolded(expr, scope, 1)
    return [node for node in nodes if isinstance(node, Apply) and node.op in CONDITIONS]


Powers = dict[float, tuple[Expr, Fraction]]
"""The factors of a product with their exponents, by the size of their values."""


@lru_cache(maxsize=512)
def powers_of(among: Suspects, expr: Expr) -> tuple[Fraction | None, Powers]:
    """The factors of a product with names for products unfolded, and the number in front."""
    powers, numbers = dict[float, tuple[Expr, Fraction]](), [Fraction(1)]
    place = among.places[0].anew()

    def put(base: Expr, exponent: Fraction) -> None:
        value = among.print_at(base, place)
        size = (
            abs(value[2][0]) if value is not None and len(value[2]) == 1 else float(len(powers)) + 0.123456789
        )
        key = next((known for known in powers if isclose(known, size, rel_tol=1e-9)), size)
        powers[key] = (
            powers.get(key, (base, Fraction(0)))[0],
            powers.get(key, (base, Fraction(0)))[1] + exponent,
        )

    def split(node: Expr, exponent: Fraction, depth: int) -> None:
        declared = among.question.scope.get(node.name) if isinstance(node, Name) else None
        match node:
            case Number(value=value) if value and exponent.denominator == 1 and abs(exponent) <= MOST_DEPTH:
                numbers[0] *= abs(value) ** int(exponent)
            case Apply(op=op, args=args) if op in PRODUCTS:
                for arg in args:
                    split(arg, exponent, depth)
            case Apply(op="neg" | "transpose", args=(inner,)):
                split(inner, exponent, depth)
            case Apply(op="div", args=(above, below)):
                split(above, exponent, depth)
                split(below, -exponent, depth)
            case Apply(op="sqrt", args=(inner,)):
                split(inner, exponent * HALF, depth)
            case Apply(op="pow", args=(base, power)) if (raised := constant(power)) is not None:
                split(base, exponent * raised, depth)
            case Name() if depth and declared is not None and _is_product(declared.definition):
                assert declared.definition is not None
                split(declared.definition, exponent, depth - 1)
            case _ if constant(node) is None:
                put(node, exponent)

    split(expr, Fraction(1), MOST_DEPTH)
    return numbers[0], {key: each for key, each in powers.items() if each[1]}


def _is_product(definition: Expr | None) -> bool:
    return isinstance(definition, Apply) and definition.op in (*PRODUCTS, "neg", "div", "sqrt", "pow")


def changed(among: Suspects, given: Expr, right: Expr) -> Powers:
    """The factors of two products whose exponents are not the same, with what is too much in the first."""
    mine, its = powers_of(among, given)[1], powers_of(among, right)[1]
    found: Powers = {}
    for key, (base, exponent) in (*mine.items(), *((k, (b, -e)) for k, (b, e) in its.items())):
        known = next((each for each in found if isclose(each, key, rel_tol=1e-9)), key)
        found[known] = (
            found.get(known, (base, Fraction(0)))[0],
            found.get(known, (base, Fraction(0)))[1] + exponent,
        )
    return {key: each for key, each in found.items() if each[1]}


def only_powers(among: Suspects, given: Expr, right: Expr) -> bool:
    """Whether two products have the same factors, and some exponents that are not the same."""
    mine, its = powers_of(among, given)[1], powers_of(among, right)[1]
    wrong = changed(among, given, right)
    return bool(wrong) and all(
        any(isclose(key, each, rel_tol=1e-9) for each in side) for key in wrong for side in (mine, its)
    )


def is_plausible(candidate: Candidate, written: Written) -> bool:
    """Whether what a rule says can be seen in an answer that is equal to what follows from it."""
    among, given = written.among, written.expr
    right, scope = among.question.right[0], written.scope
    match candidate.rule.tag:
        case "mask_missing" | "value_for_mask":
            return len({*conditions_of(given, scope)}) < len({*conditions_of(right, scope)})
        case "mask_elsewhere":
            mine, its = ({*map(free_names, conditions_of(each, scope))} for each in (given, right))
            return not mine or not mine <= its
        case "wrong_name" if len(candidate.words) > 1:
            new, old = candidate.words[-2:]
            return written.has_name(new) and not _is_power(new, old, scope)
        case "wrong_name":
            return all(map(written.has_name, free_names(candidate.expr) - free_names(right)))
        case "forward_value":
            return _is_value(candidate.words[-1], given, scope)
        case "path_sign" | "sign_of_term":
            return has_sum(given)
        case "local_twice" if written.is_scalar and all(map(_is_plain_product, (given, right))):
            exponents = [exponent for _, exponent in changed(among, given, right).values()]
            return bool(exponents) and all(exponent.denominator == 1 for exponent in exponents)
        case "wrong_derivative" if candidate.words and written.is_scalar:
            return not _stands_there(candidate.words[0].partition(" on the path ")[0], written)
        case "local_missing" | "factor_missing":
            return not has_one_in_disguise(written)
    return True


def _stands_there(named: str, written: Written) -> bool:
    """Whether a local gradient, ``∂s/∂u``, is among the factors of an answer as it should be."""
    among = written.among
    for found, line in lines_of(among.question):
        if among.question.quotient(*line) == named:
            with suppress(GradecheckError):
                its = powers_of(among, after(found.step(line), ONE))[1]
                mine = powers_of(among, written.expr)[1]
                return bool(its) and all(
                    any(isclose(key, own, rel_tol=1e-9) and mine[own][1] == power for own in mine)
                    for key, (_, power) in its.items()
                )
    return False


def _is_plain_product(expr: Expr) -> bool:
    return len(terms_of(expr)) == 1 and not any(isinstance(node, Reduction) for node in walk(expr))


def _is_power(one: str, other: str, scope: Scope) -> bool:
    """Whether one name is a power or a root of the other."""
    for name, base in ((one, other), (other, one)):
        declared = scope.get(name)
        match None if declared is None else declared.definition:
            case Apply(op="pow" | "sqrt", args=(Name(name=inner), *_)) if inner == base:
                return True
    return False


def _is_value(name: str, given: Expr, scope: Scope) -> bool:
    """Whether a value was handed in: by its name, or as it is computed."""
    declared = scope.get(name)
    if given == Name(name) or declared is None:
        return given == Name(name)
    below = {
        each.name for each in _unfolded(declared.definition or Name(name), scope) if isinstance(each, Name)
    }
    if declared.definition is None:
        return free_names(given) == {name}
    return free_names(given) - {name, *scope.dims} <= below


def has_one_in_disguise(written: Written) -> bool:
    """Whether a sum stands in an answer that is 1 and does not look so: cos² + sin²."""
    sums = [
        node for node in walk(written.expr) if isinstance(node, Apply) and node.op == "add" and free_names(node)
    ]
    for node in sums:
        values = [written.among.print_at(node, place.anew()) for place in written.among.places[:2]]
        if len(values) == 2 and all(
            v is not None and v[2] and isclose(v[2][0], 1, rel_tol=1e-11) for v in values
        ):
            return True
    return False


def factors_of(expr: Expr, scope: Scope, depth: int = MOST_DEPTH) -> list[Expr]:
    """The factors that are no numbers, also of what a name stands for and of the body of a sum."""
    declared = scope.get(expr.name) if isinstance(expr, Name) else None
    match expr:
        case Apply(op=op, args=args) if op in PRODUCTS:
            return [factor for arg in args for factor in factors_of(arg, scope, depth)]
        case Apply(op="neg", args=(inner,)):
            return factors_of(inner, scope, depth)
        case Apply(op="div", args=(top, bottom)):
            below = [Apply("div", (Number(Fraction(1)), each)) for each in factors_of(bottom, scope, depth)]
            return [*factors_of(top, scope, depth), *below]
        case Apply(op="pow", args=(base, Number(value=power))) if power.denominator == 1 and 1 < power <= 3:
            return factors_of(base, scope, depth) * int(power)
        case Reduction(op="sum"):
            return factors_of(expr.body, scope, depth)
        case Name() if depth and declared is not None and isinstance(declared.definition, Apply):
            if declared.definition.op in ("mul", "hadamard", "div"):
                return factors_of(declared.definition, scope, depth - 1)
    return [expr] if constant(expr) is None else []
