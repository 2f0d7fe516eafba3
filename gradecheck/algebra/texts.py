"""Comparing two answers as they were written: names that nobody declared are found in the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import OperatorError
from ..notation import parse, parse_shape, to_text
from ..notation.names import NameTable, bound_indices
from ..notation.reading import NotationError, Reading
from ..notation.resolve import resolve
from ..notation.scope import Declared, Domain, Scope
from ..notation.signs import GREEK
from ..notation.tokens import Token, tokenize
from .compare import compare
from .comparison import Comparison, Evidence

TextVerdict = Literal["equal", "different", "invalid", "undecided"]
IMAGINARY = frozenset({"i", "j"})
"""Not taken for names that nobody declared: they may be meant as √−1, and all numbers here are real."""
_NAME = re.compile(r"[^\W\d]\d*")


@dataclass(frozen=True, slots=True)
class TextComparison:
    """The result of comparing two texts.

    ``read_as`` is how the given one was read; ``message`` says why an ``invalid`` one could not be, with place
    and remedy; ``remarks`` is what there is to say about its notation.
    """

    verdict: TextVerdict
    read_as: str = ""
    evidence: Evidence | None = None
    relation: str = ""
    remarks: tuple[str, ...] = ()
    message: str = ""
    boundary: bool = False


def compare_texts(
    expected: str,
    given: str,
    variables: Mapping[str, str] | None = None,
    *,
    seed: int = 0,
    seconds: float = 4.0,
) -> TextComparison:
    """Whether ``given`` equals ``expected`` wherever that is defined; each sensible reading of it is tried.

    ``variables`` gives names a domain (``positive``), a shape (``(D_a, D_x)``) or both (``positive n``).
    Other names are taken from ``expected``, and without any ``variables`` from both, as real numbers; but for
    i and j, which must be declared, since complex numbers are not read. Raises ``NotationError`` where
    ``expected`` cannot be read and ``OperatorError`` for a domain that there is not.

    >>> compare_texts("2 sin x cos x", "sin 2x").verdict, compare_texts("x", "(x").verdict
    ('equal', 'invalid')
    """
    scope = scope_of(variables or {}, (expected,) if variables else (expected, given))
    right = parse(expected, scope)[0]
    try:
        readings = parse(given, scope)
    except NotationError as error:
        return TextComparison("invalid", message=str(error))
    return _best(right, readings, scope, seed, seconds)


def _best(
    right: Reading, readings: tuple[Reading, ...], scope: Scope, seed: int, seconds: float
) -> TextComparison:
    """The first reading that is equal, else one that is undecided, else the first."""
    found = [
        (reading, compare(right.expr, reading.expr, scope, seed=seed, seconds=seconds / len(readings)))
        for reading in readings
    ]
    order = {"equal": 0, "undecided": 1, "different": 2}
    reading, best = min(found, key=lambda pair: order[pair[1].verdict])
    return _told(reading, best, scope)


def _told(reading: Reading, found: Comparison, scope: Scope) -> TextComparison:
    remarks = tuple(remark.sentence for remark in reading.remarks)
    read_as = to_text(reading.expr, "plain", scope)
    apart = found.boundary is not None
    return TextComparison(found.verdict, read_as, found.evidence, found.relation, remarks, boundary=apart)


def scope_of(variables: Mapping[str, str], texts: tuple[str, ...]) -> Scope:
    """A scope with the declared names, and with those that the texts use besides.

    >>> [declared.name for declared in scope_of({"x": "positive"}, ("x alpha + y_1",)).names]
    ['x', 'alpha', 'y_1']
    """
    dims = _dimensions(variables.values())
    names = [_declared(name, told, dims) for name, told in variables.items()]
    for text in texts:
        for name in _unknown(text, Scope(tuple(names), dims=dims)):
            names.append(Declared(name))
    return Scope(tuple(names), dims=dims)


def _declared(name: str, told: str, dims: tuple[str, ...]) -> Declared:
    """A name from its domain, its shape, or both."""
    words = told.split(maxsplit=1)
    domains: tuple[Domain, ...] = get_args(Domain)
    domain = next((domain for domain in domains if words and words[0] == domain), None)
    rest = told if domain is None else " ".join(words[1:])
    if not rest:
        return Declared(name, domain=domain or "real")
    if domain is None and re.fullmatch(r"[a-z]{3,}", rest):
        raise OperatorError(f"there is no domain '{rest}'", remedy=f"one of: {', '.join(domains)}, or a shape")
    try:
        shape = parse_shape(rest, Scope(dims=dims))
    except NotationError as error:
        remedy = "write a domain, a shape such as (n, 1), or both"
        raise OperatorError(f"{name}: {error.fact}", remedy=remedy) from None
    return Declared(name, shape, domain or "real")


def _dimensions(told: Iterable[str]) -> tuple[str, ...]:
    """The names of dimensions in all shapes."""
    found: dict[str, None] = {}
    domains = set(get_args(Domain))
    for text in told:
        for word in re.findall(r"[^\W\d]\w*", text):
            if word not in domains and word not in ("x", "by"):
                found[word] = None
    return tuple(found)


def _unknown(text: str, scope: Scope) -> Iterator[str]:
    """Names that a text uses and nothing declares: Greek names, letters with digits or a subscript."""
    try:
        tokens = tokenize(text)
    except NotationError:
        return
    bound = bound_indices(tokens)
    table = NameTable(scope, bound)
    seen: set[str] = set()
    resolved = resolve(tokens, table)
    for position, token in enumerate(resolved):
        if token.kind != "run" or token.text in ("T", "I"):
            continue
        if _is_call(resolved, position, table):
            continue
        below = resolved[position + 1 : position + 3]
        script = below[1].text if len(below) == 2 and below[0].text == "_" and below[1].text.isalnum() else ""
        for name in _split(token.text, table):
            full = f"{name}_{script}" if script and name == _split(token.text, table)[-1] else name
            if full not in seen and full not in IMAGINARY:
                seen.add(full)
                yield full


def _is_call(tokens: Sequence[Token], position: int, table: NameTable) -> bool:
    """Whether a word stands before a bracket, such as ``erf(`` or ``erf^2(``: a function that is not known."""
    word = tokens[position].text
    if len(word) < 3 or not word.isascii() or not word.isalpha() or table.split(word) is not None:
        return False
    behind = [token.text for token in tokens[position + 1 : position + 4]]
    return behind[:1] == ["("] or (behind[:1] == ["^"] and behind[2:3] == ["("])


def _split(run: str, table: NameTable) -> list[str]:
    """A run as names: a Greek one whole, else letters with the digits behind them; known names left out."""
    if run in GREEK.values() or run in GREEK or run.endswith("hat"):
        return [run]
    parts = _NAME.findall(run) or [run]
    return [part for part in parts if table.known(part) is None]
