"""The result of comparing two expressions: a three-valued verdict, and the evidence that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["equal", "different", "undecided"]


@dataclass(frozen=True, slots=True)
class Witness:
    """A point, and what the two expressions are there, as short decimal texts.

    ``entry`` says where in a matrix or vector the values stand ("" for scalars).
    """

    at: tuple[tuple[str, str], ...]
    expected: str
    given: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a verdict holds.

    ``kind`` is ``proved`` (``how`` names the step), ``agrees`` (at ``points`` points to 2^-``bits``; ``how``
    names a proof at small sizes, if there is one), ``differs`` (``witness``) or ``undecided`` (``why``).
    """

    kind: Literal["proved", "agrees", "differs", "undecided"]
    how: str = ""
    points: int = 0
    bits: int = 0
    witness: Witness | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``relation`` refines the verdict: ``""``, or for *different* ``transposed`` (equal once transposed),
    ``layout`` (equal once a vector is written as a diagonal matrix, or the reverse),
    ``shape`` (shapes that do not fit), ``undefined`` (no value where the expected answer has one).

    ``boundary`` is set when two *equal* answers part on a boundary only, such as z = 0 for z > 0 and z ≥ 0.
    """

    verdict: Verdict
    evidence: Evidence
    relation: str = ""
    boundary: Witness | None = None
