"""Shapes: what each product is, and whether an expression fits together.

``elaborate`` turns the reader's ``mul``, ``star``, ``npdot`` and lists into the operation that the shapes
allow, and returns the shape. In the *lenient* mode a vector may be turned to fit, as people do on paper; in
the *elementwise* mode ``*`` between two matrices of one shape is the Hadamard product. Arrays side by side
that are made of the same ones, as in ``a (1 - a)``, can be meant entry by entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

from .examples import examples_of
from .expr import SCALAR, Apply, Dim, Expr, Name, Number, Reduction, Shape, Span, free_names
from .operations import OPERATIONS
from .reading import NotationError, Remark
from .scope import Scope
from .shape_rules import RULES, broadcast, show_shape
from .sums import mean_of, over_index


@dataclass(frozen=True, slots=True)
class Fit:
    """How shapes are made to fit: the defaults are preferred."""

    lenient: bool = False
    hadamard_star: bool = False
    inner_star: bool = False
    hadamard_mul: bool = False
    norm_bars: bool = False
    over_examples: bool = False


class Elaborator:
    """One pass over one expression. ``met`` gathers what another ``Fit`` would read differently."""

    def __init__(self, text: str, scope: Scope, fit: Fit) -> None:
        self.text = text
        self.scope = scope
        self.fit = fit
        self.met: dict[str, Remark] = {}
        self.turned: Remark | None = None

    def run(self, expr: Expr) -> tuple[Expr, Shape]:
        """The typed expression with its shape; raises ``NotationError`` where shapes do not fit."""
        match expr:
            case Number():
                return expr, SCALAR
            case Name():
                declared = self.scope.get(expr.name)
                return expr, declared.shape if declared else SCALAR
            case Reduction():
                return self._reduction(expr)
            case Apply(op="mul" | "star" | "hadamard" | "matmul" | "npdot"):
                return self._product(expr)
            case Apply(op="bracket"):
                return self._bracket(expr)
            case Apply(op="unit"):
                raise self.fail("the size of I cannot be told", expr.span, "add it to a square matrix")
            case Apply(op="bars"):
                return self._bars(expr)
        if expr.op == "add":
            expr = self._with_identities(expr)
        args, shapes = self._each(expr.args)
        rule = RULES.get(expr.op)
        if rule is not None:
            return rule(self, replace(expr, args=args), shapes)
        kind = OPERATIONS[expr.op].kind
        if kind == "reduce":
            over = self._over_examples(expr.op, args[0]) if shapes == [SCALAR] else None
            if over is not None:
                return over, SCALAR
            return replace(expr, args=args), SCALAR
        if kind == "same":
            return replace(expr, args=args), shapes[0]
        return self._elementwise(replace(expr, args=args), shapes)

    def _with_identities(self, expr: Apply) -> Apply:
        """A sum in which I is as large as the arrays that are added to it."""
        if not any(map(_has_unit, expr.args)):
            return expr
        terms = [self._without_identities(arg) for arg in expr.args]
        others = [term for term in terms if not _has_unit(term)]
        like = next((term for term in others if self.run(term)[1] != SCALAR), None)
        if like is not None:
            terms = [_with_unit(term, Apply("identity", (like,))) for term in terms]
        return replace(expr, args=tuple(terms))

    def _bars(self, expr: Apply) -> tuple[Expr, Shape]:
        """``|x|``: the absolute value, entry by entry; of an array also its norm."""
        inner, shape = self.run(expr.args[0])
        if shape != SCALAR:
            remark = Remark("ambiguous_bars", "Write ‖x‖ for a norm, abs(x) for absolute values.", expr.span)
            self.met.setdefault("norm_bars", remark)
            if self.fit.norm_bars:
                return Apply("norm", (inner,), expr.span), SCALAR
        return Apply("abs", (inner,), expr.span), shape

    def _bracket(self, expr: Apply) -> tuple[Expr, Shape]:
        """``(…)[…]``: a component, or a product where what stands in front is a scalar."""
        (base, inner), (shape, other) = self._each(expr.args)
        if shape == SCALAR:
            return self._pair(Apply("mul", ()), base, shape, inner, other)
        positions = inner.args if isinstance(inner, Apply) and inner.op == "vector" else (inner,)
        shapes = [shape, *([SCALAR] * len(positions) if len(positions) > 1 else [other])]
        return RULES["index"](self, Apply("index", (base, *positions), expr.span), shapes)

    def _each(self, exprs: tuple[Expr, ...]) -> tuple[tuple[Expr, ...], list[Shape]]:
        done = [self.run(arg) for arg in exprs]
        return tuple(arg for arg, _ in done), [shape for _, shape in done]

    def fail(
        self, fact: str, span: Span | None, remedy: str = "check the shapes and transposes"
    ) -> NotationError:
        return NotationError(fact, self.text, span or Span(0, max(len(self.text), 1)), remedy=remedy)

    def _reduction(self, expr: Reduction) -> tuple[Expr, Shape]:
        body, shape = self.run(expr.body)
        condition = None if expr.condition is None else self.run(expr.condition)[0]
        (lower, low), (upper, high) = self.run(expr.lower), self.run(expr.upper)
        if (low, high) != (SCALAR, SCALAR):
            raise self.fail("the range of a sum goes from number to number", expr.span, "write i=1 and m")
        result = replace(expr, lower=lower, upper=upper, body=body, condition=condition)
        if expr.op != "stack":
            return result, shape
        count: Dim = expr.upper.name if isinstance(expr.upper, Name) else _integer(expr.upper)
        return result, (shape[0], count)

    def _over_examples(self, op: str, arg: Expr) -> Expr | None:
        """``np.sum`` or ``np.mean`` of a number that each example has: over these, where that is asked for."""
        indices = [index for index in self.scope.indices if index.name in examples_of(arg, self.scope)]
        if op not in ("total", "mean") or len(indices) != 1:
            return None
        (index,) = indices
        self.met.setdefault("over_examples", over_index("sum" if op == "total" else op, index.name, arg.span))
        if not self.fit.over_examples:
            return None
        total = Reduction("sum", index.name, index.lower, index.upper, None, arg, arg.span)
        return total if op == "total" else mean_of(total)

    # -- elementwise -----------------------------------------------------------------------------------------

    def _elementwise(self, expr: Apply, shapes: list[Shape]) -> tuple[Expr, Shape]:
        args = list(expr.args)
        shape = SCALAR
        for position, other in enumerate(shapes):
            joined = broadcast(shape, other)
            if joined is None and self.fit.lenient and other == shape[::-1] and 1 in other:
                args[position] = self._turn(args[position])
                joined = shape
            if joined is None:
                raise self.fail(
                    self._misfit(expr, shape, other, args[position]), args[position].span or expr.span
                )
            shape = joined
        return replace(expr, args=tuple(args)), shape

    def _misfit(self, expr: Apply, left: Shape, right: Shape, arg: Expr) -> str:
        verb = {
            "add": "added",
            "hadamard": "multiplied entry by entry",
            "div": "divided entry by entry",
            "vector": "listed together",
        }.get(expr.op, "combined entry by entry")
        return f"shapes {show_shape(left)} and {show_shape(right)} cannot be {verb}"

    def _turn(self, expr: Expr) -> Expr:
        self.turned = Remark(
            "turned_to_fit",
            "Read with a vector transposed so that the shapes fit; write the transpose out.",
            expr.span,
        )
        return Apply("transpose", (expr,), expr.span)

    # -- products --------------------------------------------------------------------------------------------

    def _product(self, expr: Apply) -> tuple[Expr, Shape]:
        stripped = self._without_identities(expr)
        first, *rest = stripped.args if isinstance(stripped, Apply) else (stripped,)
        left, shape = self.run(first)
        for factor in rest:
            right, other = self.run(factor)
            left, shape = self._pair(expr, left, shape, right, other)
        return left, shape

    def _without_identities(self, expr: Expr) -> Expr:
        """A product without I, where another factor is an array."""
        if not isinstance(expr, Apply) or expr.op not in ("mul", "star", "matmul"):
            return expr
        others = tuple(arg for arg in expr.args if not _is_unit(arg))
        if len(others) < len(expr.args) and any(self.run(arg)[1] != SCALAR for arg in others):
            return replace(expr, args=others)
        return expr

    def _pair(self, node: Apply, left: Expr, shape: Shape, right: Expr, other: Shape) -> tuple[Expr, Shape]:
        span = _joined(left, right)
        if SCALAR in (shape, other):
            return _flat("mul", left, right, span), other if shape == SCALAR else shape
        fits_matmul = shape[1] == other[0]
        fits_hadamard = broadcast(shape, other) is not None and node.op != "matmul" and node.op != "npdot"
        if node.op == "star" and shape == other and 1 in shape:
            self.met.setdefault(
                "inner_star",
                Remark("ambiguous_dot", "This can be an inner product: write gᵀx, or g ∘ x.", span),
            )
            if self.fit.inner_star:
                return Apply("dot", (left, right), span), SCALAR
        if node.op == "hadamard" or (node.op == "star" and not fits_matmul):
            return self._hadamard(node, left, shape, right, other, span)
        if fits_matmul and fits_hadamard and node.op == "star":
            self.met.setdefault(
                "hadamard_star",
                Remark("ambiguous_product", "“*” can be a matrix product or ∘ here: write @ or ∘.", span),
            )
            if self.fit.hadamard_star:
                return self._hadamard(node, left, shape, right, other, span)
        if fits_matmul:
            return _flat("matmul", left, right, span), (shape[0], other[1])
        if node.op in ("npdot", "matmul") and shape == other and shape[1] == 1:
            return Apply("dot", (left, right), span), SCALAR
        if node.op == "mul" and shape == other and self._of_same_arrays(node):
            self.met.setdefault(
                "hadamard_mul", Remark("entry_by_entry", "Read entry by entry: write ∘ between them.", span)
            )
            if self.fit.hadamard_mul:
                return self._hadamard(node, left, shape, right, other, span)
        turned = self._turned_product(left, shape, right, other, span) if self.fit.lenient else None
        if turned is not None:
            return turned
        raise self.fail(
            f"{show_shape(shape)} times {show_shape(other)} does not fit: {shape[1]} and {other[0]} differ",
            span,
        )

    def _of_same_arrays(self, node: Apply) -> bool:
        """Whether the arrays of one factor are all in another one, as in ``a (1 - a)``."""
        arrays = [names for factor in node.args if (names := self._arrays(factor))]
        return any(one <= other for one, other in permutations(arrays, 2))

    def _arrays(self, expr: Expr) -> frozenset[str]:
        return frozenset(
            name for name in free_names(expr) if (of := self.scope.get(name)) and of.shape != SCALAR
        )

    def _hadamard(
        self, node: Apply, left: Expr, shape: Shape, right: Expr, other: Shape, span: Span | None
    ) -> tuple[Expr, Shape]:
        joined = broadcast(shape, other)
        if joined is not None:
            return _flat("hadamard", left, right, span), joined
        if self.fit.lenient and shape == other[::-1] and 1 in shape:
            if shape[0] == 1:
                return _flat("hadamard", self._turn(left), right, span), other
            return _flat("hadamard", left, self._turn(right), span), shape
        turned = self._turned_product(left, shape, right, other, span) if self.fit.lenient else None
        if turned is not None and node.op == "star":
            return turned
        raise self.fail(
            f"shapes {show_shape(shape)} and {show_shape(other)} cannot be multiplied entry by entry", span
        )

    def _turned_product(
        self, left: Expr, shape: Shape, right: Expr, other: Shape, span: Span | None
    ) -> tuple[Expr, Shape] | None:
        """A matrix product with one vector turned: a column where a row is needed, or the reverse."""
        if 1 in other and shape[1] == other[1]:
            return _flat("matmul", left, self._turn(right), span), (shape[0], other[0])
        if 1 in shape and shape[0] == other[0]:
            return _flat("matmul", self._turn(left), right, span), (shape[1], other[1])
        return None


def _is_unit(expr: Expr) -> bool:
    """Whether this is I."""
    return isinstance(expr, Apply) and expr.op == "unit"


def _has_unit(expr: Expr) -> bool:
    """Whether this is I, or a multiple of it."""
    if isinstance(expr, Apply) and expr.op in ("neg", "mul", "star", "div"):
        return any(map(_has_unit, expr.args))
    return _is_unit(expr)


def _with_unit(expr: Expr, unit: Expr) -> Expr:
    """``expr`` with ``unit`` for I."""
    if _is_unit(expr):
        return unit
    if isinstance(expr, Apply) and _has_unit(expr):
        return replace(expr, args=tuple(_with_unit(arg, unit) for arg in expr.args))
    return expr


def _flat(op: str, left: Expr, right: Expr, span: Span | None) -> Apply:
    first = left.args if isinstance(left, Apply) and left.op == op else (left,)
    return Apply(op, (*first, right), span)


def _joined(left: Expr, right: Expr) -> Span | None:
    return Span(left.span.start, right.span.end) if left.span and right.span else left.span or right.span


def _integer(expr: Expr) -> int:
    return int(expr.value) if isinstance(expr, Number) else 0


def infer_shape(expr: Expr, scope: Scope) -> Shape:
    """The shape of a typed expression.

    >>> from .scope import Declared
    >>> scope = Scope(names=(Declared("W", ("D", "m")), Declared("x", ("m", 1))))
    >>> infer_shape(Apply("matmul", (Name("W"), Name("x"))), scope)
    ('D', 1)
    """
    return Elaborator("", scope, Fit()).run(expr)[1]
