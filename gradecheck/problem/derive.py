"""Deriving what a part asks for, and holding it against what the author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..algebra.compare import compare
from ..algebra.comparison import Comparison, Witness
from ..autodiff.symbolic import edge_gradient, symbolic_gradient, symbolic_jacobian
from ..errors import AuthorError
from ..notation import to_text
from ..notation.expr import ONE, SCALAR, Apply, Expr, Name, Shape
from ..notation.names import exact_key
from ..notation.scope import Declared, Scope
from ..notation.shapes import infer_shape
from .critique.reasons import reason
from .critique.wrong_formulas import WrongFormula, neighbours
from .declare import Declarations, expression
from .explain import complaint, near
from .parts import Target
from .schema import File
from .yaml_reader import Document, Path

_SIGN = r"(?:∂|\\partial(?![A-Za-z])|d)\s*"
_QUOTIENT = re.compile(rf"\s*{_SIGN}(?P<of>.+?)\s*/\s*{_SIGN}(?P<wrt>.+?)\s*", re.DOTALL)
_FRACTION = re.compile(rf"\s*\\[dt]?frac\s*\{{{_SIGN}(?P<of>.+?)\}}\s*\{{{_SIGN}(?P<wrt>.+?)\}}\s*", re.DOTALL)


@dataclass(frozen=True)
class Draft:
    """A problem file on its way to a ``Problem``."""

    document: Document
    file: File
    declared: Declarations

    @property
    def scope(self) -> Scope:
        """All declared names."""
        return self.declared.scope

    @cached_property
    def reachable(self) -> tuple[str, ...]:
        """The names of the forward computation, in the order of the file."""
        return tuple(declared.name for declared in self.declared.forward.names)

    def fail(self, path: Path, fact: str, remedy: str = "", *, at_key: bool = False) -> AuthorError:
        """The author error to raise about the value at ``path``."""
        return complaint(self.document, path, fact, remedy, at_key=at_key)

    def read(self, path: Path, text: str) -> Expr:
        """An expression of the file."""
        return expression(self.document, path, text, self.scope).expr

    def shape(self, expr: Expr) -> Shape:
        """The shape of an expression."""
        return infer_shape(expr, self.scope)

    def text(self, expr: Expr) -> str:
        """An expression in a message or on a sheet."""
        return to_text(expr, "unicode", self.scope)


def target(draft: Draft, path: Path, text: str) -> Target:
    """What ``∂f/∂q``, ``df/dq`` or ``\\frac{\\partial f}{\\partial q}`` asks for."""
    sides = _FRACTION.fullmatch(text) or _QUOTIENT.fullmatch(text)
    if sides is None:
        raise draft.fail(path, f"'{text}' is not a derivative", "write it like ∂f/∂x or df/dx")
    loss = exact_key(sides["of"]) == exact_key(draft.file.loss) and draft.scope.get(draft.file.loss) is None
    of = "" if loss else _named(draft, path, text, sides["of"])[0]
    if loss and not draft.declared.output:
        raise draft.fail(path, "there is no graph to derive this from", "add `graph:`")
    return Target(of, *_named(draft, path, text, sides["wrt"]))


def _named(draft: Draft, path: Path, text: str, side: str) -> tuple[str, tuple[Expr, ...]]:
    """The name in one half of a quotient, and the entry of it that is meant."""
    offset = text.find(side)
    found = expression(draft.document, path, side, draft.scope, offset).expr
    match found:
        case Name(name=name):
            entry: tuple[Expr, ...] = ()
        case Apply(op="index", args=(Name(name=name), *rest)):
            entry = tuple(rest)
        case _:
            remedy = "name a variable or a node, or an entry of one, such as x_0"
            raise draft.fail(path, f"nothing can be derived with '{side}' here", remedy)
    if name not in draft.reachable:
        raise draft.fail(path, f"'{side}' is not part of the graph", near(name, draft.reachable, "graph"))
    return name, entry


def derive(draft: Draft, path: Path, wanted: Target, layout: str | None) -> Expr:
    """The derivative that is asked for, in the given layout.

    ``gradient`` has the shape of ``wrt`` and needs a scalar ``of``; ``numerator`` is the Jacobian, with the
    rows of ``of``; ``denominator`` its transpose; ``elementwise`` its diagonal, as a vector.
    """
    forward, of, wrt = draft.declared.forward, wanted.of, wanted.wrt
    try:
        if not of:
            found = symbolic_gradient(forward, draft.declared.output, wrt, upstream=upstream(draft))
        elif layout == "elementwise":
            found = symbolic_gradient(forward, of, wrt, upstream=Apply("ones_like", (Name(of),)))
        elif layout in ("numerator", "denominator") or (layout is None and _shape(forward, of) != SCALAR):
            found = symbolic_jacobian(forward, of, wrt)
            found = Apply("transpose", (found,)) if layout == "denominator" else found
        else:
            found = symbolic_gradient(forward, of, wrt)
    except AuthorError as error:
        raise draft.fail(path, error.fact, error.remedy) from None
    return Apply("index", (found, *wanted.entry)) if wanted.entry else found


def upstream(draft: Draft) -> Expr:
    """The upstream gradient at the output. Raises ``AuthorError`` where its shape is not the output's."""
    declared = draft.declared
    shape, needed = draft.shape(declared.upstream), _shape(declared.forward, declared.output)
    if shape != needed:
        fact = f"the upstream gradient has shape {shape[0]} × {shape[1]}"
        remedy = f"the output '{declared.output}' has {needed[0]} × {needed[1]}"
        raise draft.fail(("upstream",), fact, remedy)
    return declared.upstream


