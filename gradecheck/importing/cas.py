"""Mathematics as both systems have it, SymPy expressions, built node by node within bounds; and to ours.

Computer algebra simplifies as it builds (2·3 is 6), as Maxima does; what is not bounded here is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import sympy

from ..algebra.compare import compare
from ..notation import parse, to_text
from ..notation.expr import Apply, Expr, Name, Number, add, free_names, neg, number
from ..notation.reading import NotationError
from ..notation.scope import Declared, Scope
from .question import NotTaken

MAX_NODES = 400
MAX_DIGITS = 300
MAX_POWER = 1000
MAX_TERMS = 200
FAILS = (
    *(ArithmeticError, AttributeError, NotImplementedError, RecursionError, TypeError, ValueError),
    sympy.polys.polyerrors.BasePolynomialError,
)
"""What SymPy raises where it cannot compute with what it is given."""

FLOAT = sympy.Function("float")
"""Marks a number that its system has as a rounded one: no exact answer may rest on it."""

_BY_HEAD = {
    **{name: name for name in "exp log sin cos tan sec csc cot asin acos atan".split()},
    **{name: name for name in "sinh cosh tanh asinh acosh atanh sign factorial".split()},
    "Abs": "abs",
    "Max": "max",
    "Min": "min",
}
FUNCTIONS: dict[str, Any] = {
    **{name: getattr(sympy, name) for name in _BY_HEAD if name.islower()},
    "abs": sympy.Abs,
    "max": sympy.Max,
    "min": sympy.Min,
    "sqrt": sympy.sqrt,
    "ln": sympy.log,
}
_FRACTIONS = frozenset(range(2, 17)) - {10}
"""Denominators with which a number is written as a fraction, even where a decimal would do."""
_REFUSED_HEADS = (sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I)


def symbol(name: str, *, positive: bool = False) -> Any:
    """A variable."""
    return sympy.Symbol(name, positive=True) if positive else sympy.Symbol(name, real=True)


def rational(text: str) -> Any:
    """A number as it is typed, exactly.

    >>> rational("0.25"), rational("1e3")
    (1/4, 1000)
    """
    if len(text) > MAX_DIGITS or abs(int(text.lower().partition("e")[2] or 0)) > MAX_DIGITS:
        raise NotTaken(f"a number of more than {MAX_DIGITS} digits")
    try:
        value = Fraction(text)
    except ValueError:
        raise NotTaken(f"the number {text}") from None
    return sympy.Rational(value.numerator, value.denominator)


def power(base: Any, exponent: Any) -> Any:
    """``base ** exponent``, refused where it would be huge."""
    plain, times = exact(base), exact(exponent)
    if plain.is_number and times.is_number:
        digits = max((len(str(abs(part))) for part in _integers(plain)), default=1)
        if abs(times).evalf(15) > MAX_POWER or abs(times).evalf(15) * digits > 3 * MAX_DIGITS:
            raise NotTaken("a power that is too large")
    return checked(base**exponent)


def call(name: str, args: list[Any]) -> Any:
    """A function of ``FUNCTIONS``."""
    wanted = 2 if name in ("max", "min") else 1
    if len(args) < wanted or (wanted == 1 and len(args) != 1):
        raise NotTaken(f"{name} of {len(args)} arguments")
    if name == "factorial" and not (args[0].is_Symbol or (args[0].is_Integer and 0 <= args[0] <= 100)):
        raise NotTaken("such a factorial")
    return checked(FUNCTIONS[name](*args))


def differentiated(value: Any, variable: Any, times: int = 1) -> Any:
    """The derivative."""
    if not variable.is_Symbol or not 0 <= times <= 10:
        raise NotTaken("such a derivative")
    for _ in range(times):
        value = checked(sympy.powsimp(sympy.diff(value, variable)))
    return value


def rewritten(value: Any, change: Callable[[Any], Any]) -> Any:
    """``expand``, ``factor`` and their like: the same value, written otherwise."""
    if _terms(value) > MAX_TERMS:
        raise NotTaken("an expression that is too large to be rewritten")
    return checked(change(value))


def checked(value: Any) -> Any:
    """The value, if it is of a size and a kind that can be taken over."""
    for count, node in enumerate(sympy.preorder_traversal(value)):
        if count >= MAX_NODES:
            raise NotTaken(f"an expression of more than {MAX_NODES} signs")
        if node.is_Rational and max(abs(int(node.p)), int(node.q)) >= 10**MAX_DIGITS:
            raise NotTaken(f"a number of more than {MAX_DIGITS} digits")
        if node in _REFUSED_HEADS:
            raise NotTaken("complex or infinite numbers" if node == sympy.I else "a value that is not finite")
    return value


def _integers(value: Any) -> Iterable[int]:
    for node in sympy.preorder_traversal(value):
        if node.is_Rational:
            yield from (int(node.p), int(node.q))


def _terms(value: Any) -> int:
    """How many terms there are at most once it is multiplied out."""
    if value.is_Add:
        return sum(map(_terms, value.args))
    if value.is_Mul:
        product = 1
        for arg in value.args:
            product = min(product * _terms(arg), MAX_TERMS + 1)
        return product
    if value.is_Pow and value.exp.is_Integer:
        return int(min(_terms(value.base) ** min(abs(int(value.exp)), 12), MAX_TERMS + 1))
    return max((_terms(arg) for arg in value.args), default=1)


def exact(value: Any) -> Any:
    """The value without its marks of rounded numbers."""
    return value.replace(FLOAT, lambda inner: inner)


def to_expr(value: Any) -> Expr:
    """Our expression for a SymPy one, in the order in which it is usually written.

    >>> x = symbol("x")
    >>> to_text(to_expr(3 * x**2 - sympy.sqrt(x) / 2 + sympy.exp(-x)))
    '3*x^2 - sqrt(x)/2 + exp(-x)'
    """
    if isinstance(value, sympy.MatrixBase):
        rows = [Apply("vector", tuple(to_expr(entry) for entry in value.row(n))) for n in range(value.rows)]
        return Apply("matrix", tuple(rows))
    if value.is_Rational:
        return _number(Fraction(int(value.p), int(value.q)))
    if value.is_Symbol:
        return Name(value.name)
    if value == sympy.pi:
        return Apply("pi", ())
    if value == sympy.E:
        return Apply("e", ())
    if value.is_Add:
        terms = value.as_ordered_terms()
        first = next((term for term in terms if not term.could_extract_minus_sign()), terms[0])
        return add(to_expr(first), *(to_expr(term) for term in terms if term is not first))
    if value.is_Mul:
        return _product(value)
    if value.is_Pow:
        return _power(value)
    op = _BY_HEAD.get(value.func.__name__)
    if op is None:
        rounded = value.func == FLOAT
        raise NotTaken(
            "a rounded number where an exact one is needed" if rounded else f"'{value.func.__name__}'"
        )
    return Apply(op, tuple(to_expr(arg) for arg in value.args))


def _number(value: Fraction) -> Expr:
    if value < 0:
        return neg(_number(-value))
    if value.denominator in _FRACTIONS:
        return Apply("div", (number(value.numerator), number(value.denominator)))
    return Number(value)


def _product(value: Any) -> Expr:
    if value.could_extract_minus_sign():
        return neg(to_expr(-value))
    top, bottom = value.as_numer_denom() if value.args[0].is_Rational else sympy.fraction(value)
    if bottom != 1:
        return Apply("div", (to_expr(top), to_expr(bottom)))
    factors = tuple(to_expr(factor) for factor in value.as_ordered_factors())
    return Apply("mul", factors)


def _power(value: Any) -> Expr:
    base, exponent = value.base, value.exp
    if exponent.could_extract_minus_sign():
        return Apply("div", (number(1), to_expr(1 / value)))
    if base.is_number and not base.is_nonnegative and not exponent.is_Integer:
        raise NotTaken("a root of a negative number")
    if exponent == sympy.Rational(1, 2):
        return Apply("sqrt", (to_expr(base),))
    return Apply("pow", (to_expr(base), to_expr(exponent)))


def scope_of(names: Iterable[tuple[str, str]]) -> Scope:
    """The names of a question with their domains."""
    return Scope(tuple(Declared(name, domain=domain) for name, domain in names))  # type: ignore[arg-type]


def read_back(expr: Expr, scope: Scope) -> str:
    """``expr`` as text, once that is seen to be read back with the same meaning.

    Raises ``NotTaken`` where it is not, such as where a name is a word of our notation.
    """
    text = to_text(expr, "plain", scope)
    try:
        read = parse(text, scope)[0].expr
    except NotationError as error:
        raise NotTaken(f"what cannot be written here ({text}): {error.fact}") from None
    if compare(expr, read, scope).verdict != "equal":
        raise NotTaken(f"what is read otherwise here ({text})")
    return text


def names_in(exprs: Iterable[Expr]) -> list[str]:
    """All names, sorted."""
    return sorted(frozenset[str]().union(*map(free_names, exprs)))
