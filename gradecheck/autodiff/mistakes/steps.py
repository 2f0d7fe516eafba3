"""Mistakes with one local gradient of a derivation: on all ways through it, or on one way only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from ...errors import AuthorError
from ...notation.expr import (
    ONE,
    SCALAR,
    Apply,
    Expr,
    Name,
    Reduction,
    add,
    free_names,
    neg,
    number,
    walk,
)
from .derivation import Derivation, Line, after
from .paths import MOST_LINES, way
from .rule import ARRIVING, Made, Maker, Question, Rule

FUNCTIONS = frozenset(
    "sigmoid tanh relu softplus exp log log_base sqrt sin cos tan asin acos atan sinh cosh abs pow".split()
)
"""Functions of one number, taken entry by entry of an array."""
TWO = number(2)
MOST_TERMS = 4


def lines_of(question: Question) -> tuple[tuple[Derivation, Line], ...]:
    """The lines in which mistakes are looked for; of a graph that is unfolded, those that are new."""
    found = question.derivation
    if found is None:
        return ()
    new = [line for line in found.lines if not found.inner or not found.inner.keys().isdisjoint(line)]
    return tuple((found, line) for line in new[:MOST_LINES])


def local_gradient(found: Derivation, line: Line) -> Expr:
    """What flows back along a line where 1 arrives. Raises ``GradecheckError``."""
    return after(found.step(line), ONE)


Change = Callable[[Expr, Expr], Expr]
"""What flows back along a line by mistake, of what arrives there and the step."""

Changes = Callable[[Question, Derivation, Line], Iterator[Change]]
"""What may go wrong along a line."""


def at_lines(changes: Changes) -> Maker:
    """The gradient with one line walked otherwise."""

    def made(question: Question) -> Iterator[Made]:
        for found, line in lines_of(question):
            for change in changes(question, found, line):
                wrong = found.along(line, change)
                if wrong is not None:
                    yield wrong, (question.quotient(*line),)

    return made


def on_one_path(changes: Changes) -> Maker:
    """The same on one of several paths that have the line in common."""

    def made(question: Question) -> Iterator[Made]:
        found = question.derivation
        for path, line in found.shared() if found is not None else ():
            for change in changes(question, found, line) if found is not None else ():
                wrong = found.on_path(path, line, change) if found is not None else None
                if wrong is not None:
                    yield wrong, (f"{question.quotient(*line)} on the path {way(question, path)}",)

    return made


def left_out(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    """A local gradient left out; where it is −1, that is a wrong sign."""
    step = found.step(line)
    if step not in (ARRIVING, neg(ARRIVING)):
        sums = [node for node in walk(step) if isinstance(node, Reduction)]
        yield lambda arriving, _: replace(sums[0], body=arriving) if sums else arriving


def twice(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    yield lambda arriving, step: after(step, after(step, arriving))


def inverted(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    """One local gradient upside down."""
    if found.shape(line[0]) == found.shape(line[1]) == SCALAR:
        yield lambda arriving, step: Apply("div", (arriving, after(step, ONE)))


def undifferentiated(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    """The value of a function in place of its derivative."""
    child, parent = line
    declared = found.forward.get(child)
    definition = None if declared is None else declared.definition
    if isinstance(definition, Apply) and _is_curved_in(definition, found.step(line), parent):
        product = "mul" if found.shape(child) == SCALAR else "hadamard"
        yield lambda arriving, _: Apply(product, (arriving, Name(child)))


def _diagonal_only(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    """Of the Jacobian of softmax only the diagonal."""
    declared = found.forward.get(line[0])
    if declared is not None and declared.definition == Apply("softmax", (Name(line[1]),)):
        p = Name(line[0])
        yield lambda arriving, _: Apply("hadamard", (arriving, p, Apply("add", (ONE, neg(p)))))


def _all_undifferentiated(question: Question) -> Iterator[Made]:
    """The values of all functions of a kind in place of their derivatives."""
    found, of_kind = question.derivation, defaultdict[str, dict[Line, Change]](dict)
    for line in found.lines if found is not None else ():
        declared = None if found is None else found.forward.get(line[0])
        if found is not None and declared is not None and isinstance(declared.definition, Apply):
            for change in undifferentiated(question, found, line):
                of_kind[declared.definition.op][line] = change
    for changes in of_kind.values():
        wrong = found.along_all(changes) if found is not None and len(changes) > 1 else None
        if wrong is not None:
            yield wrong, (" and ".join(question.quotient(*line) for line in changes),)


def _is_curved_in(definition: Apply, step: Expr, parent: str) -> bool:
    """Whether a definition is a function of one name that is no multiple of it: sin(x), x², e²/2."""
    if definition.op in FUNCTIONS:
        return parent in free_names(definition) and free_names(definition) == {parent}
    return free_names(definition) == {parent} <= free_names(step) and definition.op in (
        "mul",
        "div",
        "add",
        "neg",
    )


def _added(question: Question) -> Iterator[Made]:
    """Two factors of the chain rule added; of several paths, only those that are no mere numbers."""
    for found, line in lines_of(question):
        if found.shape(line[0]) == found.shape(line[1]) == SCALAR and line[0] != found.of:
            is_single = len(found.lines) == len(found.order) - 1
            added = found.along(line, partial(_sum, is_single))
            if added is not None:
                yield added, ()


def _sum(with_numbers: bool, arriving: Expr, step: Expr) -> Expr:
    local = after(step, ONE)
    if not with_numbers and not (free_names(arriving) and free_names(local)):
        raise AuthorError("a number is no factor that anybody would add")
    return Apply("add", (arriving, local))


def _term_undifferentiated(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    """A term of a sum that stands as it is among the derivatives of the others; a name is a factor too many."""
    child, parent = line
    declared = found.forward.get(child)
    match None if declared is None else declared.definition:
        case Apply(op="add", args=args) if len(args) <= MOST_TERMS and found.shape(parent) == SCALAR:
            for n, term in enumerate(args):
                rest = args[:n] + args[n + 1 :]
                if parent in free_names(term) and isinstance(term, Apply) and term.op != "neg":
                    derived = found.with_definition(child, add(*rest)).derivative_by(child, parent)
                    local = term if derived is None else add(derived, term)
                    yield lambda arriving, _, local=local: Apply("mul", (arriving, local))  # type: ignore[misc]


def _other_terms_undifferentiated(question: Question) -> Iterator[Made]:
    """A term that does not depend on the input left standing as it is: x + b for the derivative of w x + b."""
    found = question.derivation
    gradient = None if found is None else found.gradient()
    for name in found.order if found is not None and gradient is not None else ():
        if found is None or gradient is None or found.shape(name) != SCALAR or found.shape(found.wrt) != SCALAR:
            return
        declared, arriving, derived = found.forward.get(name), found.reaching(name), found.derivative(name)
        if arriving is None or derived is None:
            continue
        for term in _terms(None if declared is None else declared.definition):
            used = free_names(term)
            if used | free_names(derived) and all(found.wrt not in found.ancestors(each) for each in used):
                front = found.finish(Apply("mul", (arriving, term)))
                yield Apply("add", (gradient, front)), (question.named(name), question.named(found.wrt))


def _terms(definition: Expr | None) -> tuple[Expr, ...]:
    """The terms of a sum, also above a number or in front of one."""
    match definition:
        case Apply(op="add", args=args) if len(args) <= MOST_TERMS:
            return args
        case Apply(op="div", args=(Apply(op="add", args=args), below)) if not free_names(below):
            return tuple(Apply("div", (arg, below)) for arg in args)
    return ()


STEPS = (
    Rule(
        "local_missing",
        "local gradient left out",
        "The factor {0} is missing.",
        "∂L/∂w with α = σ(z), z = w x: ∂L/∂α · x",
        at_lines(left_out),
    ),
    Rule(
        "not_differentiated",
        "function in place of its derivative",
        "Where {0} belongs, the function itself stands: it is not differentiated.",
        "∂f/∂x with f = sin u, u = x²: x² cos u",
        at_lines(undifferentiated),
    ),
    Rule(
        "not_differentiated",
        "functions of a kind in place of their derivatives",
        "Where {0} belong, the functions themselves stand: they are not differentiated.",
        "y/p − (1 − y)/(1 − p): y log p − (1 − y) log(1 − p)",
        _all_undifferentiated,
    ),
)

STANDING = (
    Rule(
        "not_differentiated",
        "term left as it is",
        "In {0} a term stands that is not differentiated.",
        "∂f/∂x with f = x² + x y: 2x + x y",
        at_lines(_term_undifferentiated),
    ),
    Rule(
        "not_differentiated",
        "term that falls away left as it is",
        "In {0} a term does not depend on {1}: it falls away, and you leave it standing.",
        "∂f/∂w with f = w x + b: x + b",
        _other_terms_undifferentiated,
    ),
)

DIAGONAL = (
    Rule(
        "diagonal_only",
        "diagonal of a Jacobian alone",
        "Only the diagonal of the Jacobian {0} is there: each entry depends on the others too.",
        "p ∘ (g − gᵀ p): p ∘ (1 − p) ∘ g",
        at_lines(_diagonal_only),
    ),
)

TWICE = (
    Rule(
        "local_twice",
        "local gradient twice",
        "The factor {0} is there twice.",
        "∂α/∂w: σ'(z)² x",
        at_lines(twice),
    ),
)

STEPS_LAST = (
    Rule(
        "inverse",
        "local gradient upside down",
        "The factor {0} is upside down: you divide by it.",
        "∂α/∂w: σ'(z)/x",
        at_lines(inverted),
    ),
    Rule(
        "added",
        "factors of the chain rule added",
        "The factors of the chain rule are to be multiplied; here two of them are added.",
        "∂α/∂w: σ'(z) + x",
        _added,
    ),
)
