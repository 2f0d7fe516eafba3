"""A graph whose nodes are single operations: log(1 + e^z) in three steps, as it is derived by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ...notation.expr import Apply, Expr, Name, Number, Reduction, free_names, rebuild
from ...notation.reading import NotationError
from ...notation.scope import Declared, Scope
from ...notation.shapes import infer_shape
from .derivation import Derivation

MOST_INNER = 12
"""Parts of definitions that become nodes of their own."""

CURVED = frozenset(
    "exp log log_base sqrt pow sin cos tan asin acos atan sinh cosh tanh sigmoid softplus relu abs max min"
    " softmax norm div sigmoid_prime tanh_prime".split()
)
"""Functions that are derived by a rule of their own."""
PRODUCTS = frozenset({"mul", "hadamard", "matmul", "dot"})
LINEAR = frozenset({"add", "neg", "transpose", "total", *PRODUCTS})


def unfolded(found: Derivation) -> Derivation | None:
    """The same derivation with a node for each function inside of a definition; None where there are none.

    >>> from ...notation.parse import parse
    >>> f = parse("log(1 + x^2)", Scope((Declared("x"),)))[0].expr
    >>> finer = unfolded(Derivation(Scope((Declared("x"), Declared("f", definition=f))), "f", "x"))
    >>> [len(path) for path in finer.paths]
    [3]
    """
    cut = _Cut(found.forward)
    names: list[Declared] = []
    for declared in found.forward.names:
        if declared.definition is not None and declared.name in found.order and declared.name != found.wrt:
            outer = cut.below(declared.definition)
            names += [*cut.taken(), replace(declared, definition=outer)]
        else:
            names.append(declared)
    if not cut.meant:
        return None
    return replace(
        found,
        forward=replace(found.forward, names=tuple(names)),
        inner=cut.meant,
        _parents={},
        _ancestors={},
        _products={},
        _steps={},
    )


@dataclass
class _Cut:
    """Cuts parts out of definitions."""

    scope: Scope
    meant: dict[str, Expr] = field(default_factory=dict)
    new: list[Declared] = field(default_factory=list)

    def taken(self) -> Iterator[Declared]:
        """The nodes that were made since the last time."""
        yield from self.new
        self.new = []

    def below(self, expr: Expr) -> Expr:
        """``expr`` with names for the parts that are nodes of their own."""
        match expr:
            case Apply(op="div", args=(top, bottom)) if not free_names(bottom):
                return Apply("div", (self._within(top, sums=False), bottom))
            case Apply(op=op) if op in CURVED:
                return rebuild(expr, self._of_function)
            case Apply(op=op) if op in PRODUCTS:
                return rebuild(expr, lambda arg: self._within(arg, sums=True))
            case Apply(op=op) if op in LINEAR:
                return rebuild(expr, lambda arg: self._within(arg, sums=False))
            case Reduction(op="sum"):
                return replace(expr, body=self._within(expr.body, sums=False))
        return expr

    def _of_function(self, arg: Expr) -> Expr:
        return arg if isinstance(arg, Name | Number) or not free_names(arg) else self._named(arg)

    def _within(self, arg: Expr, sums: bool) -> Expr:
        """A part of a sum or a product: a function becomes a node, and so does a sum that is a factor."""
        if isinstance(arg, Apply) and (_is_curved(arg) or (sums and arg.op == "add")):
            return self._named(arg)
        return self.below(arg)

    def _named(self, expr: Expr) -> Expr:
        known = [self.scope.get(name) for name in free_names(expr)]
        batches = {declared.batch for declared in known if declared is not None} - {None}
        plain = all(self.scope.get(name) or name in self.scope.dims for name in free_names(expr))
        if not plain or not any(known) or len(batches) > 1 or len(self.meant) >= MOST_INNER or _is_small(expr):
            return expr
        inner = self.below(expr)
        try:
            shape = infer_shape(expr, self.scope)
        except NotationError:
            return expr
        name = f"inner {len(self.meant)}"
        self.meant[name] = expr
        self.new.append(Declared(name, shape, batch=next(iter(batches), None), definition=inner))
        return Name(name)


def _is_curved(expr: Apply) -> bool:
    return expr.op in CURVED and (expr.op != "div" or bool(free_names(expr.args[1])))


def _is_small(expr: Expr) -> bool:
    """Whether an expression is a number times a name at most: nothing to derive by a rule."""
    return isinstance(expr, Apply) and expr.op in ("neg", "transpose") and isinstance(expr.args[0], Name)
