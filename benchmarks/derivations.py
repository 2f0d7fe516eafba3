"""Derivations as students write them, and what becomes of them when one leaf or one step is wrong.

A *derivation* of ∂f/∂x on a graph of scalars is its chain rule written out: a sum over the paths from x to
f of the products of the local gradients along them. Where the graph has arrays or sums over examples, the
author's own formula is the derivation. Each mutation makes exactly one thing wrong and has the label of the
slip. Nothing here knows by which names a grader calls mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gradecheck.autodiff.symbolic import symbolic_gradient
from gradecheck.notation import parse
from gradecheck.notation.expr import (
    ONE,
    SCALAR,
    Apply,
    Expr,
    Name,
    Number,
    Reduction,
    add,
    children,
    free_names,
    neg,
    number,
    substitute,
)
from gradecheck.notation.reading import NotationError
from gradecheck.notation.scope import Scope
from gradecheck.notation.shapes import infer_shape
from gradecheck.problem.model import Problem

TWO = number(2)

Slip = tuple[str, Expr]
"""The label of a slip, and the answer that it leads to."""


# ---- scalars: paths of local gradients -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """The local gradient of ``child`` by ``parent``, one factor of a path."""

    child: str
    parent: str
    local: Expr


Chain = tuple[Step, ...]
"""One path, the step at the output first."""


def mul(*factors: Expr) -> Expr:
    """A product as it is written: without ones, with a minus sign in front."""
    flat: list[Expr] = []
    for factor in factors:
        flat.extend(factor.args if isinstance(factor, Apply) and factor.op == "mul" else [factor])
    minus = sum(isinstance(factor, Apply) and factor.op == "neg" for factor in flat)
    flat = [f.args[0] if isinstance(f, Apply) and f.op == "neg" else f for f in flat]
    flat = [factor for factor in flat if factor != ONE]
    product = ONE if not flat else flat[0] if len(flat) == 1 else Apply("mul", tuple(flat))
    return neg(product) if minus % 2 else product


def product_of(chain: Chain) -> Expr:
    return mul(*(step.local for step in chain))


def chains(scope: Scope, of: str, wrt: str) -> list[Chain]:
    """All paths from ``of`` down to ``wrt``, each a chain of local gradients."""
    if of == wrt:
        return [()]
    declared = scope.get(of)
    if declared is None or declared.definition is None:
        return []
    found = []
    for parent in sorted(free_names(declared.definition)):
        rest = chains(scope, parent, wrt)
        if rest:
            alone = scope.with_definitions({one.name: None for one in scope.names if one.name != of})
            step = Step(of, parent, symbolic_gradient(alone, of, parent))
            found += [(step, *chain) for chain in rest]
    return found


WRONG: dict[str, tuple[str, ...]] = {
    "sigmoid": ("σ({u})(1 + σ({u}))", "1 - σ({u})", "e^(-{u})/(1 + e^(-{u}))", "σ({u})^2"),
    "tanh": ("1 + tanh({u})^2", "1 - tanh({u})", "tanh({u})(1 - tanh({u}))"),
    "log": ("1/{u}^2", "{u}", "-1/{u}^2"),
    "sqrt": ("1/sqrt({u})", "sqrt({u})/2", "1/(2 {u})"),
    "softplus": ("σ({u})(1 - σ({u}))", "e^{u}"),
    "sin": ("-cos({u})",),
    "cos": ("sin({u})",),
    "relu": ("({u} < 0)", "{u}"),
}
"""Derivatives of functions of one argument as they are misremembered."""


def misremembered(scope: Scope, step: Step) -> Iterator[Slip]:
    """What stands in place of a local gradient by those who do not know the derivative."""
    declared = scope.get(step.child)
    parent, name = Name(step.parent), step.parent
    match declared.definition if declared else None:
        case Apply(op=op, args=(Name(),)) if op in WRONG:
            for text in WRONG[op]:
                yield "wrong_derivative", parse(text.format(u=name), scope)[0].expr
            yield "undifferentiated", Apply(op, (parent,))
        case Apply(op="pow", args=(Name(name=base), Number(value=power))) if base == name:
            same = Apply("pow", (parent, number(power)))
            yield "exponent", mul(number(power), same)
            yield "missing_power_factor", Apply("pow", (parent, number(power - 1))) if power != 2 else parent
            yield "undifferentiated", same
        case Apply(op="pow", args=(Apply(op="e"), Name())):
            yield "wrong_derivative", parse(f"{name} e^({name} - 1)", scope)[0].expr
        case Apply(op="pow", args=(Name(name=base), Name(name=power))):
            wrong = f"{power} {base}^({power} - 1)" if name == power else f"{power} {base}^{power}"
            yield "wrong_derivative", parse(wrong, scope)[0].expr
        case Apply(op="div", args=(Name(name=above), Name(name=below))) if name == below:
            for text in (f"{above}/{below}^2", f"1/{below}", f"-{above}/{below}"):
                yield "wrong_derivative", parse(text, scope)[0].expr
        case Apply(op="mul", args=(Name(), Name())):
            yield "wrong_operand", parent


def local_slips(scope: Scope, step: Step, others: list[str]) -> Iterator[Slip]:
    """A local gradient with one thing wrong."""
    local = step.local
    match local:
        case Number():
            yield ("sign" if local.value == -1 else "factor"), ONE
            yield "factor", mul(TWO, local)
        case Apply(op="neg", args=(inner,)):
            yield "sign", inner
            yield "missing_factor", ONE
        case _:
            yield "missing_factor", ONE
            yield "inverted", Apply("div", (ONE, local))
            yield "extra_factor", mul(local, local)
    yield from misremembered(scope, step)
    declared = scope.get(step.child)
    nonlinear = (
        declared is not None and isinstance(declared.definition, Apply) and len(declared.definition.args) == 1
    )
    for other in others:
        if isinstance(local, Name) and other != local.name:
            yield "wrong_name", Name(other)
        elif nonlinear and step.parent in free_names(local) and other != step.parent:
            yield "wrong_point", substitute(local, {step.parent: Name(other)})


def of_paths(problem: Problem, wrt: str) -> Iterator[Slip]:
    """All slips on the way along the paths of one gradient."""
    scope, of = problem.scope, problem.output
    paths = chains(scope, of, wrt)
    terms = [product_of(chain) for chain in paths]
    whole = add(*terms)
    scalars = [one.name for one in scope.names if one.shape == SCALAR and one.batch is None and one.name != of]
    yield "sign", neg(whole)
    yield "factor", mul(TWO, whole)
    yield "factor", Apply("div", (whole, TWO))
    if len(paths) > 1:
        yield "product_for_sum", mul(*terms)
    for k, chain in enumerate(paths):
        rest = [*terms[:k], *terms[k + 1 :]]
        if rest:
            yield "missing_path", add(*rest)
            yield "sign", add(*rest, neg(terms[k]))
            yield "path_twice", add(*terms, terms[k])
        for n, step in enumerate(chain):
            others = [name for name in scalars if name != step.parent][n : n + 2]
            for label, local in local_slips(scope, step, others):
                wrong = (*chain[:n], replace(step, local=local), *chain[n + 1 :])
                yield label, add(*rest, product_of(wrong))
            after = chain[n + 1 :]
            if after and step.local != ONE and product_of(after) != ONE:
                sum_ = add(step.local, product_of(after))
                yield "sum_for_product", add(*rest, mul(*(one.local for one in chain[:n]), sum_))
    for child in scalars:
        inner = chains(scope, child, wrt) if child != wrt else []
        if inner:
            yield "wrong_output", add(*map(product_of, inner))
    for sibling in scalars:
        if sibling != wrt and chains(scope, of, sibling):
            yield "wrong_variable", add(*map(product_of, chains(scope, of, sibling)))


# ---- formulas: one place of the tree -------------------------------------------------------------------------

MASKS = frozenset({"gt", "ge", "lt", "le", "relu_prime", "step", "cases"})
REVERSED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


def of_formula(expr: Expr, scope: Scope) -> Iterator[Slip]:
    """The author's formula with one place wrong, wherever the shapes still fit."""
    yield "sign", neg(expr)
    for label, wrong in _places(expr, scope):
        try:
            infer_shape(wrong, scope)
        except NotationError:
            continue
        yield label, wrong


