"""Reverse mode over the definitions of a scope, for numbers and for expressions alike.

Each definition is walked once, in reverse topological order, from the output's upstream gradient on; what
reaches a name from all its uses is added up (its adjoint).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from ..errors import AuthorError
from ..notation.expr import Apply, Expr, Name, Number, Reduction, free_names
from ..notation.scope import Scope
from .rules import CONSTANT, RULES, Algebra, Operand

Push = Callable[[str, Operand], None]
"""Called with a name and a gradient that reaches it."""


class Pullback(ABC):
    """Reverse mode in one algebra."""

    def __init__(self, scope: Scope, algebra: Algebra) -> None:
        self.scope = scope
        self.algebra = algebra
        self.relevant: frozenset[str] = frozenset()

    @abstractmethod
    def value(self, expr: Expr) -> Operand:
        """The operand that stands for ``expr``."""

    @abstractmethod
    def reduction(self, expr: Reduction, g: Operand, push: Push) -> None:
        """The gradient through a sum or product over an index."""

    @abstractmethod
    def embedded(self, g: Operand, expr: Apply) -> Operand:
        """The gradient ``g`` of a slice as that of what it was taken of: 0 outside of it."""

    @abstractmethod
    def between(self, source: str, target: str, of: str, gradient: Operand) -> Operand:
        """What reaches ``target`` from the definition of ``source``, for all of its batch."""

    def adjoints(self, of: str, seed: Operand, wrt: str) -> dict[str, Operand]:
        """The gradient at every name on the way from ``of`` back to ``wrt``."""
        self.relevant = depending(self.scope, wrt)
        found: dict[str, Operand] = {of: seed}
        for name in reversed(in_order(self.scope)):
            declared = self.scope.get(name)
            if name == wrt or name not in found or declared is None or declared.definition is None:
                continue
            for target, gradient in self.contributions(declared.definition, found[name]):
                whole = self.between(name, target, of, gradient)
                found[target] = found[target] + whole if target in found else whole
        return found

    def contributions(self, expr: Expr, g: Operand) -> list[tuple[str, Operand]]:
        """The gradients that reach the names of ``expr``, one for each use."""
        found: list[tuple[str, Operand]] = []
        self.pull(expr, g, lambda name, gradient: found.append((name, gradient)))
        return found

    def pull(self, expr: Expr, g: Operand, push: Push) -> None:
        """Send the gradient ``g`` of ``expr`` back to its names. Raises ``AuthorError`` without a rule."""
        match expr:
            case Name():
                push(expr.name, g)
            case Reduction():
                self.reduction(expr, g, push)
            case Apply(op=op) if op in CONSTANT:
                return
            case Apply(op="slice", args=(arg, *_)):
                self.pull(arg, self.embedded(g, expr), push)
            case Apply(op=op, args=args):
                if op not in RULES:
                    raise AuthorError(f"no gradient is known for '{op}'")
                operands = [self.value(arg) for arg in args]
                thunks = RULES[op](g, self.value(expr), operands, self.algebra)
                for arg, thunk in zip(args, thunks, strict=True):
                    if not isinstance(arg, Number) and free_names(arg) & self.relevant:
                        self.pull(arg, thunk(), push)


def in_order(scope: Scope) -> list[str]:
    """All names, each after those that its definition uses. Raises ``AuthorError`` for a circle."""
    done: dict[str, None] = {}
    open_: set[str] = set()

    def visit(name: str) -> None:
        declared = scope.get(name)
        if declared is None or name in done:
            return
        if name in open_:
            raise AuthorError(f"'{name}' is defined by itself")
        open_.add(name)
        for used in sorted(_uses(scope, name)):
            visit(used)
        done[name] = None

    for declared in scope.names:
        visit(declared.name)
    return list(done)


def depending(scope: Scope, wrt: str) -> frozenset[str]:
    """``wrt`` and all names that depend on it."""
    found = {wrt}
    for name in in_order(scope):
        if found & _uses(scope, name):
            found.add(name)
    return frozenset(found)


def _uses(scope: Scope, name: str) -> frozenset[str]:
    declared = scope.get(name)
    return frozenset() if declared is None or declared.definition is None else free_names(declared.definition)
