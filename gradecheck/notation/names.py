"""Declared names and the many ways to write them.

``W2``, ``W_2``, ``W_{2}``, ``W^{[2]}``, ``W₂`` are one name; so are ``ŷ``, ``yhat``, ``\\hat{y}``, ``y_hat``.
Each spelling has a *key*; a run of letters is split into the fewest pieces whose keys mean something.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from .expr import SCALAR
from .operations import SPELLINGS
from .scope import Scope
from .signs import GREEK
from .tokens import Token, tokenize

WORDS = frozenset(("if when for where else otherwise and or not in then from to over").split())
FUNCTIONS: dict[str, str] = {
    **SPELLINGS,
    **{name: name for name in ("permutation", "softmax", "log_base", "identity", "zeros_like", "basis")},
    "square": "square",
    **{name: name for name in ("sech", "csch", "coth", "cbrt", "binom")},
    "cosech": "csch",
    "binomial": "binom",
    "comb": "binom",
    "reciprocal": "reciprocal",
    "where": "where",
    "array": "array",
    "add": "plus",
    "subtract": "minus",
    "divide": "div",
    "negative": "neg",
    "eye": "identity",
    "sum": "total",
    "dot": "npdot",
    "log2": "log2",
    "log10": "log10",
    "clip": "clip",
}
MODULES = frozenset(["np", "numpy", "math", "torch", "jnp", "tf", "F", "sp", "scipy", "special", "linalg"])
SHORT = {"lambda": "lam", "epsilon": "eps"}
"""Greek letters that are also written shorter."""
CONSTANTS = {"pi": "pi", "π": "pi", "e": "e"}


def key(text: str) -> str:
    """The key of a spelling: signs of subscript dropped, Greek letters in words.

    >>> key("W_{2}"), key("W₂"), key("ŷ"), key("y_hat"), key("δ_1"), key("∂L/∂F")
    ('W2', 'W2', 'yhat', 'yhat', 'delta1', '∂L/∂F')
    """
    return exact_key(text).replace("_", "")


@lru_cache(maxsize=4096)
def exact_key(text: str) -> str:
    """Like ``key``, but the subscript sign stays: tells ``x1`` from ``x_1`` where both are declared."""
    kept = (
        token.text for token in tokenize(text)[:-1] if token.text not in ("{", "}", "^", "[", "]", "(", ")")
    )
    return "".join(GREEK.get(char, char) for part in kept for char in part)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a run.

    ``kind`` is ``name``, ``component`` (a name and digits), ``function``, ``constant``, ``word`` or ``index``.
    """

    kind: str
    value: str
    start: int
    end: int


