"""The verdicts on what follows from a student's own earlier answers, and on what only seems to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ..algebra.comparison import Comparison, Evidence
from ..notation.expr import Expr
from ..notation.scope import Scope
from ..problem.parts import Follows, Use
from .dependence import is_poorer
from .verdict import GradientEvidence, Status, Verdict, earning

LITTLE = "It follows from your formula, which lacks too much: no credit carries over."


def given(
    follows: Follows, own: Sequence[tuple[Use, Expr]], verdict: Verdict, found: Comparison | None = None
) -> Verdict:
    """Right, given own answers; never less than it earned without them."""
    said = f"Right, given your {' and '.join(_called(use) for use, _ in own)}."
    items = tuple(use.item for use, _ in own)
    return earned(follows.credit, verdict, items, said, None if found is None else found.evidence)


def given_formula(follows: Follows, scope: Scope, own: Expr, verdict: Verdict) -> Verdict:
    """Right, given the item's own formula, if that has in it what the right one has."""
    if follows.formula is None:
        return verdict
    if is_poorer(own, follows.formula, scope, 0):
        return said_too(verdict, LITTLE)
    return earned(follows.credit, verdict, ("formula",), "Right, given your formula.")


def earned(
    credit: Fraction,
    verdict: Verdict,
    items: tuple[str, ...],
    said: str,
    evidence: Evidence | GradientEvidence | None = None,
) -> Verdict:
    """The verdict with the credit that follows from earlier answers, unless it earned as much without them."""
    if credit <= verdict.credit:
        return verdict
    return replace(
        verdict,
        status=earning(credit),
        credit=credit,
        note="follow_through",
        feedback=(said,),
        given=items,
        evidence=evidence,
    )


def in_own_names(
    own: Sequence[tuple[Use, Expr]], verdict: Verdict, evidence: Evidence | GradientEvidence
) -> Verdict:
    """The right answer, written in names as the student gave them: right in full."""
    said = f"Right, with {' and '.join(_called(use) for use, _ in own)} as you gave it."
    items = tuple(use.item for use, _ in own)
    return replace(
        verdict,
        status=Status.CORRECT,
        credit=Fraction(1),
        note="own_names",
        feedback=(said,),
        details=(),
        evidence=evidence,
        given=items,
    )


def open_(own: Sequence[tuple[Use, Expr]], verdict: Verdict, found: Comparison) -> Verdict:
    """Whether it follows could not be decided: a person looks."""
    called = " and ".join(_called(use) for use, _ in own)
    said = f"Whether this follows from your {called} could not be decided; a person will look at it."
    return replace(
        verdict,
        status=Status.UNDECIDED,
        note="undecided",
        feedback=(said, "No marks are lost."),
        details=(),
        evidence=found.evidence,
    )


def trivial(verdict: Verdict, own: Sequence[tuple[Use, Expr]]) -> Verdict:
    """It follows, but from answers that leave nothing to work out."""
    called = " and ".join(_called(use) for use, _ in own)
    return said_too(
        verdict, f"It follows from your {called}, but nothing is left to work out then: no credit carries over."
    )


def said_too(verdict: Verdict, *sentences: str) -> Verdict:
    """The same verdict with more to say."""
    return replace(verdict, feedback=(*verdict.feedback, *sentences))


def _called(use: Use) -> str:
    return f"{use.label} ({use.item})" if use.label != use.item else use.item
