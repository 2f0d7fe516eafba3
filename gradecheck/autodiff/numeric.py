"""Values and gradients in numbers: the forward computation of a scope and reverse mode through it.

Arrays have two dimensions and floats of 64 bits. Names with a batch index are not supported here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from ..errors import AuthorError
from ..notation.expr import Apply, Expr, Name, Number, Reduction
from ..notation.scope import Scope
from .arrays import Array, Arrays, scalar
from .pullback import Pullback, Push
from .rules import Operand


class _Numeric(Pullback):
    def __init__(self, scope: Scope, inputs: Mapping[str, Array]) -> None:
        super().__init__(scope, Arrays(scope.base))
        self.inputs = inputs
        self.known: dict[str, Array] = {}
        self.bound: dict[str, int] = {}

    @cached_property
    def dims(self) -> dict[str, int]:
        """The symbolic dimensions, from the shapes of the inputs."""
        found: dict[str, int] = {}
        for name, array in self.inputs.items():
            declared = self.scope.get(name)
            for size, actual in zip(declared.shape if declared else (), array.shape, strict=False):
                if isinstance(size, str):
                    found[size] = actual
        return found

    def value(self, expr: Expr) -> Operand:
        match expr:
            case Number():
                return scalar(float(expr.value))
            case Name():
                return self._named(expr.name)
            case Reduction():
                return self._reduced(expr)
            case Apply():
                return self.algebra.apply(expr.op, *(self.value(arg) for arg in expr.args))

    def _named(self, name: str) -> Array:
        if name in self.bound:
            return scalar(self.bound[name])
        if name in self.inputs:
            return self.inputs[name]
        if name in self.dims:
            return scalar(self.dims[name])
        if name not in self.known:
            declared = self.scope.get(name)
            if declared is None or declared.definition is None or declared.batch is not None:
                raise AuthorError(f"'{name}' has no value in numbers")
            self.known[name] = self.value(declared.definition)
        return self.known[name]

    def _range(self, expr: Reduction) -> list[int]:
        """The index values where the condition holds."""
        lower, upper = (int(self.value(bound).item()) for bound in (expr.lower, expr.upper))
        return [k for k in range(lower, upper + 1) if self._holds(expr, k)]

    def _holds(self, expr: Reduction, k: int) -> bool:
        if expr.condition is None:
            return True
        with_k = {**self.bound, expr.index: k}
        before, self.bound = self.bound, with_k
        held = bool(self.value(expr.condition).item())
        self.bound = before
        return held

    def _reduced(self, expr: Reduction) -> Array:
        parts = [self._at(expr, k) for k in self._range(expr)]
        match expr.op:
            case "sum":
                return np.asarray(sum(parts, scalar(0)))
            case "prod":
                return np.asarray(np.prod(parts, axis=0)) if parts else scalar(1)
        return np.hstack(parts)

    def _at(self, expr: Reduction, k: int) -> Array:
        before, self.bound = self.bound, {**self.bound, expr.index: k}
        value: Array = self.value(expr.body)
        self.bound = before
        return value

    def reduction(self, expr: Reduction, g: Operand, push: Push) -> None:
        if expr.op != "sum":
            raise AuthorError(f"no gradient is known for a {expr.op} over an index")
        for k in self._range(expr):
            before, self.bound = self.bound, {**self.bound, expr.index: k}
            self.pull(expr.body, g, push)
            self.bound = before

    def pull(self, expr: Expr, g: Operand, push: Push) -> None:
        if isinstance(expr, Apply) and expr.op == "index" and self.value(expr.args[1]).size > 1:
            whole = self.value(expr.args[0])
            gathered = np.zeros(whole.size)
            positions = np.rint(self.value(expr.args[1])).astype(int).ravel() - self.scope.base
            np.add.at(gathered, positions, np.ravel(g))
            self.pull(expr.args[0], gathered.reshape(whole.shape), push)
            return
        super().pull(expr, g, push)

    def embedded(self, g: Operand, expr: Apply) -> Operand:
        whole = np.zeros_like(self.value(expr.args[0]))
        lower, upper = (int(self.value(bound).item()) - self.scope.base for bound in expr.args[1:])
        whole[lower:upper] = g
        return whole

    def between(self, source: str, target: str, of: str, gradient: Operand) -> Operand:
        return gradient


def value(scope: Scope, name: str, inputs: Mapping[str, Array]) -> Array:
    """The value of a name where the inputs have these values (2-D arrays).

    >>> from ..notation.scope import Declared
    >>> scope = Scope(names=(Declared("x"), Declared("f", definition=Apply("exp", (Name("x"),)))))
    >>> value(scope, "f", {"x": scalar(0)}).item()
    1.0
    """
    result: Array = _Numeric(scope, inputs).value(Name(name))
    declared = scope.get(name)
    if declared is not None and result.shape == (1, 1) != declared.shape:
        sizes = [
            size if isinstance(size, int) else _Numeric(scope, inputs).dims.get(size, 1)
            for size in declared.shape
        ]
        return np.broadcast_to(result, (sizes[0], sizes[1]))
    return result


def vjp(scope: Scope, output: str, inputs: Mapping[str, Array], upstream: Array, wrt: str) -> Array:
    """The gradient of ``sum(upstream · output)`` by reverse mode, in the shape of ``wrt``."""
    tape = _Numeric(scope, inputs)
    found = tape.adjoints(output, upstream, wrt).get(wrt)
    like = tape.value(Name(wrt))
    return np.zeros_like(like) if found is None else np.asarray(np.broadcast_to(found, like.shape))