class NameTable:
    """The names of one scope, by key.

    ``bound`` are the indices of sums, ``free`` the one that runs over all entries of the answer.
    """

    def __init__(self, scope: Scope, bound: frozenset[str] = frozenset(), free: str = "") -> None:
        self.scope = scope
        self.bound = bound | {free} if free else bound
        self.free = free
        self.exact: dict[str, str] = {}
        self.loose: dict[str, str | None] = {}
        for declared in scope.names:
            for spelling in (declared.name, *declared.aliases):
                self._enter(spelling, declared.name)
        for name in (*scope.dims, *(index.name for index in scope.indices)):
            self._enter(name, name)
        for spelled, known in tuple(self.loose.items()):
            for long, short in SHORT.items():
                self.loose.setdefault(spelled.replace(long, short), known)

    def _enter(self, spelling: str, name: str) -> None:
        self.exact[exact_key(spelling)] = name
        loose = key(spelling)
        self.loose[loose] = name if self.loose.get(loose, name) == name else None

    def find(self, text: str) -> str | None:
        """The declared name that ``text`` spells, or ``None``."""
        found = self.exact.get(exact_key(text))
        return found if found is not None else self.loose.get(key(text))

    def known(self, text: str) -> Piece | None:
        """What ``text``, a whole run, stands for: a declared name before anything else."""
        name = self.find(text)
        if name is not None:
            return Piece("name", name, 0, len(text))
        if text in self.bound:
            return Piece("index", text, 0, len(text))
        if text in WORDS:
            return Piece("word", text, 0, len(text))
        if text in FUNCTIONS:
            return Piece("function", FUNCTIONS[text], 0, len(text))
        if text in CONSTANTS:
            return Piece("constant", CONSTANTS[text], 0, len(text))
        return self._component(text)

    def _component(self, text: str) -> Piece | None:
        """``x0`` and ``xi`` are components of the declared vector x."""
        letters = text.rstrip("0123456789")
        if len(text) > 1 and (text[-1] in self.bound or self.scope.index(text[-1]) is not None):
            letters = text[:-1]
        name = self.find(letters) if letters and letters != text else None
        declared = self.scope.get(name) if name is not None else None
        if declared is None or declared.shape == SCALAR:
            return None
        return Piece("component", declared.name, 0, len(text))

    def split(self, run: str) -> list[Piece] | None:
        """The run in the fewest known pieces (the longest first ones win), or ``None``.

        Letters and the digits behind them stay together where that is a name; digits may also be an exponent
        of nothing, so a piece begins with a digit only behind a function, as in ``cos2θ``.
        """
        best: list[list[Piece] | None] = [None] * (len(run) + 1)
        best[len(run)] = []
        for start in range(len(run) - 1, -1, -1):
            for end in range(len(run), start, -1):
                rest = best[end]
                if rest is None:
                    continue
                piece = self._number(run[start:end]) if start else None
                piece = piece or self.known(run[start:end])
                if piece is None or (piece.kind == "word" and end - start < len(run)):
                    continue
                if rest and rest[0].kind == "number" and piece.kind != "function":
                    continue
                current = best[start]
                if current is None or len(rest) + 1 < len(current):
                    best[start] = [Piece(piece.kind, piece.value, start, end), *rest]
        return best[0]

    def _number(self, text: str) -> Piece | None:
        return Piece("number", text, 0, len(text)) if text.isdigit() else None

    def suggestions(self, text: str) -> list[str]:
        """Declared names close to ``text``, closest first; of ``W2T`` the transpose of W_2."""
        if text.endswith("T") and (turned := self.find(text[:-1])) is not None:
            return [f"{turned}^T"]
        by_key = {key(declared.name).lower(): declared.name for declared in self.scope.names}
        close = difflib.get_close_matches(key(text).lower(), list(by_key), n=3, cutoff=0.6)
        stem = key(text).lower().rstrip("0123456789")
        same = [name for known, name in by_key.items() if known.rstrip("0123456789") == stem]
        return [by_key[found] for found in close] or same

    def declared(self) -> str:
        """All declared names, for a message."""
        names = [declared.name for declared in self.scope.names]
        return ", ".join([*names[:12], *(["…"] if len(names) > 12 else [])])

    def functions_like(self, text: str) -> list[str]:
        """Function names close to ``text``."""
        return difflib.get_close_matches(text, [name for name in FUNCTIONS if len(name) > 2], n=1, cutoff=0.7)


def free_letter(tokens: list[Token], table: NameTable) -> str:
    """The letter that nothing declares or binds and that alone stands as an index: ``p_i g_i``, ``x[k]``.

    >>> from .scope import Declared
    >>> free_letter(tokenize("p_i (g_i - Σ_j g_j p_j)"), NameTable(Scope((Declared("p"),)), frozenset("j")))
    'i'
    """
    found: set[str] = set()
    for at, (base, opener) in enumerate(pairwise(tokens)):
        if base.kind != "run" or opener.text not in ("_", "["):
            continue
        bracket = opener.text == "[" or tokens[at + 2].text == "{"
        first = at + 2 + (tokens[at + 2].text == "{")
        letter, behind = tokens[first], tokens[min(first + 1, len(tokens) - 1)]
        if opener.spaced or (bracket and behind.text not in ("]", "}")) or behind.text == "_":
            continue
        if letter.kind == "run" and len(letter.text) == 1 and table.known(letter.text) is None:
            found |= {letter.text} if table.find(f"{base.text}_{letter.text}") is None else set()
    return found.pop() if len(found) == 1 else ""


def bound_indices(tokens: list[Token]) -> frozenset[str]:
    """Letters that a sum or product of this text binds: what follows ``Σ_`` or ``for``.

    >>> sorted(bound_indices(tokenize("Σ_{j≠0} g_j")))
    ['j']
    """
    found: set[str] = set()
    for position, token in enumerate(tokens):
        heads = token.text in ("sum", "prod", "stack", "for", "over")
        if not heads:
            continue
        for follower in tokens[position + 1 : position + 4]:
            if follower.kind == "run" and len(follower.text) == 1:
                found.add(follower.text)
            if follower.kind == "run" or follower.text == "(":
                break
    return frozenset(found)
