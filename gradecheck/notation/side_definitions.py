"""Names that an answer explains itself: ``s (1 - s) x where s = σ(z)``, ``W^T D g, D = diag(z > 0)``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from .examples import examples_of
from .expr import substitute
from .names import NameTable
from .reading import Reading
from .scope import Declared, Scope
from .tokens import Token

SEPARATORS = frozenset({",", ";", "where", "with"})
MOST_READINGS = 2
"""Readings of an explanation that are tried."""

Parse = Callable[[list[Token], Scope], tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class Side:
    """A name of the student's own, and the tokens behind its ``=``."""

    name: str
    tokens: tuple[Token, ...]


def without_side_definitions(tokens: list[Token]) -> list[Token]:
    """The tokens without what explains declared names: ``σ(z) w_0, z = w_0 x_0`` and ``…  where z = …``."""
    at = next((at for at in _separators(tokens) if _kinds(tokens, at, "name")), None)
    return tokens if at is None else [*tokens[:at], tokens[-1]]


def own_definitions(tokens: list[Token], scope: Scope) -> tuple[list[Token], list[Side]]:
    """The answer itself, and the names that it uses and explains, which the problem does not declare."""
    table = NameTable(scope)
    starts = [at for at in _separators(tokens) if _kinds(tokens, at, "run")]
    stops = [*starts, len(tokens) - 1]
    sides = [_side(tokens[at + 1 : end]) for at, end in pairwise(stops)]
    own = [side for side in sides if scope.get(table.find(side.name) or "") is None]
    if not own or not all(_used(side, starts[0], tokens, own) for side in own):
        return tokens, []
    return [*tokens[: starts[0]], tokens[-1]], own


def put_in(tokens: list[Token], sides: list[Side], scope: Scope, parse: Parse) -> tuple[Reading, ...]:
    """The readings of ``tokens`` with what ``sides`` say of their names put in.

    Raises ``NotationError`` where one of them cannot be read.
    """
    if not sides:
        return parse(tokens, scope)
    side = next((side for side in sides if not _uses(side, sides)), sides[0])
    rest = [each for each in sides if each is not side]
    found: list[Reading] = []
    for said in parse([*side.tokens, tokens[-1]], scope)[:MOST_READINGS]:
        batch = next(iter(examples_of(said.expr, scope)), None)
        own = Declared(side.name, said.shape, batch=batch, definition=said.expr)
        wider = replace(scope, names=(*scope.names, own))
        for reading in put_in(tokens, rest, wider, parse):
            expr = substitute(reading.expr, {side.name: said.expr})
            found.append(replace(reading, expr=expr, remarks=(*said.remarks, *reading.remarks)))
    return tuple(found)


def without_commas(tokens: list[Token]) -> list[Token]:
    """``…, where`` as ``… where``."""
    words = [token.text in ("where", "with") for token in tokens[1:]] + [False]
    return [
        token for token, before in zip(tokens, words, strict=True) if not (before and token.text in (",", ";"))
    ]


def _separators(tokens: list[Token]) -> list[int]:
    """Where, outside of brackets, a separator stands behind something."""
    found, depth = [], 0
    for position, token in enumerate(tokens):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
        if token.text in SEPARATORS and depth == 0 and position > 0:
            found.append(position)
    return found


def _kinds(tokens: list[Token], at: int, kind: str) -> bool:
    """Whether a name and = follow."""
    ahead = tokens[at + 1 : at + 5]
    scripted = kind == "run" and len(ahead) == 4 and ahead[1].text == "_"
    equals = ahead[3 if scripted else 1].text if len(ahead) > 1 + 2 * scripted else ""
    return ahead[0].kind == kind and equals in ("=", ":=") if ahead else False


def _side(tokens: list[Token]) -> Side:
    name = "_".join(token.text for token in tokens[:3:2]) if tokens[1].text == "_" else tokens[0].text
    equals = next(at for at, token in enumerate(tokens) if token.text in ("=", ":="))
    return Side(name, tuple(tokens[equals + 1 :]))


def _uses(side: Side, sides: list[Side]) -> bool:
    """Whether one of the names is explained with another one."""
    others = {each.name for each in sides if each is not side}
    return any(token.kind == "run" and token.text in others for token in side.tokens)


def _used(side: Side, end: int, tokens: list[Token], own: list[Side]) -> bool:
    stem = side.name.partition("_")[0]
    elsewhere = chain(tokens[:end], *(each.tokens for each in own if each is not side))
    return any(token.kind == "run" and stem in token.text for token in elsewhere)