def _places(expr: Expr, scope: Scope) -> Iterator[Slip]:
    yield from _here(expr, scope)
    match expr:
        case Apply():
            shown = expr.args[:1] if expr.op == "basis" else expr.args  # e_0 does not say of which size it is
            for k, arg in enumerate(shown):
                for label, wrong in _places(arg, scope):
                    if expr.op == "index" and k > 0 and isinstance(arg, Number):
                        label = "index"  # the number of an entry is no factor
                    yield label, replace(expr, args=(*expr.args[:k], wrong, *expr.args[k + 1 :]))
        case Reduction():
            for label, wrong in _places(expr.body, scope):
                yield label, replace(expr, body=wrong)


def _here(expr: Expr, scope: Scope) -> Iterator[Slip]:
    match expr:
        case Name(name=name):
            yield from _leaf(name, scope)
        case Number(value=value) if value not in (0, 1):
            yield "factor", ONE
            yield "factor", number(value + 1)
        case Reduction(op="sum"):
            yield "summation", expr.body
            if expr.condition is not None:
                yield "summation", replace(expr, condition=None)
        case Apply(op="transpose", args=(inner,)):
            yield "transpose", inner
        case Apply(op="neg", args=(inner,)):
            yield "sign", inner
        case Apply(op="add", args=args):
            for k, term in enumerate(args):
                rest = (*args[:k], *args[k + 1 :])
                yield "missing_path", add(*rest)
                yield "sign", Apply("add", (*args[:k], neg(term), *args[k + 1 :]))
        case Apply(op="div", args=(above, below)):
            yield _lost(below, scope), above
            yield "inverted", Apply("div", (below, above))
            yield _lost(above, scope), Apply("div", (ONE, below))
        case Apply(op="pow", args=(base, Number(value=power))):
            yield "exponent", base
            yield "exponent", Apply("pow", (base, number(power + 1)))
        case Apply(op="mul" | "hadamard" | "matmul" as op, args=args):
            yield from _product(op, args, scope)
        case Apply(op=op, args=args) if op in REVERSED:
            yield "mask", Apply(REVERSED[op], args)


