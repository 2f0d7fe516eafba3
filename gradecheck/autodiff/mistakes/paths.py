"""Mistakes where several paths lead back to one name, and with what stands at the output."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from ...errors import GradecheckError
from ...notation.expr import ONE, SCALAR, Apply, Expr, Name, Number, neg, number, walk
from .derivation import Derivation, Path, after
from .rule import Made, Maker, Question, Rule, Words

MOST_LINES = 24
"""Lines of a graph in which mistakes are looked for, from the output on."""


def _value_of_output(question: Question) -> Iterator[Made]:
    """The forward value of what is derived."""
    found = question.derivation
    if found is not None:
        words = question.named(found.of), question.quotient(found.of, found.wrt), found.of
        yield found.finish(Name(found.of)), words


def _upstream_ignored(question: Question) -> Iterator[Made]:
    """An upstream gradient at the output that is left out."""
    found = question.derivation
    if found is not None and found.seed != ONE and found.shape(found.of) == SCALAR:
        whole = Derivation(found.forward, found.of, found.wrt, ONE, found.transposed, found.entry)
        gradient = whole.gradient()
        if gradient is not None:
            yield gradient, (question.named(found.of),)


def _path_left_out(question: Question) -> Iterator[Made]:
    """Paths of several that are forgotten: one of them, or all but one."""
    found = question.derivation
    for name in found.order if found is not None else ():
        if found is None:
            return
        children = [child for child, parent in found.lines if parent == name][:MOST_LINES]
        for child in children if len(children) > 1 else ():
            others = [each for each in children if each != child]
            rest = found.along((child, name), lambda *_: None)
            if rest is not None:
                yield rest, _forgotten(question, found, name, others, [child])
            alone = _only(found, name, child) if len(others) > 1 else None
            if alone is not None:
                yield alone, _forgotten(question, found, name, [child], others)


def _forgotten(
    question: Question, found: Derivation, name: str, kept: Sequence[str], lost: Sequence[str]
) -> Words:
    ways = [" and ".join(_way(question, found, child) for child in some) for some in (kept, lost)]
    return ways[0], question.named(found.of), question.named(name), ways[1]


def _way(question: Question, found: Derivation, child: str) -> str:
    """A path by the first node on it, from the input."""
    return "the direct path" if child == found.of else f"the path through {question.named(child)}"


def _only(found: Derivation, name: str, child: str) -> Expr | None:
    try:
        return found.walked(
            lambda line, arriving, step: None if line[1] == name and line[0] != child else after(step, arriving)
        )
    except GradecheckError:
        return None


def way(question: Question, path: Path) -> str:
    """A path as it is drawn, from the input to the output: x → u → f."""
    names = [parent for _, parent in reversed(path)] + [path[0][0]]
    return " → ".join(map(question.named, names))


def _of_each_path(change: Callable[[Expr], Expr] | None) -> Maker:
    """The gradient with something else, or nothing, for what comes back along one whole path."""

    def made(question: Question) -> Iterator[Made]:
        found = question.derivation
        if found is not None and len(found.paths) > 1:
            for path in found.paths:
                make = None if change is None else partial(_changed, change, found, path)
                wrong = found.with_path(path, make)
                if wrong is not None:
                    yield wrong, (way(question, path),)

    return made


def _changed(change: Callable[[Expr], Expr], found: Derivation, path: Path) -> Expr:
    return change(found.down(path))


def _paths_multiplied(question: Question) -> Iterator[Made]:
    found = question.derivation
    if found is None or len(found.lines) < 2:
        return
    for name in found.order:
        if sum(parent == name for _, parent in found.lines) < 2:
            continue
        product = "mul" if found.shape(name) == SCALAR else "hadamard"
        try:
            wrong = found.walked(
                joined=lambda at, parts, name=name, product=product: Apply(  # type: ignore[misc]
                    product if at == name else "add", tuple(parts)
                )
            )
        except GradecheckError:
            continue
        yield wrong, (question.named(name),)
    with suppress(GradecheckError):
        alone = [found.down(path) for path in found.paths]
        if len(alone) > 1 and found.shape(found.wrt) == SCALAR:
            yield found.finish(Apply("mul", tuple(alone))), (question.named(found.wrt),)


def _paths_subtracted(question: Question) -> Iterator[Made]:
    """The gradient along one of several lines taken with the wrong sign."""
    found = question.derivation
    for name in found.order if found is not None else ():
        if found is not None:
            children = [child for child, parent in found.lines if parent == name]
            for child in children if len(children) > 1 else ():
                turned = found.along((child, name), lambda arriving, step: neg(after(step, arriving)))
                if turned is not None:
                    yield turned, (_way(question, found, child),)


def _path_twice(question: Question) -> Iterator[Made]:
    """What comes back along one of several lines counted twice."""
    found = question.derivation
    for child, parent in found.lines[:MOST_LINES] if found is not None else ():
        if found is None or any(_halves(found, path) for path in found.paths if (child, parent) in path):
            continue
        if sum(other == parent for _, other in found.lines) > 1:
            twice = found.along((child, parent), lambda arriving, step: _doubled(after(step, arriving)))
            if twice is not None:
                yield twice, (_way(question, found, child),)


def _path_doubled(question: Question) -> Iterator[Made]:
    """What comes back along one whole path counted twice."""
    found = question.derivation
    for path in found.paths if found is not None and len(found.paths) > 1 else ():
        if found is not None and not _halves(found, path):
            wrong = found.with_path(path, partial(_changed, _doubled, found, path))
            if wrong is not None:
                yield wrong, (way(question, path),)


def _halves(found: Derivation, path: Path) -> bool:
    """Whether there is a half on a path: twice its gradient is the half forgotten."""
    return any(_is_halved(found.step(line)) for line in path)


def _is_halved(step: Expr) -> bool:
    for node in walk(step):
        match node:
            case Apply(op="div", args=(_, Number(value=value))) if value == 2:
                return True
            case Apply(op="div", args=(_, Apply(op="mul", args=args))) if number(2) in args:
                return True
            case Number(value=value) if value.denominator == 2:
                return True
    return False


def _doubled(expr: Expr) -> Expr:
    return Apply("mul", (number(2), expr))


PATHS = (
    Rule(
        "upstream_missing",
        "upstream gradient at the output left out",
        "The upstream gradient that arrives at {0} is missing.",
        "g·2x: 2x",
        _upstream_ignored,
    ),
    Rule(
        "path_missing",
        "path of a fan-out forgotten",
        "Only {0} is there; {1} also depends on {2} by {3}.",
        "∂f/∂x with f = q r: ∂f/∂q ∂q/∂x",
        _path_left_out,
    ),
    Rule(
        "path_missing",
        "one whole path forgotten",
        "The path {0} is missing.",
        "∂f/∂x with three paths: a + b",
        _of_each_path(None),
    ),
    Rule(
        "path_twice",
        "path of a fan-out twice",
        "You count {0} twice.",
        "∂f/∂x with two paths: 2a + b",
        _path_twice,
    ),
    Rule(
        "paths_multiplied",
        "paths of a fan-out multiplied",
        "The gradients that come back to {0} along different paths are multiplied; they are to be added.",
        "∂f/∂x with two paths: a b",
        _paths_multiplied,
    ),
    Rule(
        "path_twice",
        "one whole path twice",
        "You count the path {0} twice.",
        "∂f/∂x with three paths: a + 2b + c",
        _path_doubled,
    ),
    Rule(
        "path_sign",
        "one path of a fan-out with the wrong sign",
        "What comes back by {0} has the wrong sign.",
        "∂f/∂x with two paths: a − b",
        _paths_subtracted,
    ),
    Rule(
        "path_sign",
        "one whole path with the wrong sign",
        "The path {0} has the wrong sign.",
        "∂f/∂x with three paths: a + b − c",
        _of_each_path(neg),
    ),
    Rule(
        "forward_value",
        "forward value of the output",
        "You gave {0} itself, the forward value, where {1} is asked for.",
        "∂α/∂z: σ(z)",
        _value_of_output,
    ),
)

ON_PATHS = tuple(rule for rule in PATHS if rule.tag == "path_missing")
"""Those about paths that are forgotten."""
