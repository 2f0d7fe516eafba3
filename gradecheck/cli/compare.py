"""``gradecheck compare``: are two expressions equal? One pair, or a stream of them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import GradecheckError, OperatorError
from .output import say

if TYPE_CHECKING:
    from ..algebra.texts import TextComparison

CODES = {"equal": 0, "different": 1, "invalid": 2, "undecided": 4}


@click.command("compare")
@click.argument("expected", required=False)
@click.argument("given", required=False)
@click.option("--var", "variables", multiple=True, metavar="NAME:WHAT", help="x:positive, 'W:(D_a, D_x)'.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--jsonl", "stream", metavar="FILE", help="Read pairs as JSON, one a line; - is standard input.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def command(
    expected: str | None,
    given: str | None,
    variables: tuple[str, ...],
    as_json: bool,
    stream: str | None,
    seed: int,
) -> int:
    """Say whether GIVEN equals EXPECTED wherever that is defined, and on what that rests.

    Names are real unless --var says otherwise. Put -- in front of an expression that begins with a minus sign.
    With --jsonl each line {"id", "expected", "student", "variables"} is answered by a line, in order.

    Exit code: 0 equal, 1 different, 2 unreadable or wrong usage, 4 undecided.
    """
    if stream is not None:
        for row in _answers(_lines(stream), seed):
            click.echo(json.dumps(row, ensure_ascii=False))
        return 0
    if expected is None or given is None:
        raise click.UsageError("two expressions are needed: EXPECTED GIVEN")
    from ..algebra.texts import compare_texts

    declared = dict(_variable(one) for one in variables)
    found = compare_texts(expected, given, declared or None, seed=seed)
    click.echo(json.dumps(_row(found), ensure_ascii=False)) if as_json else say(_words(found))
    return CODES[found.verdict]


def _variable(told: str) -> tuple[str, str]:
    name, colon, what = told.partition(":")
    if not colon or not name.strip():
        raise OperatorError(f"--var {told}: a colon is missing", remedy="write --var x:positive")
    return name.strip(), what.strip()


def _words(found: TextComparison) -> str:
    """The result for people."""
    from ..report.evidence import evidence_words

    if found.verdict == "invalid":
        return f"unreadable: {found.message}"
    lines = [f"{found.verdict}: {evidence_words(found.evidence, 'full')}" if found.evidence else found.verdict]
    if found.relation:
        lines.append(f"relation: {found.relation}")
    if found.boundary:
        lines.append("they differ on a boundary only")
    return "\n".join([*lines, f"read as {found.read_as}", *found.remarks])


def _row(found: TextComparison) -> dict[str, Any]:
    """The result for programs."""
    from ..report.evidence import evidence_words

    evidence = found.evidence
    return {
        "verdict": found.verdict,
        "how": (evidence.how or evidence.kind) if evidence else "",
        "evidence": evidence_words(evidence, "full") if evidence else found.message,
        "read_as": found.read_as,
        "relation": found.relation,
        "boundary": found.boundary,
        "remarks": list(found.remarks),
    }


def _lines(stream: str) -> Iterator[str]:
    if stream == "-":
        yield from sys.stdin
        return
    try:
        with Path(stream).open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        raise OperatorError(f"{stream}: cannot be read: {error.strerror or error}") from error


def _answers(lines: Iterable[str], seed: int) -> Iterator[dict[str, Any]]:
    """One answer for each row; one bad row stops nobody."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            start = time.perf_counter()
            row_id, answer = _answer(line, number, seed)
            yield {"id": row_id, **answer, "ms": round(1000 * (time.perf_counter() - start), 3)}


def _answer(line: str, number: int, seed: int) -> tuple[Any, dict[str, Any]]:
    from ..algebra.texts import compare_texts

    row_id: Any = number
    try:
        row = json.loads(line)
        row_id = row.get("id", number)
        variables = row.get("variables")
        texts = row["expected"], row["student"]
        if not all(isinstance(text, str) for text in texts) or not isinstance(variables, dict | None):
            raise TypeError
        told = {str(name): str(what) for name, what in variables.items()} if variables else None
        return row_id, _row(compare_texts(*texts, told, seed=seed))
    except GradecheckError as error:
        return row_id, _invalid(str(error))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        wanted = '{"id": …, "expected": "…", "student": "…", "variables": {"x": "positive"}}'
        return row_id, _invalid(f"line {number} is not a row of the form {wanted}")


def _invalid(message: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"read_as": "", "relation": "", "boundary": False, "remarks": []}
    return {"verdict": "invalid", "how": "", "evidence": message, **empty}
