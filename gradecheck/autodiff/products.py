"""Products taken apart and put together again: what keeps derived gradients short.

A product is a rational coefficient and factors above and below the line, each with its shape. Scalars stand
before arrays; arrays multiply entry by entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..notation.expr import ONE, SCALAR, ZERO, Apply, Expr, Number, Shape, neg, number
from .shapes import broadcast


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor with its shape."""

    expr: Expr
    shape: Shape = SCALAR

    @property
    def is_scalar(self) -> bool:
        """Whether it is 1 × 1."""
        return self.shape == SCALAR

    @property
    def is_ones(self) -> bool:
        """Whether every entry is 1."""
        return isinstance(self.expr, Apply) and self.expr.op == "ones_like"


@dataclass(frozen=True, slots=True)
class Product:
    """``coefficient · Π above / Π below``, entry by entry."""

    coefficient: Fraction = Fraction(1)
    above: tuple[Factor, ...] = ()
    below: tuple[Factor, ...] = ()

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors, above and below."""
        return self.above + self.below

    @property
    def shape(self) -> Shape:
        """The common shape of the factors."""
        return broadcast(*(factor.shape for factor in self.factors))

    def inverse(self) -> Product:
        """One over this; the coefficient must not be 0."""
        return Product(1 / self.coefficient, self.below, self.above)

    def where(self, scalar: bool) -> Product:
        """The scalar factors with the coefficient, or the arrays."""
        above = tuple(factor for factor in self.above if factor.is_scalar is scalar)
        below = tuple(factor for factor in self.below if factor.is_scalar is scalar)
        return Product(self.coefficient if scalar else Fraction(1), above, below)


def product_of(expr: Expr, shape: Shape) -> Product:
    """``expr`` taken apart: scalars all the way down, arrays up to their sign.

    >>> product_of(Apply("div", (number(-1), number(2))), SCALAR)
    Product(coefficient=Fraction(-1, 2), above=(), below=())
    """
    match expr:
        case Number():
            return Product(expr.value)
        case Apply(op="neg", args=(arg,)):
            return multiply(Product(Fraction(-1)), product_of(arg, shape))
        case Apply(op="mul", args=args) if shape == SCALAR:
            return multiply(*(product_of(arg, SCALAR) for arg in args))
        case Apply(op="div", args=(top, bottom)) if shape == SCALAR:
            divisor = product_of(bottom, SCALAR)
            if divisor.coefficient:
                return multiply(product_of(top, SCALAR), divisor.inverse())
    return Product(above=(Factor(expr, shape),))


def multiply(*products: Product) -> Product:
    """The product of products."""
    coefficient = Fraction(1)
    for product in products:
        coefficient *= product.coefficient
    above = tuple(factor for product in products for factor in product.above)
    return Product(coefficient, above, tuple(factor for product in products for factor in product.below))


def written(product: Product, shape: Shape) -> Expr:
    """The product as an expression of this ``shape``: the sign, numbers, scalars, then arrays.

    >>> from gradecheck.notation.expr import Name
    >>> x = Factor(Name("x"))
    >>> written(Product(Fraction(-2), (x, x)), SCALAR) == neg(
    ...     Apply("mul", (number(2), Apply("pow", (Name("x"), number(2)))))
    ... )
    True
    """
    if product.coefficient == 0:
        return ZERO
    magnitude = abs(product.coefficient)
    expr = _row(magnitude.numerator, without_ones(product, shape).above)
    if product.below or magnitude.denominator != 1:
        expr = Apply("div", (expr, _row(magnitude.denominator, product.below)))
    return neg(expr) if product.coefficient < 0 else expr


def without_ones(product: Product, shape: Shape) -> Product:
    """Arrays of ones are left out wherever the rest has the full ``shape`` without them."""
    for ones in filter(lambda factor: factor.is_ones, product.above):
        rest = Product(product.coefficient, _removed(product.above, (ones,)), product.below)
        if rest.shape == shape:
            return without_ones(rest, shape)
    return product


def _row(whole: int, factors: Sequence[Factor]) -> Expr:
    counted = Counter(factor.expr for factor in factors if factor.is_scalar)
    scalars = [_repeated(expr, count) for expr, count in counted.items()]
    arrays = [factor.expr for factor in factors if not factor.is_scalar]
    body = [Apply("hadamard", tuple(arrays))] if len(arrays) > 1 else arrays
    parts = [*([number(whole)] if whole != 1 else []), *scalars, *body]
    return ONE if not parts else parts[0] if len(parts) == 1 else Apply("mul", tuple(parts))


def _repeated(expr: Expr, count: int) -> Expr:
    return expr if count == 1 else Apply("pow", (expr, number(count)))


def collected(products: Iterable[Product]) -> list[Product]:
    """Like terms of a sum put together; those that cancel are gone."""
    coefficients: dict[tuple[tuple[Factor, ...], tuple[Factor, ...]], Fraction] = {}
    for product in products:
        key = (product.above, product.below)
        coefficients[key] = coefficients.get(key, Fraction(0)) + product.coefficient
    return [Product(value, *key) for key, value in coefficients.items() if value]


def common(products: Sequence[Product]) -> Product:
    """Scalars that stand in every term, with the first term's sign where there is anything to take out.

    >>> x, m = Factor(Apply("pi", ())), Factor(Apply("e", ()))
    >>> common([Product(Fraction(-1), (x,), (m,)), Product(Fraction(1), (), (m,))]) == Product(
    ...     Fraction(-1), (), (m,)
    ... )
    True
    """
    above = _shared([product.above for product in products])
    below = _shared([product.below for product in products])
    magnitudes = {abs(product.coefficient) for product in products}
    magnitude = magnitudes.pop() if len(magnitudes) == 1 else Fraction(1)
    all_negative = all(product.coefficient < 0 for product in products)
    worthwhile = bool(above or below) or magnitude != 1 or all_negative
    return Product(-magnitude if worthwhile and products[0].coefficient < 0 else magnitude, above, below)


def _shared(rows: Sequence[tuple[Factor, ...]]) -> tuple[Factor, ...]:
    counts = Counter(factor for factor in rows[0] if factor.is_scalar)
    for row in rows[1:]:
        counts &= Counter(row)
    return tuple(counts.elements())


def divided(product: Product, divisor: Product) -> Product:
    """``product`` without the factors of ``divisor``, all of which it has."""
    return Product(
        product.coefficient / divisor.coefficient,
        _removed(product.above, divisor.above),
        _removed(product.below, divisor.below),
    )


def _removed(factors: tuple[Factor, ...], taken: tuple[Factor, ...]) -> tuple[Factor, ...]:
    left = list(factors)
    for factor in taken:
        left.remove(factor)
    return tuple(left)
