"""The inputs to try, made from a declaration of them: which ones are tried matters more than any tolerance.

A configuration is one row of the table ``KINDS``: sizes of the dimensions, how each array is drawn, how it lies
in memory. Those that a declaration does not allow, or that would be the same as one before, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from ..errors import AuthorError
from .point import Floats, Layout
from .survey import Configuration

Domain = Literal["real", "positive", "probability", "simplex", "integer", "label", "boolean", "one-hot"]
DIFFERENTIABLE = frozenset({"real", "positive", "probability", "simplex"})
SIZES = (3, 4, 2, 5, 7, 6)
"""Given to the dimensions in turn: pairwise different, so that nothing fits by accident."""

LARGE = "large values"
"""The configuration where a function may well overflow."""


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One argument. A dimension in ``shape`` is a number or a name.

    ``label`` and ``one-hot`` are integers below ``below`` (a dimension or a number). ``distinct`` entries
    are well apart from one another. ``scale`` multiplies real and positive entries. ``wrt`` says whether a
    gradient is asked for: for inputs of a differentiable domain, unless it says otherwise.
    """

    name: str
    shape: tuple[int | str, ...] = ()
    domain: Domain = "real"
    below: int | str = 2
    distinct: bool = False
    scale: float = 1.0
    dtype: str = ""
    wrt: bool | None = None

    @property
    def has_gradient(self) -> bool:
        return self.domain in DIFFERENTIABLE if self.wrt is None else self.wrt


@dataclass(frozen=True, slots=True)
class Option:
    """A plain number given to both functions, such as a stride; the first value is the usual one."""

    name: str
    values: tuple[float | int | bool, ...]


