"""Mistakes with the chain rule and with what is asked for, made from the graph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...errors import AuthorError
from ...notation.expr import (
    ONE,
    SCALAR,
    Apply,
    Expr,
    Name,
    Number,
    free_names,
    rebuild,
    substitute,
    walk,
)
from ..symbolic import UPSTREAM
from .derivation import Derivation, Line, after
from .paths import MOST_LINES
from .rule import Made, Question, Rule

LINEAR = frozenset({"mul", "hadamard", "matmul", "neg", "transpose"})
"""Operations of a local gradient that is not taken anywhere: another name in it is another factor."""


def _lines(question: Question) -> tuple[tuple[Derivation, Line], ...]:
    found = question.derivation
    return () if found is None else tuple((found, line) for line in found.lines[:MOST_LINES])


def _values(question: Question) -> Iterator[Made]:
    """The forward value of a node or input."""
    found = question.derivation
    for declared in found.forward.names if found is not None else ():
        if found is not None and declared.name != found.of:
            yield (
                Name(declared.name),
                (
                    question.named(declared.name),
                    question.quotient(found.of, found.wrt),
                ),
            )


def _only_local(question: Question) -> Iterator[Made]:
    """The gradient of a node on the way that the input goes into, in place of that of the output."""
    found = question.derivation
    for of in found.order if found is not None else ():
        if found is not None and of != found.of and found.wrt in found.parents(of):
            for gradient, words in _of_another(question, found, of):
                yield gradient, (*words, question.quotient(found.of, of))


def _from_another(question: Question) -> Iterator[Made]:
    """The gradient of any other node."""
    found = question.derivation
    for declared in found.forward.names if found is not None else ():
        if found is not None and declared.name != found.of:
            yield from _of_another(question, found, declared.name)


def _of_another(question: Question, found: Derivation, of: str) -> Iterator[Made]:
    other = found.other(of, found.wrt) if found.shape(of) == found.shape(found.of) else None
    gradient = None if other is None else other.gradient()
    if gradient is not None:
        yield gradient, (question.quotient(of, found.wrt), question.quotient(found.of, found.wrt))


def _alike(found: Derivation, name: str, other: str) -> bool:
    mine, its = found.forward.get(name), found.forward.get(other)
    return mine is not None and its is not None and (mine.shape, mine.batch) == (its.shape, its.batch)


def _stopped(question: Question) -> Iterator[Made]:
    """The chain rule given up at a node on the way."""
    found = question.derivation
    for name in found.bottlenecks if found is not None else ():
        if found is not None:
            other = found.other(found.of, name)
            gradient = None if other is None else other.gradient()
            if gradient is not None:
                yield gradient, (question.quotient(found.of, name), question.quotient(name, found.wrt))


def _other_input(question: Question) -> Iterator[Made]:
    """The gradient by something else than the input, and no station of the whole way."""
    found = question.derivation
    for declared in found.forward.names if found is not None else ():
        if found is None or declared.name in (*found.bottlenecks, found.of, found.wrt):
            continue
        other = found.other(found.of, declared.name)
        gradient = None if other is None else other.gradient()
        if gradient is not None:
            yield gradient, (question.quotient(found.of, declared.name), question.quotient(found.of, found.wrt))


def _inverse(question: Question) -> Iterator[Made]:
    """The derivative the other way round."""
    found = question.derivation
    if found is not None and found.shape(found.of) == found.shape(found.wrt) == SCALAR and not found.entry:
        yield (
            Apply("div", (ONE, question.right[0])),
            (
                question.quotient(found.wrt, found.of),
                question.quotient(found.of, found.wrt),
            ),
        )


def _left_out(question: Question) -> Iterator[Made]:
    for found, line in _lines(question):
        skipped = found.along(line, lambda arriving, _: arriving)
        if skipped is not None:
            yield skipped, (question.quotient(*line),)


def _twice(question: Question) -> Iterator[Made]:
    for found, line in _lines(question):
        twice = found.along(line, lambda arriving, step: after(step, after(step, arriving)))
        if twice is not None:
            yield twice, (question.quotient(*line),)


def _inverted(question: Question) -> Iterator[Made]:
    """One local gradient upside down."""
    for found, line in _lines(question):
        if found.shape(line[0]) == found.shape(line[1]) == SCALAR:
            local = partial(_over, found, line)
            divided = found.along(line, lambda arriving, _, local=local: local(arriving))  # type: ignore[misc]
            if divided is not None:
                yield divided, (question.quotient(*line),)


def _over(found: Derivation, line: Line, arriving: Expr) -> Expr:
    return Apply("div", (arriving, after(found.step(line), ONE)))


def _added(question: Question) -> Iterator[Made]:
    """Two factors of the chain rule added; of several paths, only those that are no mere numbers."""
    for found, line in _lines(question):
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


def _wrong_place(question: Question) -> Iterator[Made]:
    """A local gradient taken at another node: σ'(α) for σ'(z)."""
    for found, line in _lines(question):
        child, parent = line
        step = found.step(line)
        if all(isinstance(node, Name | Number) or node.op in LINEAR for node in walk(step)):
            continue
        used = free_names(step) - {UPSTREAM}
        nearby = dict.fromkeys((child, parent, *found.parents(parent)))
        for name in sorted(used):
            for other in nearby:
                if other != name and found.forward.get(name) is not None and _alike(found, name, other):
                    moved = substitute(step, {name: Name(other)})
                    wrong = found.along(line, lambda arriving, _, moved=moved: after(moved, arriving))  # type: ignore[misc]
                    if wrong is not None:
                        yield wrong, (question.quotient(*line), question.named(other))
        for node in _outputs(found, child, step):
            moved = _put_for(step, node, Name(parent))
            wrong = found.along(line, lambda arriving, _, moved=moved: after(moved, arriving))  # type: ignore[misc]
            if wrong is not None:
                yield wrong, (question.quotient(*line), question.named(parent))


def _outputs(found: Derivation, child: str, step: Expr) -> list[Expr]:
    """The value of the child, where it stands in the step written out: σ(z) in σ(z)(1 − σ(z))."""
    declared = found.forward.get(child)
    definition = None if declared is None else declared.definition
    if definition is None or isinstance(definition, Name | Number):
        return []
    return [definition] if any(node == definition for node in walk(step)) else []


def _put_for(expr: Expr, old: Expr, new: Expr) -> Expr:
    return new if expr == old else rebuild(expr, lambda child: _put_for(child, old, new))


CHAIN_FIRST = (
    Rule(
        "local_gradient",
        "local gradient in place of the whole one",
        "You gave the local gradient {0}. What is asked for is {1}: the upstream gradient {2} is missing.",
        "∂f/∂x with f = q z, q = x y: y",
        _only_local,
    ),
    Rule(
        "local_missing",
        "chain rule stopped early",
        "You gave {0}: the chain rule goes on, and the factor {1} is missing.",
        "∂α/∂w with z = w x: σ'(z)",
        _stopped,
    ),
)

CHAIN = (
    Rule(
        "local_missing",
        "local gradient left out",
        "The factor {0} is missing.",
        "∂L/∂w with α = σ(z), z = w x: ∂L/∂α · x",
        _left_out,
    ),
    Rule(
        "wrong_input",
        "derivative by another input",
        "You gave {0} where {1} is asked for.",
        "∂f/∂x with f = x y: x",
        _other_input,
    ),
    Rule(
        "wrong_output",
        "derivative of another node",
        "You gave {0} where {1} is asked for.",
        "∂q/∂x: ∂f/∂x",
        _from_another,
    ),
    Rule(
        "local_twice",
        "local gradient twice",
        "The factor {0} is there twice.",
        "∂α/∂w: σ'(z)² x",
        _twice,
    ),
    Rule(
        "inverse",
        "derivative of the inverse",
        "You gave {0}, one over what is asked for: {1}.",
        "∂f/∂x: ∂x/∂f",
        _inverse,
    ),
)

PLACES = (
    Rule(
        "wrong_place",
        "local gradient taken at the wrong node",
        "The local gradient {0} is not to be taken at {1}.",
        "∂α/∂z: σ(α)(1 − σ(α))",
        _wrong_place,
    ),
)

CHAIN_LAST = (
    Rule(
        "inverse",
        "local gradient upside down",
        "The factor {0} is upside down: you divide by it.",
        "∂α/∂w: σ'(z)/x",
        _inverted,
    ),
    Rule(
        "added",
        "factors of the chain rule added",
        "The factors of the chain rule are to be multiplied; here two of them are added.",
        "∂α/∂w: σ'(z) + x",
        _added,
    ),
    Rule(
        "forward_value",
        "forward value of a node",
        "You gave {0} itself where {1} is asked for.",
        "∂f/∂x: x",
        _values,
    ),
)
