"""What a rule is: a mistake that people make, and how the answers that follow from it are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from ...errors import GradecheckError
from ...notation.expr import ONE, Apply, Expr, Name
from ...notation.places import Path, places_of, put
from ...notation.printing import to_text
from ...notation.scope import Scope
from ..symbolic import UPSTREAM
from .derivation import Derivation, Line, after

ARRIVING = Name(UPSTREAM)
"""What flows back to a step of a derivation."""

Words = tuple[str, ...]
"""What is put into the sentence of a rule, in order."""

Made = tuple[Expr, Words]
"""A wrong answer, and the words that belong to it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the right answers, the one expected first, and how it is derived where it is."""

    right: tuple[Expr, ...]
    scope: Scope
    derivation: Derivation | None = None
    of_derivative: bool = True
    """Whether the right answers are derivatives, as far as is known."""
    _texts: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def named(self, name: str) -> str:
        """A name as it is written, or a part of a definition that has none."""
        if name not in self._texts:
            inner = None if self.derivation is None else self.derivation.inner.get(name)
            text = to_text(Name(name) if inner is None else inner, "unicode", self.scope)
            self._texts[name] = text if inner is None else f"({text})"
        return self._texts[name]

    def quotient(self, of: str, wrt: str) -> str:
        """A derivative as it is written."""
        found = self.derivation
        if found is not None and found.asked and (of, wrt) == (found.of, found.wrt):
            of = found.asked
        return f"∂{self.named(of)}/∂{self.named(wrt)}"


Maker = Callable[[Question], Iterator[Made]]
"""Gives the wrong answers to a question."""

At = Callable[[Expr, Scope], Iterator[Expr]]
"""What may stand by mistake in place of one node."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table.

    ``tag`` is what statistics count; ``sentence`` is what students read, with a gap for each word of an answer.
    It never says what is right. ``example`` is a right answer and a wrong one.
    """

    tag: str
    name: str
    sentence: str
    example: str
    make: Maker
    weight: float = 1
    """How common it is among those who make mistakes."""
    at: At | None = None
    """What goes wrong at a single node, for rules that may be followed in each step of a derivation as well."""


def of_nodes(tag: str, name: str, sentence: str, example: str, at: At, weight: float = 1) -> Rule:
    """A rule about single nodes, of right answers and of the steps that lead to them."""
    return Rule(tag, name, sentence, example, at_nodes(at), weight, at)


def of_formulas(tag: str, name: str, sentence: str, example: str, at: At, weight: float = 1) -> Rule:
    """The same, where what flows back to a step is no part of the formula that the mistake is made in."""
    return Rule(tag, name, sentence, example, at_nodes(at), weight, partial(_beside_upstream, at))


def _beside_upstream(at: At, node: Expr, scope: Scope) -> Iterator[Expr]:
    """What ``at`` makes of a node, and of the other factors of one that multiplies what flows back."""
    if not isinstance(node, Apply) or ARRIVING not in node.args:
        yield from at(node, scope)
    elif node.op in ("mul", "hadamard") or (node.op == "matmul" and ARRIVING in (node.args[0], node.args[-1])):
        place = node.args.index(ARRIVING)
        rest = node.args[:place] + node.args[place + 1 :]
        last = place == len(node.args) - 1
        for other in at(Apply(node.op, rest), scope) if len(rest) > 1 else ():
            yield Apply(node.op, (other, ARRIVING) if last else (ARRIVING, other))
    elif node.op == "div" and node.args[0] == ARRIVING:
        for other in at(Apply("div", (ONE, node.args[1])), scope):
            yield Apply("mul", (ARRIVING, other))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wrong answer and the mistake that leads to it."""

    rule: Rule
    expr: Expr
    words: Words = ()
    is_in_step: bool = False
    """Whether it is made in a step of the derivation, and not in the answer as it is written."""

    @property
    def sentence(self) -> str:
        """The sentence of the rule about this answer."""
        return self.rule.sentence.format(*self.words)


def exchanged(at: At, expr: Expr, scope: Scope) -> Iterator[Expr]:
    """``expr`` with one node of it exchanged for what ``at`` puts there."""
    for path, node in _places(expr):
        for other in at(node, scope):
            yield put(expr, path, other)


_KNOWN: dict[int, tuple[Expr, tuple[tuple[Path, Expr], ...]]] = {}
MOST_KNOWN = 256


def _places(expr: Expr) -> tuple[tuple[Path, Expr], ...]:
    """The nodes of an expression with the ways to them; every rule goes through the same few expressions."""
    known = _KNOWN.get(id(expr))
    if known is None:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(expr)] = expr, tuple(places_of(expr))
    return known[1]


def at_nodes(at: At) -> Maker:
    """The right answers with one node exchanged."""
    return whole(partial(exchanged, at))


def at_steps(at: At, question: Question) -> Iterator[Made]:
    """The right answer as it is derived, with one node of one step exchanged."""
    found = question.derivation
    for line in found.lines if found is not None else ():
        for other in _slips(at, question, line):
            wrong = None if found is None else found.along(line, partial(_other_step, other))
            if wrong is not None:
                yield wrong, ()


def _slips(at: At, question: Question, line: Line) -> list[Expr]:
    """What becomes of a step by mistake; nothing where it cannot be derived."""
    assert question.derivation is not None
    try:
        return list(exchanged(at, question.derivation.step(line), question.scope))
    except GradecheckError:
        return []


def _other_step(other: Expr, arriving: Expr, _: Expr) -> Expr:
    return after(other, arriving)


def at_steps_of_one_path(at: At, question: Question) -> Iterator[Made]:
    """The same, on one of several paths that have the step in common."""
    found = question.derivation
    for path, line in found.shared() if found is not None else ():
        for other in _slips(at, question, line):
            wrong = None if found is None else found.on_path(path, line, partial(_other_step, other))
            if wrong is not None:
                yield wrong, ()


def whole(make: Callable[[Expr, Scope], Iterator[Expr]]) -> Maker:
    """Something made of each right answer."""

    def made(question: Question) -> Iterator[Made]:
        for right in question.right:
            for wrong in make(right, question.scope):
                yield wrong, ()

    return made
