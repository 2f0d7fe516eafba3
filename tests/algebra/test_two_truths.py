"""True rewrites are never *different*; one-leaf slips are *equal* only where 60 digits agree too.

Expressions are drawn from all elementary functions, conditions and roots, over five domains. The second
truth is mpmath's, at many points; it also knows where an expression has no value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest

from gradecheck.algebra.agreement import Sides
from gradecheck.algebra.compare import compare
from gradecheck.algebra.exact import Distinct, identity
from gradecheck.notation import to_text
from gradecheck.notation.expr import Apply, Expr, Name, Number, children, neg, number, rebuild
from gradecheck.notation.scope import Declared, Domain, Scope

DOMAINS: dict[str, Domain] = {"x": "real", "y": "real", "p": "positive", "q": "probability", "n": "negative"}
RANGES = {"x": (-3, 3), "y": (-3, 3), "p": (0.05, 4), "q": (0.01, 0.99), "n": (-4, -0.05)}
SCOPE = Scope(names=tuple(Declared(name, domain=domain) for name, domain in DOMAINS.items()))
HALF = number(Fraction(1, 2))
LEAVES: list[Expr] = [*map(Name, "xyxpqn"), *map(number, (2, 3, -1, 1)), HALF, Apply("pi", ())]
UNARY = (
    "exp log sqrt abs sin cos tan sinh cosh tanh asinh atan relu sigmoid softplus neg step sign"
    " asin acos acosh atanh sigmoid_prime tanh_prime sec"
).split()
POWERS = [number(Fraction(power)) for power in ("2", "3", "-1", "1/2", "1/3", "3/2", "-1/2")]
POINTS = 25
VANISHING = frozenset({"sin", "cos", "tan", "add"})
"""What is 0 in truth where 200 digits leave a trace, such as tan(pi)."""


def op(name: str, *args: Expr) -> Expr:
    return neg(*args) if name == "neg" else Apply(name, args)


def grown(random: Random, depth: int) -> Expr:
    if depth == 0 or random.random() < 0.15:
        return random.choice(LEAVES)
    match random.randrange(10):
        case 0 | 1:
            name = "add"
        case 2 | 3:
            name = "mul"
        case 4:
            name = "div"
        case 5:
            return Apply("pow", (grown(random, depth - 1), random.choice(POWERS)))
        case 6:
            name = random.choice(["max", "min", "gt", "ge"])
        case _:
            return op(random.choice(UNARY), grown(random, depth - 1))
    return op(name, grown(random, depth - 1), grown(random, depth - 1))


TWO, ONE, NOUGHT = number(2), number(1), number(0)
REWRITES: dict[str, list[Callable[[Expr], Expr]]] = {
    "sigmoid": [
        lambda x: op("div", ONE, op("add", ONE, op("exp", neg(x)))),
        lambda x: op("div", op("add", ONE, op("tanh", op("div", x, TWO))), TWO),
    ],
    "tanh": [
        lambda x: op("add", op("mul", TWO, op("sigmoid", op("mul", TWO, x))), number(-1)),
        lambda x: op("div", op("sinh", x), op("cosh", x)),
    ],
    "abs": [
        lambda x: op("sqrt", op("pow", x, TWO)),
        lambda x: op("max", x, neg(x)),
        lambda x: op("add", op("relu", x), op("relu", neg(x))),
    ],
    "relu": [lambda x: op("max", NOUGHT, x), lambda x: op("cases", x, op("gt", x, NOUGHT), NOUGHT)],
    "softplus": [
        lambda x: op("log", op("add", ONE, op("exp", x))),
        lambda x: op("add", x, op("softplus", neg(x))),
    ],
    "cosh": [lambda x: op("div", op("add", op("exp", x), op("exp", neg(x))), TWO)],
    "sin": [
        lambda x: neg(op("sin", neg(x))),
        lambda x: op("cos", op("add", x, neg(op("div", Apply("pi", ()), TWO)))),
    ],
    "cos": [
        lambda x: op(
            "add",
            op("pow", op("cos", op("div", x, TWO)), TWO),
            neg(op("pow", op("sin", op("div", x, TWO)), TWO)),
        )
    ],
    "tan": [lambda x: op("div", op("sin", x), op("cos", x))],
    "exp": [
        lambda x: op("div", ONE, op("exp", neg(x))),
        lambda x: op("pow", op("exp", op("div", x, TWO)), TWO),
    ],
    "log": [lambda x: neg(op("log", op("div", ONE, x))), lambda x: op("mul", TWO, op("log", op("sqrt", x)))],
    "sqrt": [lambda x: op("pow", x, HALF)],
    "asinh": [lambda x: op("log", op("add", x, op("sqrt", op("add", op("pow", x, TWO), ONE))))],
    "sign": [lambda x: op("add", op("gt", x, NOUGHT), neg(op("gt", NOUGHT, x)))],
    "step": [lambda x: op("gt", x, NOUGHT)],
    "atan": [lambda x: neg(op("atan", neg(x)))],
}


def rewritten(expr: Expr, random: Random) -> Expr:
    """The same value, written otherwise."""
    expr = rebuild(expr, lambda child: rewritten(child, random))
    if not isinstance(expr, Apply) or random.random() < 0.3:
        return expr
    match expr:
        case Apply(op="mul", args=(Apply(op="add", args=terms), *rest)) if random.random() < 0.5:
            return Apply("add", tuple(Apply("mul", (term, *rest)) for term in terms))
        case Apply(op="add" | "mul" as name, args=args):
            return Apply(name, args[::-1])
        case Apply(op="max" | "min" as name, args=(a, b)) if random.random() < 0.6:
            size = op("abs", op("add", a, neg(b)))
            return op("div", op("add", a, b, size if name == "max" else neg(size)), TWO)
        case Apply(op="pow", args=(base, Number(value=power))) if power in (2, 3):
            return Apply("mul", (base,) * int(power))
        case Apply(op="pow", args=(base, Number(value=power))) if power == Fraction(3, 2):
            return op("mul", base, op("sqrt", base))
        case Apply(op=name, args=(arg,)) if name in REWRITES:
            return random.choice(REWRITES[name])(arg)
    return expr


def slipped(expr: Expr, random: Random) -> Expr:
    """One leaf or function changed, or one sign lost."""
    below = children(expr)
    if not below:
        return random.choice([leaf for leaf in LEAVES if leaf != expr])
    if isinstance(expr, Apply) and expr.op == "neg" and random.random() < 0.5:
        return expr.args[0]
    if isinstance(expr, Apply) and expr.op in UNARY and random.random() < 0.15:
        return op(random.choice(UNARY), *expr.args)
    exponent = isinstance(expr, Apply) and expr.op == "pow"
    chosen = 0 if exponent else random.randrange(len(below))
    position = iter(range(len(below)))
    return rebuild(expr, lambda child: slipped(child, random) if next(position) == chosen else child)


class NoNumber(Exception):
    """mpmath finds no real number."""


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


MEANINGS: dict[str, Callable[..., Any]] = {
    "add": lambda *args: mpmath.fsum(args),
    "mul": lambda *args: mpmath.fprod(args),
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "sigmoid": sigmoid,
    "sigmoid_prime": lambda a: sigmoid(a) * (1 - sigmoid(a)),
    "tanh_prime": lambda a: 1 - mpmath.tanh(a) ** 2,
    "softplus": lambda a: mpmath.log1p(mpmath.exp(a)),
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "gt": lambda a, b: mpmath.mpf(a > b),
    "ge": lambda a, b: mpmath.mpf(a >= b),
    "step": lambda a: mpmath.mpf(a > 0),
    "max": max,
    "min": min,
    "abs": abs,
    "pi": lambda: mpmath.pi + 0,
}


def value(expr: Expr, at: dict[str, Any]) -> Any:
    """Another implementation, to 200 digits; raises ``NoNumber``."""
    match expr:
        case Number():
            return mpmath.mpf(expr.value.numerator) / expr.value.denominator
        case Name():
            return at[expr.name]
        case Apply(op="cases", args=(chosen, condition, rest)):
            return value(chosen if value(condition, at) else rest, at)
        case Apply(op="pow", args=(base, Number(value=power))):
            found = value(base, at)
            if (found < 0 and power.denominator % 2 == 0) or (found == 0 and power < 0):
                raise NoNumber
            sign = -1 if found < 0 and power.numerator % 2 else 1
            return sign * abs(found) ** (mpmath.mpf(power.numerator) / power.denominator)
        case Apply():
            args = [value(arg, at) for arg in expr.args]
            try:
                found = (MEANINGS.get(expr.op) or getattr(mpmath, expr.op))(*args)
            except (ZeroDivisionError, ValueError, OverflowError):
                raise NoNumber from None
            if isinstance(found, mpmath.mpc) or not mpmath.isfinite(found):
                raise NoNumber
            return mpmath.mpf(0) if expr.op in VANISHING and abs(found) < mpmath.mpf(10) ** -150 else found
    raise AssertionError(expr)


def seen(a: Expr, b: Expr, random: Random) -> tuple[int, int, int, int]:
    """At how many points both agree, both differ, only the first has a value, only the second has."""
    counts = [0, 0, 0, 0]
    with mpmath.workdps(200):
        for _ in range(POINTS):
            at = {name: mpmath.mpf(random.uniform(*ends)) for name, ends in RANGES.items()}
            values = []
            for expr in (a, b):
                try:
                    values.append(value(expr, at))
                except NoNumber:
                    values.append(None)
            match values:
                case [None, None]:
                    continue
                case [None, _]:
                    counts[3] += 1
                case [_, None]:
                    counts[2] += 1
                case [left, right] if max(abs(left), abs(right)) < mpmath.mpf(10) ** 25:
                    same = abs(left - right) <= mpmath.mpf(10) ** -25 * (1 + abs(left))
                    counts[0 if same else 1] += 1
    return counts[0], counts[1], counts[2], counts[3]


def is_proved(a: Expr, b: Expr) -> bool:
    program = Sides(a, b, SCOPE).program
    try:
        return program is not None and identity(program[0], [program[1:]]) is not None
    except Distinct:
        return False


def both_truths(seed: int, count: int) -> None:
    random = Random(seed)
    for n in range(count):
        expr = grown(random, 4)
        for other, is_true in ((rewritten(expr, random), True), (slipped(expr, random), False)):
            told = f"{n}: {to_text(expr)}  vs  {to_text(other)}"
            found = compare(expr, other, SCOPE)
            agree, differ, _, _ = truth = seen(expr, other, random)
            if is_true and differ == truth[2] == 0:
                assert found.verdict != "different", told
            if is_proved(expr, other):
                assert not differ, f"proved, {told}"
            if found.verdict == "equal":
                assert not differ or found.boundary is not None, told
                assert truth[2] < 3 or not agree, f"has no value: {told}"
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
