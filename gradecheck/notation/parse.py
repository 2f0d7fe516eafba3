"""Text → readings: every sensible way to read an answer, the preferred one first."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from itertools import product

from .expr import Expr, Span, children
from .labels import label_end, listed, segments
from .names import NameTable, bound_indices, free_letter
from .reader import Choices, Reader
from .reading import NotationError, Reading, Remark
from .resolve import resolve
from .scope import Scope
from .shapes import Elaborator, Fit
from .side_definitions import own_definitions, put_in, without_commas, without_side_definitions
from .tokens import Token, tokenize

MAX_NODES = 3000
MAX_EXPR_DEPTH = 120

REMEMBERED = 256
"""Texts that are not read again: an answer is read to be judged, carried on, and put beside those of others."""

ALTERNATIVES = {"tight": True, "wide": False, "applied": True, "summed": True, "bare": True, "euler": True}
"""The other value of each of the reader's choices."""

OTHER_FITS = {
    "hadamard_star": Fit(hadamard_star=True),
    "inner_star": Fit(inner_star=True),
    "norm_bars": Fit(norm_bars=True),
    "over_examples": Fit(over_examples=True),
}
"""Other ways to make products fit, by what is met when a text gives occasion for them."""

LENIENT_FITS = (Fit(lenient=True, hadamard_mul=True), Fit(lenient=True))
"""Ways to make shapes fit that do not fit as they stand, the likelier one first."""


@lru_cache(maxsize=REMEMBERED)
def parse(text: str, scope: Scope) -> tuple[Reading, ...]:
    """All sensible readings of ``text`` (a leading label such as ``∂f/∂q =`` is taken off), without duplicates.

    >>> from .scope import Declared
    >>> scope = Scope(names=(Declared("x"), Declared("yhat")))
    >>> [reading.expr.op for reading in parse("1/2x", scope)]
    ['mul', 'div']

    Raises ``NotationError`` where no reading is possible, with the place and a remedy.
    """
    tokens, sides = own_definitions(without_commas(tokenize(answer_in(text))), scope)
    return put_in(tokens, sides, scope, partial(_readings, text))


def formula_before_number(text: str, scope: Scope) -> tuple[Reading, ...]:
    """The readings of the formula in ``z = -4``, where the number behind it is read otherwise."""
    with suppress(NotationError):
        links = segments(answer_in(text))
        return parse(links[-2], scope) if len(links) > 1 else ()
    return ()


def _readings(text: str, tokens: list[Token], scope: Scope) -> tuple[Reading, ...]:
    bound = bound_indices(tokens)
    table = NameTable(scope, bound)
    if free := free_letter(tokens, table):
        table = NameTable(scope, bound, free)
    resolved = without_side_definitions(resolve(tokens, table))
    resolved = listed(resolved) or resolved[label_end(resolved) :]
    readings: list[Reading] = []
    failure: NotationError | None = None
    met: dict[str, Remark] = {}
    for choices in _all_choices(text, resolved, scope, table, met):
        try:
            readings.extend(_fits(text, resolved, scope, table, choices, met))
        except NotationError as error:
            failure = failure or error
    if not readings and failure is not None:
        raise failure
    unique = {reading.expr: reading for reading in reversed(readings)}
    return tuple(reading for reading in readings if unique[reading.expr] is reading)


def _all_choices(
    text: str, tokens: list[Token], scope: Scope, table: NameTable, met: dict[str, Remark]
) -> list[Choices]:
    """The preferred choices, and each combination of other ones that the text gives occasion for."""
    reader = Reader(text, list(tokens), scope, table, Choices())
    try:
        reader.whole()
    except NotationError:
        met.update(reader.met)
        return [Choices(bare=True), Choices()] if "bare" in reader.met else [Choices()]
    met.update(reader.met)
    open_choices = [name for name in ALTERNATIVES if name in reader.met]
    return [
        replace(Choices(), **dict(zip(open_choices, values, strict=True)))
        for values in product(*((getattr(Choices(), name), ALTERNATIVES[name]) for name in open_choices))
    ]


def _fits(
    text: str, tokens: list[Token], scope: Scope, table: NameTable, choices: Choices, met: dict[str, Remark]
) -> list[Reading]:
    """One reading of the signs, with each way to make its shapes fit."""
    raw = Reader(text, list(tokens), scope, table, choices).whole()
    _guard(raw, text)
    remarks = tuple(
        met[name] for name in ALTERNATIVES if name in met and getattr(choices, name) != getattr(Choices(), name)
    )
    implied = (met["implied_index"],) if "implied_index" in met else ()
    strict = Elaborator(text, scope, Fit())
    found: list[Reading] = []
    failure: NotationError | None = None
    try:
        found.append(Reading(*strict.run(raw), (*implied, *remarks)))
    except NotationError as error:
        failure = error
    for name, fit in OTHER_FITS.items():
        if name in strict.met:
            with suppress(NotationError):
                typed = Elaborator(text, scope, fit).run(raw)
                found.append(Reading(*typed, (*implied, *remarks, strict.met[name])))
    if found or failure is None:
        return found
    for fit in LENIENT_FITS:
        lenient = Elaborator(text, scope, fit)
        with suppress(NotationError):
            typed = lenient.run(raw)
            told = [lenient.met["hadamard_mul"]] if fit.hadamard_mul and "hadamard_mul" in lenient.met else []
            turned = [lenient.turned] if lenient.turned else []
            found.append(Reading(*typed, (*implied, *remarks, *told, *turned)))
    if not found:
        raise failure
    return found


def _guard(expr: Expr, text: str) -> None:
    """Bounds on the tree, before anything is computed with it."""
    stack, count = [(expr, 1)], 0
    while stack:
        node, depth = stack.pop()
        count += 1
        if depth > MAX_EXPR_DEPTH or count > MAX_NODES:
            what = f"nested more than {MAX_EXPR_DEPTH} deep" if depth > MAX_EXPR_DEPTH else "too large"
            raise NotationError(
                f"the expression is {what}", text, node.span or Span(0, 1), remedy="simplify the expression"
            )
        stack.extend((child, depth + 1) for child in children(node))


def answer_in(text: str) -> str:
    """``text`` without a comment behind ``#`` and without a full stop at its end.

    >>> answer_in("w_0 σ(z).  # chain rule")
    'w_0 σ(z)'
    """
    text = text.partition("#")[0].rstrip()
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text
