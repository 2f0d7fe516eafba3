"""Gradients as expressions: the answer keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import AuthorError
from ..notation.expr import ONE, SCALAR, Apply, Expr, Name, Reduction, Shape, free_names, neg, number
from ..notation.scope import Declared, Scope
from ..notation.shapes import infer_shape
from .products import Factor, Product, divided, written
from .pullback import Pullback, Push
from .rules import Operand
from .shapes import as_expr
from .terms import Term, apply, as_term, sum_to, total, transposed

UPSTREAM = "∂"
"""The name of the upstream gradient while a Jacobian is derived."""
EULER = Apply("e", ())


class _Expressions:
    """The algebra of expressions."""

    def __init__(self, base: int) -> None:
        self.base = base

    def apply(self, op: str, *args: Term) -> Term:
        if op == "diag" and args[0].is_scalar:
            return args[0]
        if op == "log" and args[0].expr == EULER:
            return as_term(1)
        return apply(op, *args)

    def number(self, value: int) -> Term:
        return as_term(value)

    def total(self, operand: Term) -> Term:
        return total(operand)

    def sum_to(self, operand: Term, like: Term) -> Term:
        return sum_to(operand, like.shape)

    def part(self, operand: Term, position: int, pieces: Sequence[Term]) -> Term:
        start: Expr = number(self.base)
        ends = []
        for piece in pieces:
            end = (as_term(0) + Term(start) + Term(as_expr(piece.shape[0]))).expr
            ends.append((start, end))
            start = end
        lower, upper = ends[position]
        return Term(Apply("slice", (operand.expr, lower, upper)), pieces[position].shape)


class Symbolic(Pullback):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope, _Expressions(scope.base))

    def value(self, expr: Expr) -> Operand:
        return Term(expr, infer_shape(expr, self.scope))

    def embedded(self, g: Operand, expr: Apply) -> Operand:
        arg, lower, upper = expr.args
        like, base = self.value(arg), self.scope.base
        first, last = number(base), (Term(as_expr(like.shape[0])) + base).expr
        pieces = [g]
        if lower != first:
            pieces.insert(0, apply("zeros_like", apply("slice", like, Term(first), Term(lower))))
        if upper != last:
            pieces.append(apply("zeros_like", apply("slice", like, Term(upper), Term(last))))
        return apply("concat", *pieces) if len(pieces) > 1 else g

    def reduction(self, expr: Reduction, g: Operand, push: Push) -> None:
        if expr.op != "sum":
            raise AuthorError(f"no gradient is known for a {expr.op} over an index")
        for name, gradient in self.contributions(expr.body, g):
            declared = self.scope.get(name)
            if declared is not None and declared.batch == expr.index:
                push(name, gradient if expr.condition is None else gradient * Term(expr.condition))
            else:
                push(name, self._summed(gradient, expr))

    def between(self, source: str, target: str, of: str, gradient: Operand) -> Operand:
        from_, to, whole = (self.scope.get(name) for name in (source, target, of))
        if from_ is None or to is None or from_.batch is None or to.batch is not None:
            return gradient
        index = self.scope.index(from_.batch)
        if (whole is not None and whole.batch is not None) or index is None:
            return gradient
        return self._summed(gradient, Reduction("sum", index.name, index.lower, index.upper, None, ONE))

    def _summed(self, gradient: Operand, over: Reduction) -> Operand:
        """The sum of a gradient over an index; numbers and dimensions stay in front of it."""
        product = gradient.factors
        front = Product(product.coefficient, self._dimensions(product.above), self._dimensions(product.below))
        rest = divided(product, front)
        inside = Term(written(rest, gradient.shape), gradient.shape)
        outside = Term(written(front, SCALAR), SCALAR, front)
        total = replace(over, body=inside.expr)
        match outside.expr:
            case expr if expr == ONE:
                return Term(total, gradient.shape)
            case Apply(op="neg", args=(factor,)):
                return Term(neg(total if factor == ONE else Apply("mul", (factor, total))), gradient.shape)
            case expr:
                return Term(Apply("mul", (expr, total)), gradient.shape)

    def _dimensions(self, factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
        return tuple(f for f in factors if isinstance(f.expr, Name) and f.expr.name in self.scope.dims)


def symbolic_gradient(scope: Scope, of: str, wrt: str, *, upstream: Expr | None = None) -> Expr:
    """The gradient of a scalar ``of`` (or of ``upstreamᵀ of``) by ``wrt``, in the shape of ``wrt``.

    ``wrt`` may be a node. Raises ``AuthorError`` where ``of`` is an array and there is no upstream gradient,
    and where an operation has no derivative.

    >>> scope = Scope(names=(Declared("x"), Declared("f", definition=Apply("sin", (Name("x"),)))))
    >>> symbolic_gradient(scope, "f", "x")
    Apply(op='cos', args=(Name(name='x'),))
    """
    whole = _declared(scope, of)
    target = _declared(scope, wrt)
    if upstream is None and whole.shape != SCALAR:
        raise AuthorError(f"'{of}' is an array: its gradient needs an upstream gradient")
    seed = Term(ONE if upstream is None else upstream, whole.shape)
    found = Symbolic(scope).adjoints(of, seed, wrt).get(wrt)
    if found is None:
        return number(0) if target.shape == SCALAR else Apply("zeros_like", (Name(wrt),))
    expr: Expr = found.expr
    return expr


def symbolic_jacobian(scope: Scope, of: str, wrt: str) -> Expr:
    """The Jacobian in numerator layout: a row for each entry of ``of``, a column for each of ``wrt``.

    Both are scalars or vectors. Raises ``AuthorError`` for matrices, and where it cannot be written down.
    """
    rows, columns = _declared(scope, of), _declared(scope, wrt)
    if rows.shape == SCALAR:
        gradient = Term(symbolic_gradient(scope, of, wrt), columns.shape)
        return transposed(gradient).expr
    if rows.shape[1] != 1 or columns.shape[1] != 1:
        raise AuthorError(f"the Jacobian of '{of}' by '{wrt}' is not a matrix")
    unknown = Declared(UPSTREAM, rows.shape, batch=rows.batch)
    wider = replace(scope, names=(*scope.names, unknown))
    turned = symbolic_gradient(wider, of, wrt, upstream=Name(UPSTREAM))
    return _Linear(wider, rows.shape).matrix(turned).T.expr


class _Linear:
    """Reads the matrix M off an expression M g that is linear in the upstream gradient g."""

    def __init__(self, scope: Scope, shape: Shape) -> None:
        self.scope = scope
        self.unit = apply("identity", Term(Name(UPSTREAM), shape))

    def _term(self, expr: Expr) -> Term:
        return Term(expr, infer_shape(expr, self.scope))

    def matrix(self, expr: Expr) -> Term:
        match expr:
            case Name(name="∂"):
                return self.unit
            case Apply(op="neg", args=(arg,)):
                return -self.matrix(arg)
            case Apply(op="add", args=args):
                first, *rest = map(self.matrix, args)
                for other in rest:
                    first = first + other
                return first
            case Apply(op="div", args=(top, bottom)) if UPSTREAM not in free_names(bottom):
                divisor = self._term(bottom)
                scaled = self.matrix(top)
                return scaled / divisor if divisor.is_scalar else apply("diag", 1 / divisor) @ scaled
            case Apply(op="mul" | "hadamard" | "matmul" as op, args=args):
                return self._product(op, args)
            case Apply(op="transpose", args=(Apply(op="transpose", args=(arg,)),)):
                return self.matrix(arg)
        raise AuthorError("the Jacobian cannot be read off the gradient; write `expected`")

    def _product(self, op: str, args: tuple[Expr, ...]) -> Term:
        holders = [k for k, arg in enumerate(args) if UPSTREAM in free_names(arg)]
        if len(holders) != 1 or (op == "matmul" and holders[0] != len(args) - 1):
            raise AuthorError("the Jacobian cannot be read off the gradient; write `expected`")
        result = self.matrix(args[holders[0]])
        for k in reversed(range(len(args))):
            if k == holders[0]:
                continue
            factor = self._term(args[k])
            if op == "matmul":
                result = factor @ result
            else:
                result = factor * result if factor.is_scalar else apply("diag", factor) @ result
        return result


def edge_gradient(scope: Scope, output: str, node: str, child: str) -> Expr:
    """The part of d ``output`` / d ``node`` that flows back along the line from ``child`` to ``node``."""
    consumer, target = _declared(scope, child), _declared(scope, node)
    if consumer.definition is None or node not in free_names(consumer.definition):
        raise AuthorError(f"there is no line from '{node}' to '{child}'")
    whole = _declared(scope, output)
    tape = Symbolic(scope)
    ones = Term(ONE) if whole.shape == SCALAR else apply("ones_like", Term(Name(output), whole.shape))
    reached = tape.adjoints(output, ones, child).get(child)
    if reached is None:
        return number(0)
    tape.relevant = frozenset({node})
    along = Term(number(0), target.shape)
    for name, gradient in tape.contributions(consumer.definition, reached):
        if name == node:
            along = along + tape.between(child, node, output, gradient)
    return along.expr


def _declared(scope: Scope, name: str) -> Declared:
    declared = scope.get(name)
    if declared is None:
        raise AuthorError(f"'{name}' is not declared")
    return declared