def _leaf(name: str, scope: Scope) -> Iterator[Slip]:
    declared = scope.get(name)
    if declared is None:
        return
    if declared.shape != SCALAR:
        yield "transpose", Apply("transpose", (Name(name),))
    near = [other for other in scope.names if other.shape == declared.shape and other.batch == declared.batch]
    for other in [other for other in near if other.name != name][:2]:
        yield "wrong_name", Name(other.name)


def _product(op: str, args: tuple[Expr, ...], scope: Scope) -> Iterator[Slip]:
    for k, factor in enumerate(args):
        rest = (*args[:k], *args[k + 1 :])
        yield _lost(factor, scope), rest[0] if len(rest) == 1 else Apply(op, rest)
        if op == "matmul" and k + 1 < len(args):
            yield "order", Apply(op, (*args[:k], args[k + 1], factor, *args[k + 2 :]))
    if op == "mul":
        if all(infer_shape(arg, scope) == SCALAR for arg in args):
            yield "sum_for_product", add(*args)
        return
    for shape in ("hadamard", "matmul"):
        if shape != op:
            yield "kind_of_product", Apply(shape, args)


def _lost(factor: Expr, scope: Scope) -> str:
    """The label of leaving out a factor."""
    names = free_names(factor)
    if names and names <= set(scope.dims):
        return "mean"
    if isinstance(factor, Apply) and factor.op in MASKS:
        return "mask"
    if isinstance(factor, Number):
        return "factor"
    if isinstance(factor, Apply) and not names and all(isinstance(child, Number) for child in children(factor)):
        return "factor"
    return "missing_factor"
