"""A problem file as text: what ``gradecheck new`` writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .starting import Start

MODELINE = "# yaml-language-server: $schema="
_PLAIN = re.compile(r"[^\W\d][\w ]*|-?\d+(\.\d+)?|[\w(][\w()+*/^. -]*[\w)]")


@dataclass(frozen=True, slots=True)
class Key:
    """What is right, an expression and a number as they are written, and how near the number must come."""

    symbolic: str
    numeric: str
    tolerance: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``tests:``; ``why`` is the comment beside it."""

    item: str
    response: tuple[tuple[str, str], ...]
    status: str
    note: str = ""
    why: str = ""


def problem_text(start: Start, keys: Sequence[Key] = (), rows: Iterable[Row] = (), schema: str = "") -> str:
    """The problem file; without ``keys`` the answers are left to the derivation."""
    return "\n".join([*_head(start, schema), *_items(start, keys), *_tests(list(rows))]) + "\n"


def gradient(start: Start, name: str) -> str:
    """What an item asks for."""
    return f"∂{start.output}/∂{name}"


def quoted(text: str) -> str:
    """A text as YAML reads it back, also within ``{…}``.

    >>> quoted("x + y"), quoted("-4"), quoted("-(x)"), quoted("a: b")
    ('x + y', '-4', "'-(x)'", "'a: b'")
    """
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"


def _head(start: Start, schema: str) -> Iterator[str]:
    if schema:
        yield MODELINE + schema
    yield "gradecheck: 1"
    yield f"title: {quoted(f'Gradients of {start.output}')}"
    at = ", ".join(f"{name} = {_number(value)}" for name, value in start.values)
    yield "statement: |"
    yield f"  Let {start.forward if '=' in start.forward else f'{start.output} = {start.forward}'}."
    if len(start.nodes) > 1:
        yield f"  We break this up into {', '.join(f'{name} = {expr}' for name, expr in start.nodes)}."
    yield f"  We evaluate at {at}. The upstream gradient at {start.output} is 1."
    yield "  Give each gradient symbolically (without plugging in values) and evaluated."
    yield "variables:"
    yield from (f"  {name}: {_number(value)}" for name, value in start.values)
    yield "graph:  # the forward; rename the steps as you like, here and in the answers"
    yield from (f"  {name}: {quoted(expr)}" for name, expr in start.nodes)


def _items(start: Start, keys: Sequence[Key]) -> Iterator[str]:
    yield "items:  # the answers are derived; what you change is held against the graph"
    for n, name in enumerate(start.asked):
        key = keys[n] if keys else None
        symbolic = quoted(key.symbolic) if key else "{derive: true}"
        asked = f'id: "{n + 1}", gradient: {gradient(start, name)}'
        yield f"  - {{{asked}, symbolic: {symbolic}, numeric: {_numeric(key)}}}"


def _numeric(key: Key | None) -> str:
    if key is None:
        return "{decimals: 4}"
    return f"{{expected: {key.numeric}, {key.tolerance}}}" if key.tolerance else quoted(key.numeric)


def _tests(rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield "tests:  # answers, and how each comes out; add those that your students give"
    for row in rows:
        if len(row.response) == 1 and not row.response[0][0]:
            response = quoted(row.response[0][1])
        else:
            response = "{" + ", ".join(f"{part}: {quoted(text)}" for part, text in row.response) + "}"
        note = f", note: {row.note}" if row.note else ""
        why = f"  # {row.why}" if row.why else ""
        yield f'  - {{item: "{row.item}", response: {response}, status: {row.status}{note}}}{why}'


def _number(value: Fraction) -> str:
    """A value as authors type it: a decimal where that is exact.

    >>> _number(Fraction(-1, 2)), _number(Fraction(1, 3))
    ('-0.5', '1/3')
    """
    for places in range(7):
        text = f"{float(value):.{places}f}"
        if Fraction(text) == value:
            return text
    return str(value)
