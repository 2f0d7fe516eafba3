"""Mistakes with the derivatives of activations and of elementary functions."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import ONE, Apply, Expr, Name, neg, number
from ...notation.scope import Scope
from .operations import left
from .rule import of_nodes

TWO = number(2)


def _sigmoids(node: Expr, scope: Scope) -> Iterator[tuple[Expr, str, tuple[Expr, ...]]]:
    """Each s with s (1 − s) in a product: s, the product, the other factors. Also s − s², and σ'(z) itself."""
    match node:
        case Apply(op="mul" | "hadamard" as op, args=args):
            for n, factor in enumerate(args):
                inner = _one_minus(factor)
                if inner is not None and inner in args and is_sigmoid(inner, scope):
                    rest = [arg for k, arg in enumerate(args) if k != n]
                    rest.remove(inner)
                    yield inner, op, tuple(rest)
        case Apply(op="sigmoid_prime", args=(inner,)):
            yield Apply("sigmoid", (inner,)), "hadamard", ()
        case Apply(op="add", args=(first, Apply(op="neg", args=(Apply(op="pow", args=(base, power)),)))):
            if first == base and power == TWO and is_sigmoid(first, scope):
                yield first, "hadamard", ()


def is_sigmoid(expr: Expr, scope: Scope, depth: int = 4) -> bool:
    """Whether an expression is σ of something: as such, by name, or as 1/(1 + e^…).

    >>> from ...notation.scope import Declared
    >>> one_over = Apply("div", (ONE, Apply("add", (ONE, Apply("exp", (Name("n"),))))))
    >>> is_sigmoid(Name("a"), Scope((Declared("n"), Declared("a", definition=one_over))))
    True
    """
    match _meant(expr, scope, depth):
        case Apply(op="sigmoid"):
            return True
        case Apply(op="div", args=(top, bottom)) if top == ONE:
            match _meant(bottom, scope, depth):
                case Apply(op="add", args=(one, other)):
                    rest = _meant(other if one == ONE else one, scope, depth)
                    return ONE in (one, other) and isinstance(rest, Apply) and _is_exponential(rest)
    return False


def _meant(expr: Expr, scope: Scope, depth: int) -> Expr:
    """What a name stands for, through a few names."""
    while isinstance(expr, Name) and depth:
        declared = scope.get(expr.name)
        if declared is None or declared.definition is None:
            break
        expr, depth = declared.definition, depth - 1
    return expr


def _is_exponential(expr: Apply) -> bool:
    base = expr.args[0] if expr.args else None
    return expr.op == "exp" or (expr.op == "pow" and isinstance(base, Apply) and base.op == "e")


def _one_minus(node: Expr) -> Expr | None:
    match node:
        case Apply(op="add", args=(first, Apply(op="neg", args=(inner,)))) if _is_one(first):
            return inner
        case Apply(op="add", args=(Apply(op="neg", args=(inner,)), last)) if _is_one(last):
            return inner
    return None


def _is_one(node: Expr) -> bool:
    return node == ONE or (isinstance(node, Apply) and node.op == "ones_like")


def _minus(left_: Expr, right: Expr) -> Expr:
    return Apply("add", (left_, neg(right)))


def _sigmoid_plus(node: Expr, scope: Scope) -> Iterator[Expr]:
    for s, op, rest in _sigmoids(node, scope):
        yield Apply(op, (s, Apply("add", (ONE, s)), *rest))


def _sigmoid_half(node: Expr, scope: Scope) -> Iterator[Expr]:
    for s, op, rest in _sigmoids(node, scope):
        yield left(op, (_minus(ONE, s), *rest))


def _sigmoid_bare(node: Expr, scope: Scope) -> Iterator[Expr]:
    for s, op, rest in _sigmoids(node, scope):
        yield left(op, (s, *rest))


def _sigmoid_square(node: Expr, scope: Scope) -> Iterator[Expr]:
    for s, op, rest in _sigmoids(node, scope):
        square = Apply("pow", (s, TWO))
        yield left(op, (square, *rest))


def _sigmoid_as_tanh(node: Expr, scope: Scope) -> Iterator[Expr]:
    for s, op, rest in _sigmoids(node, scope):
        other = _minus(ONE, Apply("pow", (s, TWO)))
        yield left(op, (other, *rest))
        yield Apply(op, (s, other, *rest))


def _sigmoid_of_argument(node: Expr, scope: Scope) -> Iterator[Expr]:
    for s, op, rest in _sigmoids(node, scope):
        z = _argument(s, scope, "sigmoid")
        if z is not None:
            yield Apply(op, (z, _minus(ONE, z), *rest))
            yield Apply(op, (s, _minus(ONE, z), *rest))
            yield Apply(op, (z, _minus(ONE, s), *rest))


def _at_its_value(node: Expr, scope: Scope) -> Iterator[Expr]:
    """σ'(α) for σ'(z), where α = σ(z)."""
    for s, op, rest in _sigmoids(node, scope):
        again = Apply("sigmoid", (s,))
        yield Apply(op, (again, _minus(ONE, again), *rest))
    for t in _tanhs(node, scope):
        yield _minus(ONE, Apply("pow", (Apply("tanh", (t,)), TWO)))


def _argument(value: Expr, scope: Scope, op: str) -> Expr | None:
    """What an activation is taken of, also where its value has a name."""
    found = _meant(value, scope, 4)
    return found.args[0] if isinstance(found, Apply) and found.op == op else None


