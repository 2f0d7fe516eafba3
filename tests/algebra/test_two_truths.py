"""True rewrites are never *different*; one-leaf slips are *equal* only where 60 digits agree too."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import mpmath
import pytest

from gradecheck.algebra.compare import compare
from gradecheck.notation import to_text
from gradecheck.notation.expr import Apply, Expr, Name, Number, children, neg, number, rebuild
from gradecheck.notation.scope import Declared, Scope

SCOPE = Scope(names=(*map(Declared, ("x", "y", "z")), Declared("p", domain="positive")))
LEAVES: list[Expr] = [*map(Name, ("x", "y", "z", "p")), number(2), number(3), Apply("pi", ())]
UNARY = ["exp", "sigmoid", "tanh", "sin", "cos", "abs", "relu", "atan", "cosh", "softplus", "neg"]


def grown(random: Random, depth: int) -> Expr:
    if depth == 0 or random.random() < 0.2:
        return random.choice(LEAVES)
    match random.randrange(6):
        case 0 | 1:
            return Apply("add", (grown(random, depth - 1), grown(random, depth - 1)))
        case 2 | 3:
            return Apply("mul", (grown(random, depth - 1), grown(random, depth - 1)))
        case 4:
            op = random.choice(UNARY)
            inner = grown(random, depth - 1)
            return neg(inner) if op == "neg" else Apply(op, (inner,))
    return Apply("pow", (grown(random, depth - 1), number(random.choice([2, 3]))))


def one() -> Expr:
    return number(1)


REWRITES: dict[str, Callable[[Expr], Expr]] = {
    "sigmoid": lambda x: Apply("div", (one(), Apply("add", (one(), Apply("exp", (neg(x),)))))),
    "tanh": lambda x: Apply(
        "add", (Apply("mul", (number(2), Apply("sigmoid", (Apply("mul", (number(2), x)),)))), number(-1))
    ),
    "abs": lambda x: Apply("sqrt", (Apply("pow", (x, number(2))),)),
    "relu": lambda x: Apply("max", (number(0), x)),
    "softplus": lambda x: Apply("log", (Apply("add", (one(), Apply("exp", (x,)))),)),
    "cosh": lambda x: Apply("div", (Apply("add", (Apply("exp", (x,)), Apply("exp", (neg(x),)))), number(2))),
    "sin": lambda x: neg(Apply("sin", (neg(x),))),
    "cos": lambda x: Apply("cos", (neg(x),)),
    "exp": lambda x: Apply("div", (one(), Apply("exp", (neg(x),)))),
    "atan": lambda x: neg(Apply("atan", (neg(x),))),
}


def rewritten(expr: Expr, random: Random) -> Expr:
    """The same value, written otherwise."""
    expr = rebuild(expr, lambda child: rewritten(child, random))
    if not isinstance(expr, Apply) or random.random() < 0.4:
        return expr
    match expr:
        case Apply(op="add" | "mul" as op, args=args):
            if op == "mul" and isinstance(args[0], Apply) and args[0].op == "add" and random.random() < 0.5:
                rest = args[1:]
                return Apply("add", tuple(Apply("mul", (term, *rest)) for term in args[0].args))
            return Apply(op, args[::-1])
        case Apply(op="pow", args=(base, Number(value=power))):
            return Apply("mul", (base,) * int(power))
        case Apply(op=op, args=(arg,)) if op in REWRITES:
            return REWRITES[op](arg)
    return expr


def slipped(expr: Expr, random: Random) -> Expr:
    """One leaf changed, or one sign lost."""
    below = children(expr)
    if not below:
        return random.choice([leaf for leaf in LEAVES if leaf != expr])
    if isinstance(expr, Apply) and expr.op == "neg" and random.random() < 0.5:
        return expr.args[0]
    exponent = isinstance(expr, Apply) and expr.op == "pow"
    chosen = 0 if exponent else random.randrange(len(below))
    position = iter(range(len(below)))
    return rebuild(expr, lambda child: slipped(child, random) if next(position) == chosen else child)


MEANINGS: dict[str, Callable[..., Any]] = {
    "add": lambda *args: mpmath.fsum(args),
    "mul": lambda *args: mpmath.fprod(args),
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "pow": lambda a, b: a ** int(b),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "softplus": lambda a: mpmath.log1p(mpmath.exp(a)),
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "max": max,
    "abs": abs,
    "pi": lambda: mpmath.pi + 0,
}


def value(expr: Expr, at: dict[str, Any]) -> Any:
    """Another implementation, to 60 digits."""
    match expr:
        case Number():
            return mpmath.mpf(expr.value.numerator) / expr.value.denominator
        case Name():
            return at[expr.name]
        case Apply():
            function = MEANINGS.get(expr.op) or getattr(mpmath, expr.op)
            return function(*(value(arg, at) for arg in expr.args))
    raise AssertionError(expr)


def agree(a: Expr, b: Expr, random: Random) -> bool:
    with mpmath.workdps(60):
        for _ in range(12):
            at = {name: mpmath.mpf(random.uniform(-2, 2)) for name in "xyz"} | {
                "p": mpmath.mpf(random.uniform(0.1, 3))
            }
            left, right = value(a, at), value(b, at)
            if abs(left - right) > mpmath.mpf(10) ** -40 * (1 + abs(left)):
                return False
    return True


def both_truths(seed: int, count: int) -> None:
    random = Random(seed)
    for n in range(count):
        expr = grown(random, 4)
        other = rewritten(expr, random)
        found = compare(expr, other, SCOPE)
        assert found.verdict != "different", f"{n}: {to_text(expr)}  vs  {to_text(other)}"
        slip = slipped(expr, random)
        found = compare(expr, slip, SCOPE)
        if found.verdict == "equal":
            assert agree(expr, slip, random), f"{n}: {to_text(expr)}  vs  {to_text(slip)}"
        elif found.verdict == "different":
            assert found.evidence.witness is not None


@pytest.mark.parametrize("seed", range(4))
def test_rewrites_and_slips_are_told_apart(seed: int) -> None:
    both_truths(seed, 125)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 120))
def test_rewrites_and_slips_are_told_apart_at_length(seed: int) -> None:
    both_truths(seed, 500)
