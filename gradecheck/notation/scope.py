"""What a problem declares: names with shapes and domains, and indices with ranges.

A ``Scope`` decides how text is read (``yhat`` is one name because it is declared) and over which values two
answers are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from .expr import SCALAR, Expr, Shape

Domain = Literal["real", "positive", "nonnegative", "negative", "probability", "integer", "natural", "boolean"]
"""``probability`` is the open interval (0, 1); ``natural`` counts from 1."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A name of the problem.

    An input has no ``definition`` and takes its values from ``domain``. A node has one, and its values
    follow. ``batch`` names the index that the value depends on (``x`` with ``batch="i"`` is x^(i)).
    """

    name: str
    shape: Shape = SCALAR
    domain: Domain = "real"
    aliases: tuple[str, ...] = ()
    batch: str | None = None
    definition: Expr | None = None
    distinct: bool = False
    """All entries differ from one another (what ``sort`` needs)."""


@dataclass(frozen=True, slots=True)
class Index:
    """A declared index with its range, both ends included, such as i = 1..m or i = 0..n-1."""

    name: str
    lower: Expr
    upper: Expr


@dataclass(frozen=True, slots=True)
class Scope:
    """All that an answer may refer to.

    ``dims`` are the symbolic dimensions (``D_x``, ``m``, ``n``); each may be written in an answer as a
    positive whole number. ``base`` is the first position of a vector: ``x_0`` or ``x_1``.
    """

    names: tuple[Declared, ...] = ()
    indices: tuple[Index, ...] = ()
    dims: tuple[str, ...] = ()
    base: int = 0
    _by_name: dict[str, Declared] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({declared.name: declared for declared in self.names})

    def __hash__(self) -> int:
        """By the names alone: to go through what they mean takes long, and is left to ``==``."""
        return hash((*self._by_name, *self.dims, self.base))

    def get(self, name: str) -> Declared | None:
        """The declaration of a canonical name."""
        return self._by_name.get(name)

    def index(self, name: str) -> Index | None:
        """The declaration of an index."""
        return next((index for index in self.indices if index.name == name), None)

    def with_definitions(self, definitions: dict[str, Expr | None]) -> Scope:
        """The same names with other definitions; ``None`` makes a node an input."""
        names = tuple(
            replace(declared, definition=definitions[declared.name])
            if declared.name in definitions
            else declared
            for declared in self.names
        )
        return replace(self, names=names)