Dims = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Declaration:
    """All arguments of a forward, in order.

    ``least`` are sizes that a dimension has at least (2 classes). ``batch`` is the dimension of examples.
    ``sizes`` replaces the usual choice of sizes. ``derived`` gives further dimensions from the others and the
    options (the width of an output); ``allows`` refuses combinations that do not fit.
    """

    inputs: tuple[InputSpec, ...]
    options: tuple[Option, ...] = ()
    batch: str = ""
    least: Mapping[str, int] = field(default_factory=dict)
    sizes: tuple[Mapping[str, int], ...] = ()
    derived: Callable[[dict[str, Any]], Mapping[str, int]] | None = None
    allows: Callable[[dict[str, Any]], bool] | None = None

    @property
    def dims(self) -> tuple[str, ...]:
        """The named dimensions, in the order of their first use."""
        named = (size for spec in self.inputs for size in (*spec.shape, spec.below) if isinstance(size, str))
        return tuple(dict.fromkeys([*(name for sizes in self.sizes for name in sizes), *named]))

    @property
    def wrt(self) -> tuple[str, ...]:
        """The inputs whose gradients are asked for."""
        return tuple(spec.name for spec in self.inputs if spec.has_gradient)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one configuration differs from the first."""

    label: str
    turn: int = 0
    """By how many places the usual sizes are turned."""
    ones: tuple[str, ...] = ()
    """Dimensions that are 1."""
    draw: str = "mixed"
    option: tuple[str, Any] | None = None
    layout: Layout = "plain"


def kinds(declaration: Declaration) -> Iterator[Kind]:
    """The rows of the table for a declaration, the tame ones first."""
    yield Kind("different sizes")
    yield Kind("other sizes", turn=1)
    if declaration.batch:
        yield Kind("a batch of 1", ones=(declaration.batch,))
    yield from (Kind(f"{dim} = 1", ones=(dim,)) for dim in declaration.dims if dim != declaration.batch)
    yield Kind("repeated values and zeros", draw="ties")
    yield Kind("positive values", draw="positive")
    yield Kind("negative values", draw="negative")
    yield Kind(LARGE, draw="large")
    yield Kind("tiny values", draw="tiny")
    if any(spec.domain in ("label", "one-hot") for spec in declaration.inputs):
        yield Kind("one label for all", draw="one label")
    if any(spec.domain == "boolean" for spec in declaration.inputs):
        yield Kind("all true", draw="all true")
    for option in declaration.options:
        yield from (
            Kind(f"{option.name} = {value}", option=(option.name, value), turn=k + 1)
            for k, value in enumerate(option.values[1:])
        )
    yield Kind("read-only arrays", layout="read-only")
    yield Kind("arrays with gaps in memory", layout="strided")


def configurations(declaration: Declaration, seed: int = 0) -> list[Configuration]:
    """Seeded configurations, in the order of ``kinds``; each has its own random numbers.

    Raises ``AuthorError`` if no sizes fit the declaration.

    >>> affine = Declaration((InputSpec("x", ("N", "D")), InputSpec("w", ("D", "M"))), batch="N")
    >>> made = configurations(affine)
    >>> [each.label for each in made][:5]
    ['different sizes', 'other sizes', 'a batch of 1', 'D = 1', 'M = 1']
    >>> made[0].inputs["x"].shape, made[0].inputs["w"].shape, made[2].inputs["x"].shape
    ((3, 4), (4, 2), (1, 4))
    """
    made: list[Configuration] = []
    known: set[tuple[object, ...]] = set()
    for kind in kinds(declaration):
        chosen = _sizes(declaration, kind)
        if chosen is None:
            continue
        dims, options = chosen
        key = (tuple(sorted(dims.items())), tuple(options.items()), kind.draw, kind.layout)
        if key in known:
            continue
        known.add(key)
        random = np.random.default_rng([seed, len(made)])
        inputs = {spec.name: _drawn(spec, dims, kind.draw, random) for spec in declaration.inputs}
        every = {**inputs, **options}
        made.append(Configuration(kind.label, every, declaration.wrt, kind.layout, bool(kind.ones)))
    if not made:
        raise AuthorError("no sizes fit the declaration of the inputs", remedy="give `sizes` that do")
    return made


def _sizes(declaration: Declaration, kind: Kind) -> tuple[dict[str, int], dict[str, Any]] | None:
    """The first sizes, turned as the kind says, that the declaration allows."""
    options: dict[str, Any] = {option.name: option.values[0] for option in declaration.options}
    if kind.option is not None:
        options[kind.option[0]] = kind.option[1]
    usual = [_turned(declaration, kind.turn + k) for k in range(len(SIZES))]
    given = [dict(sizes) for sizes in declaration.sizes]
    turned = given[kind.turn % max(1, len(given)) :] + given[: kind.turn % max(1, len(given))]
    for sizes in turned or usual:
        dims = {**sizes, **dict.fromkeys(kind.ones, 1)}
        if any(dims.get(name, size) < size for name, size in declaration.least.items()):
            continue
        if declaration.derived is not None:
            dims |= declaration.derived({**dims, **options})
        if declaration.allows is None or declaration.allows({**dims, **options}):
            return dims, options
    return None


def _turned(declaration: Declaration, turn: int) -> dict[str, int]:
    """The usual sizes in turn; a dimension that needs more gets more."""
    return {
        dim: SIZES[(k + turn) % len(SIZES)]
        if SIZES[(k + turn) % len(SIZES)] >= declaration.least.get(dim, 1)
        else declaration.least[dim] + k
        for k, dim in enumerate(declaration.dims)
    }


def _drawn(spec: InputSpec, dims: Dims, draw: str, random: np.random.Generator) -> Any:
    shape = tuple(_size(size, dims) for size in spec.shape)
    array = _entries(spec, shape, _size(spec.below, dims), draw, random)
    return array.astype(spec.dtype) if spec.dtype else array


def _size(size: int | str, dims: Dims) -> int:
    if isinstance(size, int):
        return size
    if size not in dims:
        raise AuthorError(f"the dimension {size} has no size", remedy=f"known: {', '.join(dims)}")
    return dims[size]


def _entries(
    spec: InputSpec, shape: tuple[int, ...], below: int, draw: str, random: np.random.Generator
) -> Any:
    """Entries of order one from the declared domain."""
    match spec.domain:
        case "integer" | "label":
            return _labels(shape, below, draw, random)
        case "one-hot":
            return np.eye(below)[_labels(shape[:-1], below, draw, random)]
        case "boolean":
            return np.ones(shape, dtype=np.bool_) if draw == "all true" else random.random(shape) < 0.6
        case "probability":
            return _level(shape, spec.distinct, random)
        case "simplex":
            weights = 0.2 + random.random(shape)
            return weights / weights.sum(axis=-1, keepdims=True)
        case "positive":
            return spec.scale * SCALES.get(draw, 1.0) * (0.25 + 2 * _level(shape, spec.distinct, random))
    return spec.scale * _real(shape, draw, spec.distinct, random)


def _labels(shape: tuple[int, ...], below: int, draw: str, random: np.random.Generator) -> Any:
    """Integers below a number, the first of them repeated."""
    labels = random.integers(0, max(1, below), shape)
    if draw == "one label" or labels.size < 2:
        return np.full(shape, labels.flat[0] if labels.size else 0)
    labels.flat[-1] = labels.flat[0]
    return labels


SCALES = {"large": 20.0, "tiny": 1e-3}
"""What a draw multiplies entries by."""


def _real(shape: tuple[int, ...], draw: str, distinct: bool, random: np.random.Generator) -> Floats:
    """Both signs and well away from 0, unless the draw says otherwise."""
    size = 0.25 + 1.5 * _level(shape, distinct, random)
    signs = random.choice([-1.0, 1.0], shape)
    if signs.size > 1 and np.all(signs == signs.flat[0]):
        signs.flat[-1] *= -1
    match draw:
        case "ties" if not distinct:
            return np.asarray(np.round(signs * size * random.choice([0.0, 1.0, 1.0], shape)))
        case "positive":
            return np.asarray(size)
        case "negative":
            return np.asarray(-size)
    return np.asarray(SCALES.get(draw, 1.0) * signs * size)


def _level(shape: tuple[int, ...], distinct: bool, random: np.random.Generator) -> Floats:
    """Between 0 and 1, neither included."""
    if not distinct:
        return np.asarray(random.uniform(0.02, 0.98, shape))
    count = max(1, int(np.prod(shape)))
    return np.asarray(((random.permutation(count) + random.uniform(0.3, 0.7, count)) / count).reshape(shape))


def fixed(inputs: Sequence[InputSpec], seed: int = 0) -> Configuration:
    """One configuration of inputs whose shapes are all numbers.

    >>> fixed([InputSpec("x", (3, 4))]).inputs["x"].shape
    (3, 4)
    """
    random = np.random.default_rng([seed, 0])
    drawn = {spec.name: _drawn(spec, {}, "mixed", random) for spec in inputs}
    return Configuration("random inputs", drawn, tuple(spec.name for spec in inputs if spec.has_gradient))
