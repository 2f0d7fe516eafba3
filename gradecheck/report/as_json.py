"""A report as JSON, in the form that ``docs/report-format.md`` lays down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

from ..algebra.comparison import Evidence, Witness
from ..grading.points import number, taken_text
from ..grading.verdict import (
    GradientEvidence,
    GradientFacts,
    ItemReport,
    PartReport,
    Report,
    Status,
    Verdict,
)
from .evidence import aim, evidence_words, remarks
from .words import at_least

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def report_json(report: Report, level: str) -> dict[str, Json]:
    """One report, with as much in it as ``level`` shows."""
    return {
        "problem": report.problem,
        "title": report.title,
        "score": number(report.score),
        "max_score": number(report.max_score),
        "seed": report.seed,
        **({"variant": {name: str(value) for name, value in report.variant}} if report.variant else {}),
        "feedback": level,
        "items": [_item(item, level) for item in report.items],
        "warnings": list(report.warnings),
    }


def reports_json(graded: Sequence[tuple[Report, str]], warnings: Sequence[str] = ()) -> dict[str, Json]:
    """One report as it is, several under ``problems`` with their grand total.

    ``warnings`` are about the submission as a whole; they stand before those of a single report.
    """
    if len(graded) == 1:
        only = report_json(*graded[0])
        return {**only, "warnings": [*warnings, *graded[0][0].warnings]}
    return {
        "problems": [report_json(report, level) for report, level in graded],
        "score": number(sum((report.score for report, _ in graded), Fraction(0))),
        "max_score": number(sum((report.max_score for report, _ in graded), Fraction(0))),
        "warnings": list(warnings),
    }


def dumps(value: Json) -> str:
    """JSON text, indented, with mathematical characters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _item(item: ItemReport, level: str) -> dict[str, Json]:
    """An item has the keys of a part; those that only a part can have are filled if it has a single one."""
    parts = [_part(part, level) for part in item.parts]
    single = parts[0] if len(parts) == 1 else None
    feedback = [sentence for part in item.parts for sentence in _feedback(part.verdict, level)]
    feedback += [taken_text(item)] if item.hints else []
    return {
        "id": item.id,
        "label": item.label,
        "status": item.status.value if item.parts else Status.BLANK.value,
        "credit": number(item.score / item.points) if item.points else 0,
        "score": number(item.score),
        "points": number(item.points),
        "hints": item.hints,
        "hint_cost": number(item.points * item.hint_cost),
        "note": single["note"] if single else "",
        "given": single["given"] if single else [],
        "feedback": list[Json](feedback),
        "response": single["response"] if single else "",
        "read_as": single["read_as"] if single else "",
        "evidence": single["evidence"] if single else None,
        "parts": list[Json](parts),
    }


def _part(part: PartReport, level: str) -> dict[str, Json]:
    verdict = part.verdict
    return {
        "id": part.id,
        "kind": part.kind,
        "status": verdict.status.value,
        "credit": number(verdict.credit),
        "score": number(part.points * verdict.credit),
        "points": number(part.points),
        "note": verdict.note if at_least(level, "hints") else "",
        "given": list[Json](verdict.given),
        "feedback": list[Json](_feedback(verdict, level)),
        "response": part.response,
        "read_as": verdict.read_as,
        "evidence": _evidence(verdict, level),
    }


def _feedback(verdict: Verdict, level: str) -> list[str]:
    return [*remarks(verdict, level), *(verdict.details if at_least(level, "full") else ())]


def _evidence(verdict: Verdict, level: str) -> Json:
    """The evidence with its words; ``null`` at level ``verdict`` and where there is none."""
    if not at_least(level, "hints") or (verdict.evidence is None and verdict.boundary is None):
        return None
    told: dict[str, Json] = {} if verdict.evidence is None else _facts(verdict.evidence, level)
    if verdict.boundary is not None:
        told["boundary"] = _witness(verdict.boundary, level, on_boundary=True)
    return told


def _facts(evidence: Evidence | GradientEvidence, level: str) -> dict[str, Json]:
    told: dict[str, Json] = {"kind": evidence.kind, "words": evidence_words(evidence, level)}
    if isinstance(evidence, GradientEvidence):
        told["configurations"] = evidence.configurations
        told["gradients"] = [_gradient(each, level) for each in evidence.gradients]
        return told
    match evidence.kind:
        case "proved":
            told["how"] = evidence.how
        case "agrees":
            told |= {"points": evidence.points, "bits": evidence.bits}
        case "differs" if evidence.witness is not None:
            told["witness"] = _witness(evidence.witness, level)
        case "undecided":
            told["why"] = evidence.why
    return told


def _gradient(facts: GradientFacts, level: str) -> dict[str, Json]:
    told: dict[str, Json] = {
        "name": facts.name,
        "verdict": facts.verdict,
        "wrong_with": list[Json](facts.wrong_with),
        "right_with": list[Json](facts.right_with),
        "undecided_with": list[Json](facts.undecided_with),
        "limit": float(facts.limit) if facts.limit else None,
        "coverage": {"silent": facts.silent, "entries": facts.entries},
        "where": facts.where,
        "picture": list[Json](facts.picture),
        "entry": facts.entry,
    }
    if at_least(level, "full"):
        told |= {"given": facts.given, "expected": facts.expected, "bound": facts.bound}
    return told


def _witness(witness: Witness, level: str, *, on_boundary: bool = False) -> dict[str, Json]:
    at: dict[str, Json] = dict(witness.at)
    told: dict[str, Json] = {"at": at, "entry": witness.entry}
    if at_least(level, "full"):
        return told | {"given": witness.given, "expected": witness.expected}
    missed = "" if on_boundary else aim(witness)
    return told | {"given": witness.given, "aim": missed} if missed else told
