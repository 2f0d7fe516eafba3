"""A question as the text of a problem file, with tests of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from ..algebra.compare import compare
from ..algebra.relations import compare_up_to
from ..notation import to_text
from ..notation.expr import SCALAR, Apply, Expr, Number, add, number
from ..notation.scope import Scope
from ..notation.shapes import infer_shape
from ..problem.writing import MODELINE, quoted
from . import cas
from .numbers import credit_text, is_rational, number_value
from .question import Asked, Question


def problem_text(question: Question, problem_id: str, schema: str = "", overlook: str = "") -> str:
    """The problem file. ``overlook`` is why a remark on its tolerances is to stand.

    Raises ``NotTaken`` where an answer cannot be written in our notation.
    """
    return (
        "\n".join([*_head(question, problem_id, schema, overlook), *_items(question), *_tests(question)]) + "\n"
    )


def _head(question: Question, problem_id: str, schema: str, overlook: str) -> Iterator[str]:
    if schema:
        yield MODELINE + schema
    yield "gradecheck: 1"
    yield f"id: {quoted(problem_id)}"
    yield f"title: {quoted(' '.join((question.title or question.name).split()))}"
    yield f"source: {quoted(question.source)}"
    if question.statement and len(question.asked) > 1:
        yield from _block("statement", question.statement, "")
    for title, text in question.asides:
        yield f"# {title}:"
        yield from (f"#   {line}" for line in text.splitlines())
    if overlook:
        yield f"overlook: {{tolerance: {quoted(overlook)}}}"
    if question.names:
        rows = (
            name if domain == "real" else f"{name}: {{domain: {domain}}}" for name, domain in question.names
        )
        yield "variables:"
        yield from (f"  {row}" if ":" in row else f"  {row}: {{}}" for row in rows)


def _items(question: Question) -> Iterator[str]:
    scope = cas.scope_of(question.names)
    yield "items:"
    for asked in question.asked:
        yield f"  - id: {quoted(asked.id)}"
        if question.statement and len(question.asked) == 1:
            yield from _block("prompt", question.statement, "    ")
        if asked.points != 1:
            yield f"    points: {credit_text(asked.points)}"
        expected = quoted(_text(asked, asked.expected, scope))
        if not asked.accept and not asked.options:
            yield f"    {asked.kind}: {expected}"
            continue
        yield f"    {asked.kind}:"
        yield f"      expected: {expected}"
        yield from (f"      {key}: {value}" for key, value in asked.options)
        if asked.accept:
            yield "      accept:"
        for row in asked.accept:
            yield f"        - expected: {quoted(_text(asked, row.expected, scope))}"
            if row.credit != 1:
                yield f"          credit: {credit_text(row.credit)}"
            if row.feedback:
                yield from _block("feedback", row.feedback, "          ")


def _tests(question: Question) -> Iterator[str]:
    scope = cas.scope_of(question.names)
    yield "tests:  # right answers, what else counts, and a wrong one"
    for asked in question.asked:
        yield _test(asked, _text(asked, asked.expected, scope), Fraction(1))
        for row in asked.accept:
            yield _test(asked, _text(asked, row.expected, scope), row.credit)
        for response, credit in asked.tests:
            yield _test(asked, _text(asked, response, scope), credit)
        wrong = _wrong_number(asked) if asked.kind == "numeric" else _wrong_expression(asked, scope)
        if wrong:
            yield _test(asked, wrong, Fraction(0))


def _test(asked: Asked, response: str, credit: Fraction) -> str:
    status = "correct" if credit == 1 else "partial" if credit else "incorrect"
    earned = f", credit: {credit_text(credit)}" if 0 < credit < 1 else ""
    return f"  - {{item: {quoted(asked.id)}, response: {quoted(response)}, status: {status}{earned}}}"


def _text(asked: Asked, expr: Expr, scope: Scope) -> str:
    if asked.kind == "numeric":
        value = number_value(expr)
        typed = to_text(Number(value)) if is_rational(expr) else ""
        if typed and "/" not in typed:
            return typed
    return cas.read_back(expr, scope)


def _wrong_number(asked: Asked) -> str:
    """A whole number beyond all that count."""
    known = [abs(number_value(expr)) for expr in (asked.expected, *(row.expected for row in asked.accept))]
    return str(math.ceil(2 * max(known) + 2 * asked.radius) + 1)


def _wrong_expression(asked: Asked, scope: Scope) -> str:
    """The right one with 1 added, or doubled: whichever is none that counts."""
    right = asked.expected
    candidates: list[Expr] = [Apply("mul", (number(2), right))]
    if infer_shape(right, scope) == SCALAR:
        candidates.insert(0, add(right, number(1)))
    candidates.append(add(*candidates))
    up_to = next((value for key, value in asked.options if key == "up_to"), "")
    for candidate in candidates:
        others = (right, *(row.expected for row in asked.accept))
        found = [
            compare_up_to("constant", other, candidate, scope) if up_to else compare(other, candidate, scope)
            for other in others
        ]
        if all(each.verdict == "different" for each in found):
            return to_text(candidate, "plain", scope)
    return ""


def _block(key: str, text: str, indent: str) -> Iterator[str]:
    """A text under a key, in lines of its own where it has several."""
    lines = text.split("\n")
    if len(lines) == 1 and len(text) < 80 and "'" not in text:
        yield f"{indent}{key}: {quoted(text)}"
        return
    yield f"{indent}{key}: |"
    yield from (f"{indent}  {line}" for line in lines)
