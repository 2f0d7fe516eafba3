"""The same value written otherwise: one step of algebra at a random place of an expression.

Each step is an identity of the field, so that a right answer stays right by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from ...notation.expr import ONE, ZERO, Apply, Expr, Name, Number, Reduction, free_names, neg, number
from ...notation.places import is_scalar, places_of, put
from ...notation.scope import Scope

MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}
OPPOSITE = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}
LARGEST = 60
"""Nodes above which nothing is written out any further."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be used: the scope, and names that may be put in and written out."""

    scope: Scope
    hidden: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    """Names that stand for any value here: they are never written out."""


def rewritten(expr: Expr, rules: Rules, random: Random, steps: int) -> Expr:
    """``expr`` after up to ``steps`` identities at random places."""
    for _ in range(steps):
        places = list(places_of(expr))
        if len(places) > LARGEST:
            break
        path, node = random.choice(places)
        others = list(_others(node, rules, random))
        if others:
            expr = put(expr, path, random.choice(others))
    return expr


def _others(node: Expr, rules: Rules, random: Random) -> Iterator[Expr]:
    """Other ways to write one node."""
    yield from _by_operation(node, random)
    if is_scalar(node, rules.scope):
        yield from _of_scalars(node, random)
    yield from _by_definition(node, rules)


def _by_operation(node: Expr, random: Random) -> Iterator[Expr]:
    match node:
        case Apply(op="add" | "mul" | "hadamard", args=args):
            yield Apply(node.op, tuple(random.sample(args, len(args))))
            if node.op == "mul":
                yield from _multiplied_out(args)
                yield from _moved_into_sum(args)
        case Apply(op="neg", args=(Apply(op="add", args=terms),)):
            yield Apply("add", tuple(neg(term) for term in terms))
        case Apply(op="neg", args=(Apply(op="mul", args=(first, *rest)),)):
            yield Apply("mul", (neg(first), *rest))
        case Apply(op="lt" | "le" | "gt" | "ge" | "eq" | "ne", args=(left, right)):
            yield Apply(MIRRORED[node.op], (right, left))
        case Apply(op="cases", args=(a, Apply(op=first) as held, b, Apply(op=second) as other)):
            if OPPOSITE.get(first) == second and held.args == other.args:
                yield Apply("cases", (b, other, a, held))
                yield Apply("cases", (b, other, a))
                if (a, b) == (ZERO, ONE):
                    yield other


def _multiplied_out(factors: tuple[Expr, ...]) -> Iterator[Expr]:
    for n, factor in enumerate(factors):
        if isinstance(factor, Apply) and factor.op == "add":
            rest = factors[:n], factors[n + 1 :]
            yield Apply("add", tuple(Apply("mul", (*rest[0], term, *rest[1])) for term in factor.args))


def _moved_into_sum(factors: tuple[Expr, ...]) -> Iterator[Expr]:
    *first, last = factors
    match last:
        case Reduction(op="sum") if not any(last.index in free_names(factor) for factor in first):
            body = Apply("mul", (*first, last.body))
            yield Reduction("sum", last.index, last.lower, last.upper, last.condition, body)


def _of_scalars(node: Expr, random: Random) -> Iterator[Expr]:
    if random.random() < 0.3:
        yield Apply("mul", (ONE, node))
        yield Apply("add", (node, ZERO))
        yield Apply("div", (node, ONE))
    match node:
        case Apply(op="sigmoid", args=(z,)):
            yield Apply("div", (ONE, Apply("add", (ONE, Apply("exp", (neg(z),))))))
            yield Apply("div", (ONE, Apply("add", (ONE, Apply("pow", (Apply("e", ()), neg(z)))))))
        case Apply(op="div", args=(top, bottom)):
            yield Apply("mul", (top, Apply("div", (ONE, bottom))))
            yield Apply("mul", (top, Apply("pow", (bottom, number(-1)))))
        case Apply(op="pow", args=(base, Number(value=2))):
            yield Apply("mul", (base, base))
        case Apply(op="add", args=(first, Apply(op="neg", args=(second,)))):
            yield Apply("neg", (Apply("add", (second, neg(first))),))
        case Apply(op="mul", args=factors):
            yield from _primes(factors)


def _primes(factors: tuple[Expr, ...]) -> Iterator[Expr]:
    """σ(z)(1 − σ(z)) as σ'(z), and as e^(-z)/(1 + e^(-z))²."""
    for sigma in factors:
        other = Apply("add", (ONE, neg(sigma)))
        if isinstance(sigma, Apply) and sigma.op == "sigmoid" and other in factors:
            rest = tuple(factor for factor in factors if factor not in (sigma, other))
            power = Apply("exp", (neg(sigma.args[0]),))
            quotient = Apply("div", (power, Apply("pow", (Apply("add", (ONE, power)), number(2)))))
            for short in (Apply("sigmoid_prime", sigma.args), quotient):
                yield Apply("mul", (short, *rest)) if rest else short


def _by_definition(node: Expr, rules: Rules) -> Iterator[Expr]:
    if isinstance(node, Name):
        declared = rules.scope.get(node.name)
        if declared is not None and declared.definition is not None and node.name not in rules.fixed:
            yield declared.definition
        return
    for declared in rules.scope.names:
        if declared.definition == node and declared.name not in rules.hidden:
            yield Name(declared.name)
