"""What is found about a gradient: the values that judging and explaining it give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .contract import Finding
from .locate import Located
from .point import Array, Mask, Outcome
from .repair import Repair
from .survey import Station

Verdict = Literal["right", "wrong", "undecidable", "malformed"]
ORDER: tuple[Verdict, ...] = ("malformed", "wrong", "undecidable", "right")
"""Of several verdicts the first of these stands for all."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something odd, and the configuration where it was seen first. Only what is fatal costs the verdict."""

    finding: Finding
    at: str
    fatal: bool
    degenerate: bool = False
    """Whether it was seen only where some dimension is 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One call of the backward: the gradients that can be judged, and what was found for each."""

    label: str
    station: Station
    outcome: Outcome
    gradients: dict[str, Array]
    verdicts: dict[str, Verdict]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """How many entries of a gradient were not 0 at some point of their configuration, over all configurations.

    ``silent`` marks those of the first configuration that were 0 at all its points: an error there would not
    show in them.
    """

    alive: int
    entries: int
    silent: Mask


@dataclass(frozen=True, slots=True, eq=False)
class BlockCheck:
    """The judgement of the gradient with respect to one input.

    ``bound`` is the largest error bound of a slope that was compared, ``limit`` the largest error in a single
    entry that might not be seen, relative to the ``largest`` entry, in the first configuration. ``wrong`` and
    ``right`` are positions of trials. ``undecided`` are configurations without a clean point.
    """

    name: str
    verdict: Verdict
    bound: float
    limit: float
    largest: float
    wrong: tuple[int, ...]
    right: tuple[int, ...]
    undecided: tuple[str, ...]
    located: Located | None
    coverage: Coverage | None


@dataclass(frozen=True, slots=True)
class Named:
    """A mistake in the gradient of one input: a stable tag, a detail, and a sentence."""

    name: str
    tag: str
    detail: str
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class GradientCheck:
    """The judgement of all gradients.

    ``evaluations`` counts points at which the forward was evaluated, ``calls`` those of the backward. What is
    wrong may be explained: ``named`` mistakes, the ``outputs`` through which an input's gradient is wrong, and
    the one edit that is a ``repair``.
    """

    blocks: tuple[BlockCheck, ...]
    told: tuple[Told, ...]
    trials: tuple[Trial, ...]
    evaluations: int
    calls: int
    named: tuple[Named, ...] = ()
    outputs: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    repair: Repair | None = None

    @property
    def verdict(self) -> Verdict:
        """``malformed`` or ``wrong`` if a block is; ``right`` only if all are and nothing fatal was found."""
        fatal: tuple[Verdict, ...] = ("malformed",) if any(told.fatal for told in self.told) else ()
        given = {block.verdict for block in self.blocks} | set(fatal)
        return next((verdict for verdict in ORDER if verdict in given), "undecidable")

    def __getitem__(self, name: str) -> BlockCheck:
        return next(block for block in self.blocks if block.name == name)