def gradient_at(draft: Draft, path: Path, node: str, child: str = "") -> Expr:
    """The gradient that reaches ``node``, or the part of it that comes back along the line to ``child``."""
    declared = draft.declared
    try:
        if not child:
            return symbolic_gradient(declared.forward, declared.output, node, upstream=upstream(draft))
        local = edge_gradient(declared.forward, declared.output, node, child)
    except AuthorError as error:
        raise draft.fail(path, error.fact, error.remedy) from None
    return local if declared.upstream == ONE else Apply("mul", (declared.upstream, local))


def _shape(scope: Scope, name: str) -> Shape:
    declared = scope.get(name)
    return declared.shape if declared else SCALAR


def hold(
    draft: Draft,
    path: Path,
    derived: Expr,
    expected: Expr,
    condition: Expr | None,
    why: str | None,
    wanted: Target | None = None,
) -> tuple[str, ...]:
    """Remarks on ``expected`` against ``derived``: none where they agree. ``wanted`` is what was derived.

    Raises ``AuthorError`` where they differ and the author gives no reason (``why``).
    """
    found = compare(derived, expected, draft.scope, condition=condition)
    crumb = str(draft.fail(path, "").fact)
    match found.verdict:
        case "equal":
            return tuple(_at_boundary(crumb, found.boundary))
        case "undecided":
            return (
                f"{crumb}the expected answer could not be held against the derivation: {found.evidence.why}",
            )
    fact = "; ".join(
        ["this is not what the graph gives", *_differences(draft, derived, expected, found, wanted)]
    )
    if why is None:
        raise draft.fail(
            path, fact, f"the derivation gives {draft.text(derived)}; if it is right so, say `why:`"
        )
    return (f"{crumb}{fact}; the file says why: {why}",)


def hold_factor(draft: Draft, path: Path, wanted: Target, expected: Expr, why: str | None) -> tuple[str, ...]:
    """Remarks on a local factor: g times ``expected`` must be the gradient at ``wrt`` for every upstream g."""
    forward = draft.declared.forward
    of = forward.get(wanted.of)
    if of is None:
        raise draft.fail(path, "only a node has a local factor", "leave `layout` out")
    name = f"d{of.name}"
    while draft.scope.get(name):
        name += "_"
    g = Declared(name, of.shape, batch=of.batch)
    both = replace(
        draft,
        declared=replace(
            draft.declared,
            scope=replace(draft.scope, names=(*draft.scope.names, g)),
            forward=replace(forward, names=(*forward.names, g)),
        ),
    )
    derived = symbolic_gradient(both.declared.forward, wanted.of, wanted.wrt, upstream=Name(name))
    product = "mul" if SCALAR in (of.shape, draft.shape(expected)) else "matmul"
    return hold(both, path, derived, Apply(product, (Name(name), expected)), None, why)


def _at_boundary(crumb: str, witness: Witness | None) -> Iterator[str]:
    if witness is not None:
        at = _point(witness)
        yield f"{crumb}at {at} the expected answer is {witness.given}, the derivation gives {witness.expected}"


def _differences(
    draft: Draft, derived: Expr, expected: Expr, found: Comparison, wanted: Target | None
) -> Iterator[str]:
    """How the two part: the relation, a point, and the likely reason where there is one."""
    if found.relation == "transposed":
        yield "it is the transpose of it"
    elif found.relation == "shape":
        yield f"its shape is {_by(draft.shape(expected))}, not {_by(draft.shape(derived))}"
    witness = found.evidence.witness
    if witness is not None:
        entry = f" in {witness.entry}" if witness.entry else ""
        yield f"at {_point(witness)} it is {witness.given}{entry}, the derivation gives {witness.expected}"
    if found.relation in ("", "undefined", "shape"):
        label, beside = ("the derivation", iter(())) if wanted is None else _beside(draft, wanted)
        why = reason(draft, derived, expected, witness, label, beside)
        if why:
            yield why


def _beside(draft: Draft, wanted: Target) -> tuple[str, Iterator[WrongFormula]]:
    """What is asked for, in words, and the gradients next to it."""
    of = wanted.of or draft.declared.output
    label = f"∂{wanted.of or draft.file.loss}/∂{wanted.wrt}"
    alone = not wanted.entry and _shape(draft.declared.forward, of) == SCALAR
    return label, neighbours(draft, of, wanted.wrt) if alone else iter(())


def _point(witness: Witness) -> str:
    """The point, as far as it is short: arrays are drawn at random."""
    return ", ".join(f"{name} = {value}" for name, value in witness.at if " " not in value) or "every point"


def _by(shape: Shape) -> str:
    return f"{shape[0]} × {shape[1]}"
