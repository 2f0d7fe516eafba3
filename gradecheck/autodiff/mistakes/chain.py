"""Mistakes with the chain rule and with what is asked for, made from the graph."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import (
    ONE,
    SCALAR,
    Apply,
    Name,
)
from .derivation import Derivation
from .rule import Made, Question, Rule


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
                    declared.name,
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


CHAIN_FIRST = (
    Rule(
        "local_gradient",
        "local gradient in place of the whole one",
        "You gave {0}. What is asked for is {1}: the upstream gradient {2} is missing.",
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
)

INVERSE = (
    Rule(
        "inverse",
        "derivative of the inverse",
        "You gave {0}, one over what is asked for: {1}.",
        "∂f/∂x: ∂x/∂f",
        _inverse,
    ),
)

CHAIN_LAST = (
    Rule(
        "forward_value",
        "forward value of a node",
        "You gave {0} itself where {1} is asked for.",
        "∂f/∂x: x",
        _values,
    ),
)