def _tanhs(node: Expr, scope: Scope) -> Iterator[Expr]:
    """Each t = tanh(z) of a 1 − t², or of tanh'(z)."""
    match _one_minus(node):
        case Apply(op="pow", args=(base, power)) if power == TWO and _argument(base, scope, "tanh") is not None:
            yield base
        case Apply(op="mul" | "hadamard", args=(one, two)) if one == two:
            if _argument(one, scope, "tanh") is not None:
                yield one
    match node:
        case Apply(op="tanh_prime", args=(arg,)):
            yield Apply("tanh", (arg,))


def _tanh_linear(node: Expr, scope: Scope) -> Iterator[Expr]:
    for t in _tanhs(node, scope):
        yield _minus(ONE, t)


def _tanh_plus(node: Expr, scope: Scope) -> Iterator[Expr]:
    for t in _tanhs(node, scope):
        yield Apply("add", (ONE, Apply("pow", (t, TWO))))


def _tanh_bare(node: Expr, scope: Scope) -> Iterator[Expr]:
    yield from _tanhs(node, scope)


def _tanh_other(node: Expr, scope: Scope) -> Iterator[Expr]:
    for t in _tanhs(node, scope):
        yield Apply("pow", (t, TWO))


def _tanh_of_argument(node: Expr, scope: Scope) -> Iterator[Expr]:
    for t in _tanhs(node, scope):
        z = _argument(t, scope, "tanh")
        if z is not None:
            yield _minus(ONE, Apply("pow", (z, TWO)))


def _tanh_as_sigmoid(node: Expr, scope: Scope) -> Iterator[Expr]:
    for t in _tanhs(node, scope):
        yield Apply("hadamard", (t, _minus(ONE, t)))


def _root(node: Expr, scope: Scope) -> Iterator[Expr]:
    """√u where 1/(2√u) belongs."""
    match node:
        case Apply(op="div", args=(top, Apply(op="mul", args=factors))) if TWO in factors:
            for root in factors:
                meant = _meant(root, scope, 1)
                if isinstance(meant, Apply) and meant.op == "sqrt":
                    yield Apply("mul", (top, root))


ACTIVATIONS = (
    of_nodes(
        "sigmoid_plus",
        "1 + σ for 1 − σ",
        "In the derivative of σ the sign is wrong: look at 1 + σ.",
        "σ(1 − σ): σ(1 + σ)",
        _sigmoid_plus,
        3,
    ),
    of_nodes(
        "sigmoid_half",
        "1 − σ for σ(1 − σ)",
        "The derivative of σ has another factor: 1 − σ alone is not enough.",
        "σ(1 − σ): 1 − σ",
        _sigmoid_half,
        2,
    ),
    of_nodes(
        "not_differentiated",
        "activation in place of its derivative",
        "Only the activation itself stands where its derivative belongs.",
        "σ'(z): σ(z)",
        _sigmoid_bare,
        2,
    ),
    of_nodes(
        "sigmoid_square",
        "σ² in the derivative of σ",
        "The derivative of σ is wrong: a square stands where none belongs.",
        "σ(1 − σ): σ²",
        _sigmoid_square,
    ),
    of_nodes(
        "sigmoid_square",
        "derivative of tanh for that of σ",
        "The derivative of σ is wrong: 1 − t² belongs to that of tanh.",
        "σ(1 − σ): 1 − σ²",
        _sigmoid_as_tanh,
    ),
    of_nodes(
        "argument_for_value",
        "z for σ(z)",
        "In the derivative of the activation the argument stands where its value belongs.",
        "σ(1 − σ): z(1 − z)",
        _sigmoid_of_argument,
    ),
    of_nodes(
        "not_differentiated",
        "tanh in place of its derivative",
        "Only the activation itself stands where its derivative belongs.",
        "1 − tanh²: tanh",
        _tanh_bare,
    ),
    of_nodes(
        "argument_for_value",
        "z for tanh(z)",
        "In the derivative of the activation the argument stands where its value belongs.",
        "1 − tanh²: 1 − z²",
        _tanh_of_argument,
    ),
    of_nodes(
        "tanh_linear",
        "1 − tanh for 1 − tanh²",
        "The derivative of tanh is wrong: a square is missing.",
        "1 − tanh²: 1 − tanh",
        _tanh_linear,
    ),
    of_nodes(
        "tanh_plus",
        "1 + tanh² for 1 − tanh²",
        "In the derivative of tanh the sign is wrong.",
        "1 − tanh²: 1 + tanh²",
        _tanh_plus,
    ),
    of_nodes(
        "wrong_place",
        "σ'(α) for σ'(z)",
        "The derivative of the activation is taken at its value, not at its argument.",
        "σ(z)(1 − σ(z)): σ(α)(1 − σ(α))",
        _at_its_value,
    ),
    of_nodes(
        "tanh_as_sigmoid",
        "derivative of σ for that of tanh",
        "You used the derivative of σ for tanh.",
        "1 − t²: t (1 − t)",
        _tanh_as_sigmoid,
    ),
    of_nodes(
        "tanh_wrong",
        "derivative of tanh",
        "The derivative of tanh is wrong.",
        "1 − tanh²: tanh²",
        _tanh_other,
    ),
    of_nodes(
        "not_differentiated",
        "root in place of its derivative",
        "The root itself stands where its derivative belongs.",
        "1/(2√u): √u",
        _root,
    ),
)
