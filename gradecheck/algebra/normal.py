"""A normal form as text: two expressions with the same one are equal wherever either is defined.

Sums and elementwise products are flattened, their terms and factors sorted and collected; rational constants
are folded; matrix products keep their order. Nothing is ever cancelled, for x/x is not 1 at 0, and 0·log x
has no value at -1. Different forms say nothing.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from ..notation.expr import Apply, Expr, Name, Number, Reduction
from .balls import constant

LARGEST_POWER = 1_000
LONGEST_NUMBER = 2_000
"""Bits of a constant that is folded; longer ones are left as they stand."""

MIRRORED = {"gt": "lt", "ge": "le"}
SYMMETRIC = frozenset({"and", "or", "max", "min", "eq", "ne"})
PRODUCTS = frozenset({"mul", "hadamard", "div", "neg", "pow", "sqrt"})


def normal_form(expr: Expr) -> str:
    """The normal form of ``expr``.

    >>> x, y = Name("x"), Name("y")
    >>> normal_form(Apply("add", (x, Apply("mul", (y, x)), x)))
    '(2*x + 1*x.y)'
    >>> normal_form(Apply("mul", (Apply("neg", (x,)), x)))
    '(-1*x^2)'
    """
    terms = terms_of(expr)
    if len(terms) == 1:
        ((term, coefficient),) = terms.items()
        if coefficient == 1:
            return term
    return "(" + " + ".join(f"{terms[term]}*{term}" for term in sorted(terms)) + ")"


def terms_of(expr: Expr) -> dict[str, Fraction]:
    """A sum as terms with their coefficients; a term that cancels stays, with coefficient 0."""
    match expr:
        case Apply(op="add"):
            total: dict[str, Fraction] = {}
            for arg in expr.args:
                for term, coefficient in terms_of(arg).items():
                    total[term] = total.get(term, Fraction(0)) + coefficient
            return total
        case Apply(op="neg"):
            return {term: -coefficient for term, coefficient in terms_of(expr.args[0]).items()}
        case Apply(op=op) if op in PRODUCTS:
            coefficient, powers = _product(expr)
            return {_written(powers): coefficient}
        case Number() if _is_short(expr.value):
            return {"1": expr.value}
        case Apply(op="matmul"):
            coefficient, factors = _chain(expr)
            return {" @ ".join(factors): coefficient}
    return {_atom(expr): Fraction(1)}


def _is_short(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) <= LONGEST_NUMBER


def _written(powers: Counter[tuple[str, bool]]) -> str:
    """Factors with positive powers and with negative ones, which are kept apart."""
    texts = [
        base if power == 1 and not below else f"{base}^{-power if below else power}"
        for (base, below), power in powers.items()
    ]
    return ".".join(sorted(texts)) or "1"


def _product(expr: Expr) -> tuple[Fraction, Counter[tuple[str, bool]]]:
    """An elementwise product as a rational coefficient and factors with whole powers."""
    match expr:
        case Apply(op="mul" | "hadamard"):
            coefficient, powers = Fraction(1), Counter[tuple[str, bool]]()
            for arg in expr.args:
                c, p = _product(arg)
                coefficient, powers = coefficient * c, powers + p
            return coefficient, powers
        case Apply(op="div", args=(top, bottom)):
            return _quotient(_product(top), _product(bottom))
        case Apply(op="sqrt", args=(arg,)):
            return Fraction(1), Counter({(f"pow({normal_form(arg)}, 1/2)", False): 1})
        case Apply(op="pow", args=(base, exponent)):
            return _power(base, exponent)
    terms = terms_of(expr) if not (isinstance(expr, Apply) and expr.op in PRODUCTS - {"neg"}) else {}
    if len(terms) == 1:
        ((term, coefficient),) = terms.items()
        if term == "1":
            return coefficient, Counter()
        return coefficient, Counter({(term, False): 1})
    return Fraction(1), Counter({(normal_form(expr), False): 1})


def _quotient(
    top: tuple[Fraction, Counter[tuple[str, bool]]], bottom: tuple[Fraction, Counter[tuple[str, bool]]]
) -> tuple[Fraction, Counter[tuple[str, bool]]]:
    """top / bottom; what stands below a fraction bar below comes up, marked as a double negative."""
    powers = top[1].copy()
    for (base, below), power in bottom[1].items():
        powers[f"({base}^-1)" if below else base, True] += power
    if bottom[0] == 0:
        powers["0", True] += 1
        return top[0], powers
    return top[0] / bottom[0], powers


def _power(base: Expr, exponent: Expr) -> tuple[Fraction, Counter[tuple[str, bool]]]:
    k = constant(exponent)
    if k is not None and k.denominator == 1 and 1 <= abs(k) <= LARGEST_POWER:
        coefficient, powers = _product(base)
        if coefficient == 1 and len(powers) == 1 and not next(iter(powers))[1]:
            ((name, _), power), size = next(iter(powers.items())), abs(int(k))
            return Fraction(1), Counter({(name, k < 0): power * size})
        return Fraction(1), Counter({(normal_form(base), k < 0): abs(int(k))})
    written = normal_form(exponent) if k is None else str(k)
    return Fraction(1), Counter({(f"pow({normal_form(base)}, {written})", False): 1})


def _chain(expr: Expr) -> tuple[Fraction, list[str]]:
    """A matrix product as a rational coefficient and factors in order."""
    match expr:
        case Apply(op="matmul"):
            coefficient, factors = Fraction(1), list[str]()
            for arg in expr.args:
                c, f = _chain(arg)
                coefficient, factors = coefficient * c, factors + f
            return coefficient, factors
        case Apply(op="transpose", args=(Apply(op="matmul", args=inner),)):
            return _chain(Apply("matmul", tuple(Apply("transpose", (arg,)) for arg in reversed(inner))))
    terms = terms_of(expr)
    if len(terms) == 1:
        ((term, coefficient),) = terms.items()
        if term != "1":
            return coefficient, [term]
    return Fraction(1), [normal_form(expr)]


def _atom(expr: Expr) -> str:
    """Anything that is not a sum or a product."""
    match expr:
        case Name():
            return expr.name
        case Number():
            return hex(expr.value.numerator) + _below(expr)
        case Apply(op="transpose", args=(Apply(op="transpose", args=(inner,)),)):
            return normal_form(inner)
        case Apply(op="transpose", args=(Apply(op="matmul"),)):
            coefficient, factors = _chain(expr)
            return f"({coefficient}*{' @ '.join(factors)})"
        case Apply(op=op) if op in MIRRORED:
            return _called(MIRRORED[op], [normal_form(arg) for arg in reversed(expr.args)])
        case Apply(op=op) if op in SYMMETRIC:
            return _called(op, sorted(map(normal_form, expr.args)))
        case Apply():
            return _called(expr.op, [normal_form(arg) for arg in expr.args])
        case Reduction():
            parts = [expr.lower, expr.upper, *([] if expr.condition is None else [expr.condition]), expr.body]
            return _called(f"{expr.op}[{expr.index}]", [normal_form(part) for part in parts])


def _below(expr: Number) -> str:
    return "" if expr.value.denominator == 1 else "/" + hex(expr.value.denominator)


def _called(op: str, args: list[str]) -> str:
    return f"{op}({', '.join(args)})"
