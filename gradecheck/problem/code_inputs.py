"""The inputs at which the function of a code part is tried: declared, and configurations made from that."""

from __future__ import annotations

from dataclasses import replace

from ..differences.configurations import Declaration, Domain, InputSpec, configurations
from ..differences.declaring import input_spec, option
from ..differences.survey import Configuration
from ..notation.expr import SCALAR
from ..notation.scope import Declared, Scope
from .parts import CodePart, GraphForward, PythonForward

_DOMAINS: dict[str, tuple[Domain, float]] = {
    "real": ("real", 1.0),
    "positive": ("positive", 1.0),
    "nonnegative": ("positive", 1.0),
    "negative": ("positive", -1.0),
    "probability": ("probability", 1.0),
    "integer": ("integer", 1.0),
    "natural": ("integer", 1.0),
    "boolean": ("boolean", 1.0),
}
"""What a domain of a problem is when inputs are drawn, and what they are multiplied by."""


def configurations_of(part: CodePart, scope: Scope, seed: int) -> tuple[Configuration, ...]:
    """The configurations of a part, each with a label that says what is special about it.

    Sizes that the author lists are all tried. Raises ``AuthorError`` where none fit, and ``OperatorError`` for
    declarations that cannot be read.
    """
    declared = declaration(part, scope)
    made = configurations(declared, seed)
    for n, sizes in enumerate(declared.sizes[2:]):
        made += configurations(replace(declared, sizes=(sizes,)), seed + n + 1)[:1]
    found: dict[str, Configuration] = {}
    for each in made:
        label = _label(declared, each)
        found.setdefault(label, replace(each, label=label, wrt=part.gradients))
    return tuple(found.values())


def _label(declared: Declaration, made: Configuration) -> str:
    """A label that a student understands."""
    if made.label in ("different sizes", "other sizes"):
        return _sizes_told(declared, made) or "usual values"
    if made.label == "repeated values and zeros" and all(spec.distinct for spec in declared.inputs):
        return "other values"
    return made.label


def _sizes_told(declared: Declaration, made: Configuration) -> str:
    """The sizes of the named dimensions: ``N = 3, D = 4``."""
    dims = {
        size: length
        for spec in declared.inputs
        for size, length in zip(spec.shape, made.inputs[spec.name].shape, strict=True)
        if isinstance(size, str)
    }
    return ", ".join(f"{name} = {size}" for name, size in dims.items())


def declaration(part: CodePart, scope: Scope) -> Declaration:
    """What the forward of a part takes. Raises ``OperatorError`` for texts that cannot be read."""
    match part.forward:
        case GraphForward() as forward:
            specs = [_variable(scope.get(name), forward.flat) for name in forward.inputs]
            wanted = (replace(spec, wrt=spec.name in part.gradients) for spec in specs)
            return Declaration(tuple(wanted), sizes=_largest_first(forward))
        case PythonForward() as forward:
            specs = [input_spec(text) for text in forward.takes]
            wanted = (replace(spec, wrt=spec.name in part.gradients) for spec in specs)
            return Declaration(
                tuple(wanted),
                tuple(map(option, forward.options)),
                forward.batch,
                dict(forward.least),
                tuple(map(dict, forward.sizes)),
            )


def _largest_first(forward: GraphForward) -> tuple[dict[str, int], ...]:
    """The more entries, the more there is to get wrong; a size of 1 is tried in any case."""
    return tuple(sorted(map(dict, forward.sizes), key=lambda sizes: -sum(sizes.values())))


def _variable(declared: Declared | None, flat: bool) -> InputSpec:
    """A variable of the problem as an array: vectors flat, scalars without dimensions."""
    assert declared is not None
    rows, columns = declared.shape
    shape: tuple[int | str, ...] = (rows, columns)
    if declared.shape == SCALAR:
        shape = ()
    elif flat and 1 in declared.shape:
        shape = (rows,) if columns == 1 else (columns,)
    domain, scale = _DOMAINS[declared.domain]
    below = 2 if domain == "boolean" else 6
    return InputSpec(declared.name, shape, domain, below, declared.distinct, scale)
