"""Functions that courses set, each with a right backward and a declaration of its inputs.

Each module lists its ``PAIRS``. Backwards are written as students write them, out of numpy alone, so that they
can be taken apart and mutated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gradecheck.differences.configurations import Declaration


@dataclass(frozen=True, slots=True)
class Pair:
    """A forward, its right backward, and what they take."""

    name: str
    forward: Callable[..., Any]
    backward: Callable[..., Any]
    declaration: Declaration


def all_pairs() -> list[Pair]:
    """Every pair of the modules of this folder."""
    from . import elementwise, images, layers, losses, sequences

    return [pair for module in (elementwise, layers, losses, images, sequences) for pair in module.PAIRS]
