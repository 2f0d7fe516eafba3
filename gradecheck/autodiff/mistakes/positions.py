"""Mistakes about where a local gradient is taken: at another node, at another name, inside of the function."""

from __future__ import annotations

from collections.abc import Iterator

from ...notation.expr import SCALAR, Apply, Expr, Name, Number, free_names, rebuild, substitute, walk
from ..symbolic import UPSTREAM
from .derivation import Derivation, Line, after
from .names import akin
from .rule import Made, Question, Rule
from .steps import Change, at_lines, lines_of, local_gradient, on_one_path

MOST_INPUTS = 6
LINEAR = frozenset({"mul", "hadamard", "matmul", "neg", "transpose"})
"""Operations of a local gradient that is not taken anywhere: another name in it is another factor."""


def _other_name_in_a_step(question: Question, found: Derivation, line: Line) -> Iterator[Change]:
    """Another name in one local gradient."""
    step = found.step(line)
    for name in sorted(free_names(step) - {UPSTREAM}):
        for other in akin(name, question.scope):
            moved = substitute(step, {name: Name(other)})
            yield lambda arriving, _, moved=moved: after(moved, arriving)  # type: ignore[misc]


def _wrong_place(question: Question) -> Iterator[Made]:
    """A local gradient taken at another node: σ'(α) for σ'(z)."""
    for found, line in lines_of(question):
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


def _alike(found: Derivation, name: str, other: str) -> bool:
    mine, its = found.forward.get(name), found.forward.get(other)
    return mine is not None and its is not None and (mine.shape, mine.batch) == (its.shape, its.batch)


def _inside(question: Question) -> Iterator[Made]:
    """The inner derivative put inside of the function: cos(2x) for the derivative of sin(x²)."""
    for found, (child, inner), definition, outer in _functions(question):
        local = local_gradient(found, (child, inner))
        derived = found.derivative(inner)
        if derived is None or not free_names(derived) or not _is_function(definition):
            continue
        words = (question.named(child),)
        for taken in dict.fromkeys((local, definition)):
            there = substitute(substitute(taken, {child: definition}), {inner: derived})
            yield found.finish(_times(outer, there)), words
            yield found.finish(_times(outer, there, derived)), words


def _at_the_input(question: Question) -> Iterator[Made]:
    """The outer derivative taken at the input itself, and no more: cos(x) for the derivative of sin(x²)."""
    for found, (child, inner), definition, outer in _functions(question):
        local = local_gradient(found, (child, inner))
        inputs = [each for each in found.forward.names if each.name in found.ancestors(inner)]
        plain = [each.name for each in inputs if each.definition is None and each.shape == SCALAR]
        for name in plain[:MOST_INPUTS] if free_names(local) else ():
            there = substitute(substitute(local, {child: definition}), {inner: Name(name)})
            yield found.finish(_times(outer, there)), (question.named(child), question.named(name))


def _functions(question: Question) -> Iterator[tuple[Derivation, Line, Expr, Expr]]:
    """The functions of one number that every path goes through: line, definition, and what arrives."""
    found = question.derivation
    for child in (found.of, *found.bottlenecks) if found is not None else ():
        if found is None:
            return
        lines = [line for line in found.lines if line[0] == child]
        declared = found.forward.get(child)
        definition = None if declared is None or declared.batch else declared.definition
        if len(lines) != 1 or lines[0][1] == found.wrt or not isinstance(definition, Apply):
            continue
        if definition.op in (*LINEAR, "add", "div"):
            continue
        if found.shape(child) == found.shape(lines[0][1]) == found.shape(found.wrt) == SCALAR:
            outer = found.reaching(child)
            if outer is not None:
                yield found, lines[0], definition, outer


def _is_function(definition: Expr) -> bool:
    """Whether a definition is a function with a name; a square at the inner derivative is a factor left out."""
    return not isinstance(definition, Apply) or definition.op != "pow" or not free_names(definition.args[0])


def _times(*factors: Expr) -> Expr:
    return Apply("mul", factors)


INSIDE = (
    Rule(
        "wrong_place",
        "differentiated inside of a function",
        "You differentiate inside of {0}: what stands inside of a function stays there as it is.",
        "sin(x²): cos(2x)",
        _inside,
    ),
)

AT_INPUT = (
    Rule(
        "wrong_place",
        "derivative of a function at the input",
        "The derivative of {0} is taken at {1}: there is no chain rule in it.",
        "2x cos(x²): cos(x)",
        _at_the_input,
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

NAMES_IN_STEPS = (
    Rule(
        "wrong_name",
        "another name in a local gradient",
        "In the local gradient {0} one of the names does not belong there.",
        "∂α/∂w = σ'(z) x: σ'(b) x",
        at_lines(_other_name_in_a_step),
    ),
    Rule(
        "wrong_name",
        "another name in a local gradient, on one of several paths",
        "In the local gradient {0} one of the names does not belong there.",
        "∂f/∂x = a b + c b: a b + c d",
        on_one_path(_other_name_in_a_step),
    ),
)
