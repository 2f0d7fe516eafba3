"""Evidence in words: what a verdict rests on, told so far as the feedback level allows."""

from __future__ import annotations

from math import floor, log10

from ..algebra.comparison import Evidence, Witness
from ..grading.verdict import GradientEvidence, GradientFacts, Status, Verdict
from .words import at_least, visible


def evidence_words(evidence: Evidence | GradientEvidence, level: str) -> str:
    """One clause for what a verdict rests on; "" at level ``verdict``. The right value only at level ``full``.

    >>> evidence_words(Evidence("agrees", points=8, bits=256), "hints")
    'agrees at 8 points to 2^-256'
    >>> witness = Witness((("x", "0.53"), ("y", "2")), expected="1.06", given="0.53")
    >>> evidence_words(Evidence("differs", witness=witness), "hints")
    'differs at x = 0.53, y = 2: yours 0.53 is too small'
    >>> evidence_words(Evidence("differs", witness=witness), "full")
    'differs at x = 0.53, y = 2: yours 0.53, expected 1.06'
    """
    if not at_least(level, "hints"):
        return ""
    if isinstance(evidence, GradientEvidence):
        return gradient_words(evidence, level)
    match evidence.kind:
        case "proved":
            return f"proved equal ({visible(evidence.how)})" if evidence.how else "proved equal"
        case "agrees":
            proof = f"; {visible(evidence.how)}" if evidence.how else ""
            near = f" to 2^-{evidence.bits}" if evidence.bits else ""
            return f"agrees at {evidence.points} points{near}{proof}"
        case "differs":
            return "differs" + _point(evidence.witness, level) if evidence.witness else ""
    return f"undecided: {visible(evidence.why)}" if evidence.why else "undecided"


def gradient_words(evidence: GradientEvidence, level: str) -> str:
    """What gradients rest on: where they differ, or how small an error would not be seen.

    >>> right = GradientFacts("w", "right", limit="2e-08", silent=3, entries=90)
    >>> gradient_words(GradientEvidence(5, (right,)), "hints")
    'agrees with finite differences in 5 configurations; errors below 2e-08 stay unseen; 3 of 90 entries are 0'
    >>> wrong = GradientFacts("w", "wrong", entry="[1]", given="2", expected="3", bound="1e-10")
    >>> gradient_words(GradientEvidence(12, (wrong,)), "full")
    'differs from finite differences: w at [1]: yours 2, expected 3 (± 1e-10)'
    """
    wrong = [each for each in evidence.gradients if each.verdict == "wrong" and each.given]
    if any(each.verdict in ("wrong", "malformed") for each in evidence.gradients):
        told = "; ".join(_worst(each, level) for each in wrong)
        return f"differs from finite differences: {told}" if told else ""
    limits = [each.limit for each in evidence.gradients if each.limit]
    words = f"agrees with finite differences in {evidence.configurations} configurations"
    if limits:
        words += f"; errors below {max(limits, key=float)} stay unseen"
    silent, entries = (sum(getattr(g, name) for g in evidence.gradients) for name in ("silent", "entries"))
    return words + (f"; {silent} of {entries} entries are 0" if silent else "")


def _worst(facts: GradientFacts, level: str) -> str:
    where = f"{visible(facts.name)} at {facts.entry}" if facts.entry else visible(facts.name)
    if not at_least(level, "full"):
        return where
    return f"{where}: yours {facts.given}, expected {facts.expected} (± {facts.bound})"


def boundary_words(witness: Witness, level: str) -> str:
    """What is said of two answers that part on a boundary only.

    >>> boundary_words(Witness((("z", "0"),), expected="0", given="1"), "full")
    'differs only on a boundary, at z = 0: yours 1, expected 0'
    """
    if not at_least(level, "hints"):
        return ""
    return "differs only on a boundary," + (_point if at_least(level, "full") else _place)(witness)


def aim(witness: Witness) -> str:
    """How the student's value misses the right one, without telling it; "" where they are not two numbers.

    Whoever asks often must not find the right value by bisection. So both are put on a ladder whose rungs are
    the same for all values, and what is told follows from the rungs alone: where the right value lies between
    its two neighbours stays unknown, however many values are tried.

    >>> [aim(Witness((), expected="2", given=given)) for given in ("1", "3", "-2", "2.1", "not a number")]
    ['too small', 'too large', 'of the wrong sign', 'near the right value, but not equal to it', '']
    """
    try:
        given, expected = (_rung(float(text)) for text in (witness.given, witness.expected))
    except (ValueError, OverflowError):
        return ""
    if given * expected < 0:
        return "of the wrong sign"
    if given == expected:
        return "near the right value, but not equal to it"
    return "too small" if given < expected else "too large"


RUNGS, NOUGHT = 10, 0.01
"""How many rungs a decade has (each is 1.26 times the one below), and below what all is as good as 0."""


def _rung(value: float) -> int:
    """
    >>> [_rung(value) for value in (0, 0.009, 0.01, 1, 1.25, 1.26, -1)]
    [0, 0, 1, 21, 21, 22, -21]
    """
    if abs(value) < NOUGHT:
        return 0
    rung = 1 + floor(RUNGS * log10(abs(value) / NOUGHT) + 1e-9)
    return rung if value > 0 else -rung


def _place(witness: Witness) -> str:
    at = ", ".join(f"{visible(name)} = {visible(value)}" for name, value in witness.at)
    where = " at " + at if at else ""
    if witness.entry:
        where += f" in {visible(witness.entry)}"
    return where


def _point(witness: Witness, level: str = "full") -> str:
    """Where two values differ, and how; at level ``hints`` the right one is not told."""
    if at_least(level, "full"):
        return f"{_place(witness)}: yours {visible(witness.given)}, expected {visible(witness.expected)}"
    missed = aim(witness)
    return f"{_place(witness)}: yours {visible(witness.given)} is {missed}" if missed else _place(witness)


def remarks(verdict: Verdict, level: str) -> tuple[str, ...]:
    """What ``level`` lets a student read of the feedback.

    Why an answer could not be read is told at every level: it says nothing of what is right. So is that it is
    right given others only: without that a wrong answer would seem right.
    """
    if at_least(level, "hints"):
        return verdict.told
    if verdict.status is Status.INVALID:
        return verdict.feedback
    return verdict.feedback[:1] if verdict.note == "follow_through" else ()


def sentences(verdict: Verdict, level: str) -> tuple[str, ...]:
    """All that ``level`` lets a student read about a verdict, in order; each may have several lines."""
    told = [visible(sentence) for sentence in remarks(verdict, level)]
    if at_least(level, "full"):
        told += [visible(detail) for detail in verdict.details]
    if verdict.evidence is not None:
        told.append(evidence_words(verdict.evidence, level))
    if verdict.boundary is not None:
        told.append(boundary_words(verdict.boundary, level))
    return tuple(sentence for sentence in told if sentence)
