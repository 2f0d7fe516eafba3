"""Expressions with shapes, and the operators in which gradient rules are written.

A rule such as ``g * y * (1 - y)`` builds an expression. The operators keep it tidy as it grows: no ``1·``, no
``+ 0``, constants folded, minus signs and scalars in front, equal terms collected.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..notation.expr import ONE, SCALAR, ZERO, Apply, Expr, Shape, add, number
from .products import Factor, Product, collected, common, divided, multiply, product_of, without_ones, written
from .shapes import as_expr, broadcast, product_shape, result_shape


@dataclass(frozen=True, slots=True)
class Term:
    """An expression and its shape. ``*`` and ``/`` act entry by entry, ``@`` is the matrix product.

    >>> from gradecheck.notation.expr import Name
    >>> x = Term(Name("x"))
    >>> (0 + 1 * x - -x).expr == (2 * x).expr
    True
    """

    expr: Expr
    shape: Shape = SCALAR
    product: Product | None = field(default=None, compare=False, repr=False)
    """How it is made up, where it was built as a product."""

    @property
    def is_zero(self) -> bool:
        """Whether every entry is the number 0."""
        return self.expr == ZERO

    @property
    def is_scalar(self) -> bool:
        """Whether it is 1 × 1."""
        return self.shape == SCALAR

    @property
    def factors(self) -> Product:
        """It as a product."""
        return product_of(self.expr, self.shape) if self.product is None else self.product

    @property
    def T(self) -> Term:
        """The transpose."""
        return transposed(self)

    def __add__(self, other: Term | int) -> Term:
        return plus(self, as_term(other)) if isinstance(other, Term | int) else NotImplemented

    def __sub__(self, other: Term | int) -> Term:
        return plus(self, -as_term(other)) if isinstance(other, Term | int) else NotImplemented

    def __mul__(self, other: Term | int) -> Term:
        return times(self, as_term(other)) if isinstance(other, Term | int) else NotImplemented

    def __truediv__(self, other: Term | int) -> Term:
        return over(self, as_term(other)) if isinstance(other, Term | int) else NotImplemented

    def __matmul__(self, other: Term) -> Term:
        return matrix_product(self, other) if isinstance(other, Term) else NotImplemented

    def __radd__(self, other: int) -> Term:
        return as_term(other) + self

    def __rsub__(self, other: int) -> Term:
        return as_term(other) - self

    def __rmul__(self, other: int) -> Term:
        return as_term(other) * self

    def __rtruediv__(self, other: int) -> Term:
        return as_term(other) / self

    def __neg__(self) -> Term:
        return times(as_term(-1), self)

    def __pow__(self, exponent: Term | int) -> Term:
        return power(self, as_term(exponent))


def as_term(value: Term | int) -> Term:
    """A number as a term; a term as it is."""
    return value if isinstance(value, Term) else Term(number(value))


def apply(op: str, *args: Term) -> Term:
    """Any operation of the table, as it stands.

    >>> from gradecheck.notation.expr import Name
    >>> apply("exp", Term(Name("z"), ("n", 1))).shape
    ('n', 1)
    """
    exprs = tuple(arg.expr for arg in args)
    return Term(Apply(op, exprs), result_shape(op, [arg.shape for arg in args], exprs))


def times(*terms: Term) -> Term:
    """The product entry by entry; scalars stretch.

    >>> from gradecheck.notation.expr import Name
    >>> times(as_term(-1), Term(Name("x")), as_term(-1)).expr
    Name(name='x')
    """
    shape = broadcast(*(term.shape for term in terms))
    return _joined(multiply(*(term.factors for term in terms)), shape)


def over(top: Term, bottom: Term) -> Term:
    """The quotient entry by entry. A quotient by 0 is left standing."""
    if bottom.is_zero:
        return apply("div", top, bottom)
    return _joined(multiply(top.factors, bottom.factors.inverse()), broadcast(top.shape, bottom.shape))


def _joined(product: Product, shape: Shape) -> Term:
    product = without_ones(product, shape)
    return Term(written(product, shape), shape, product)


def power(base: Term, exponent: Term) -> Term:
    """``base`` to the ``exponent``, entry by entry.

    >>> from gradecheck.notation.expr import Name
    >>> power(Term(Name("x")), as_term(1)).expr
    Name(name='x')
    """
    if exponent.expr == ONE:
        return base
    if exponent.is_zero and base.is_scalar:
        return as_term(1)
    return apply("pow", base, exponent)


def plus(*terms: Term) -> Term:
    """The sum; equal terms are collected and what all have in common is put in front.

    >>> from gradecheck.notation.expr import Name
    >>> x, y = Term(Name("x")), Term(Name("y"))
    >>> plus(x, y, -x).expr
    Name(name='y')
    """
    shape = broadcast(*(term.shape for term in terms))
    products = collected(term.factors for term in terms if not term.is_zero)
    if not products:
        return Term(ZERO, shape)
    if len(products) == 1:
        return _joined(products[0], products[0].shape)
    front = common(products)
    rest = [divided(product, front) for product in products]
    inner = Term(add(*(written(product, product.shape) for product in rest)), shape)
    return inner if front == Product() else _joined(multiply(front, inner.factors), shape)


def matrix_product(left: Term, right: Term) -> Term:
    """The matrix product; scalars are put in front, identities left out.

    >>> from gradecheck.notation.expr import Name
    >>> W, x = Term(Name("W"), ("k", "n")), Term(Name("x"), ("n", 1))
    >>> (W @ (-x)).expr
    Apply(op='neg', args=(Apply(op='matmul', args=(Name(name='W'), Name(name='x'))),))
    """
    shape = product_shape(left.shape, right.shape)
    if left.is_scalar or right.is_scalar:
        return times(left, right)
    if left.is_zero or right.is_zero:
        return Term(ZERO, shape)
    (front_left, left), (front_right, right) = _front(left), _front(right)
    if _is(left, "identity"):
        body = right
    elif _is(right, "identity"):
        body = left
    else:
        body = Term(Apply("matmul", (*_chain(left.expr), *_chain(right.expr))), shape)
    return times(front_left, front_right, body)


def _front(term: Term) -> tuple[Term, Term]:
    """The scalars of ``term``, and the rest."""
    scalars, arrays = term.factors.where(scalar=True), term.factors.where(scalar=False)
    return _joined(scalars, SCALAR), _joined(arrays, term.shape)


def _chain(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Apply) and expr.op == "matmul" else (expr,)


def _is(term: Term, op: str) -> bool:
    return isinstance(term.expr, Apply) and term.expr.op == op


def transposed(term: Term) -> Term:
    """The transpose: of a scalar the scalar, of a product its factors in turn.

    >>> from gradecheck.notation.expr import Name
    >>> Term(Apply("transpose", (Name("x"),)), (1, "n")).T.expr
    Name(name='x')
    """
    shape = (term.shape[1], term.shape[0])
    if term.is_scalar or term.is_zero:
        return Term(term.expr, shape, term.product)
    parts = term.factors
    above, below = tuple(map(_flipped, parts.above)), tuple(map(_flipped, parts.below))
    return _joined(Product(parts.coefficient, above, below), shape)


def _flipped(factor: Factor) -> Factor:
    rows, columns = factor.shape
    match factor.expr:
        case _ if factor.is_scalar:
            return factor
        case Apply(op="transpose", args=(inner,)):
            return Factor(inner, (columns, rows))
        case Apply(op="identity"):
            return factor
        case Apply(op="diag") if columns != 1:
            return factor
    return Factor(Apply("transpose", (factor.expr,)), (columns, rows))


def total(term: Term) -> Term:
    """The sum of all entries; of a product of two columns, their inner product ``aᵀ b``.

    >>> from gradecheck.notation.expr import Name
    >>> a, b = Term(Name("a"), ("n", 1)), Term(Name("b"), ("n", 1))
    >>> total(a * b).expr
    Apply(op='matmul', args=(Apply(op='transpose', args=(Name(name='a'),)), Name(name='b')))
    """
    if term.is_scalar or term.is_zero:
        return Term(term.expr, SCALAR, term.product)
    front, body = _front(term)
    arrays = body.factors
    if arrays.above and not arrays.below and all(factor.is_ones for factor in arrays.above):
        return times(front, size(term.shape))
    if len(arrays.above) >= 2 and all(factor.shape == term.shape for factor in arrays.factors):
        *heads, last = arrays.above
        if term.shape[1] == 1:
            head = _joined(Product(above=tuple(heads), below=arrays.below), term.shape)
            return times(front, head.T @ Term(last.expr, last.shape))
    return times(front, apply("total", body))


def size(shape: Shape) -> Term:
    """The number of entries."""
    return times(Term(as_expr(shape[0])), Term(as_expr(shape[1])))


def sum_to(term: Term, shape: Shape) -> Term:
    """``term`` summed over the entries along which an argument of this ``shape`` was stretched.

    >>> from gradecheck.notation.expr import Name
    >>> sum_to(Term(Name("g"), ("n", "m")), ("n", 1)).expr
    Apply(op='total_columns', args=(Name(name='g'),))
    """
    if term.shape == shape:
        return term
    if shape == SCALAR:
        return total(term)
    if term.is_zero:
        return Term(ZERO, shape)
    front, body = _front(term)
    return times(front, apply("total_columns" if shape[1] == 1 else "total_rows", body))
