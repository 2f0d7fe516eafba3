"""Evidence in words: what a verdict rests on, told so far as the feedback level allows."""

from __future__ import annotations

from ..algebra.comparison import Evidence, Witness
from ..grading.verdict import Status, Verdict
from .words import at_least, visible


def evidence_words(evidence: Evidence, level: str) -> str:
    """One clause for what a verdict rests on; "" at level ``verdict``. Values only at level ``full``.

    >>> evidence_words(Evidence("agrees", points=8, bits=256), "hints")
    'agrees at 8 points to 2^-256'
    >>> witness = Witness((("x", "0.53"), ("y", "2")), expected="1.06", given="0.53")
    >>> evidence_words(Evidence("differs", witness=witness), "hints")
    'differs at x = 0.53, y = 2'
    >>> evidence_words(Evidence("differs", witness=witness), "full")
    'differs at x = 0.53, y = 2: yours 0.53, expected 1.06'
    """
    if not at_least(level, "hints"):
        return ""
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


def boundary_words(witness: Witness, level: str) -> str:
    """What is said of two answers that part on a boundary only.

    >>> boundary_words(Witness((("z", "0"),), expected="0", given="1"), "full")
    'differs only on a boundary, at z = 0: yours 1, expected 0'
    """
    return "differs only on a boundary," + _point(witness, level) if at_least(level, "hints") else ""


def _point(witness: Witness, level: str) -> str:
    at = ", ".join(f"{visible(name)} = {visible(value)}" for name, value in witness.at)
    where = " at " + at if at else ""
    if witness.entry:
        where += f" in {visible(witness.entry)}"
    if not at_least(level, "full"):
        return where
    return f"{where}: yours {visible(witness.given)}, expected {visible(witness.expected)}"


def sentences(verdict: Verdict, level: str) -> tuple[str, ...]:
    """All that ``level`` lets a student read about a verdict, in order; each may have several lines.

    Why an answer could not be read is told at every level: it says nothing of what is right.
    """
    if not at_least(level, "hints"):
        return tuple(map(visible, verdict.feedback)) if verdict.status is Status.INVALID else ()
    told = [visible(sentence) for sentence in verdict.feedback]
    if at_least(level, "full"):
        told += [visible(detail) for detail in verdict.details]
    if verdict.evidence is not None:
        told.append(evidence_words(verdict.evidence, level))
    if verdict.boundary is not None:
        told.append(boundary_words(verdict.boundary, level))
    return tuple(sentence for sentence in told if sentence)
