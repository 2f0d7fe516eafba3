"""Code that is unusually alike: fingerprints of normalised tokens, as a prompt to look and never a verdict.

Fingerprints are chosen by winnowing (Schleimer, Wilkerson and Aiken, Winnowing: Local Algorithms for Document
Fingerprinting, SIGMOD 2003): any run of ``WINDOW + GRAM - 1`` equal tokens is found. Names, numbers, texts,
comments and layout do not matter. What much of the class wrote is taken for the obvious way, and left out.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from array import array
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

GRAM, WINDOW = 10, 6
BASE, MODULUS = 1_000_003, (1 << 61) - 1
MOST_TOKENS = 20_000
"""Tokens of one file that are looked at."""
COMMON_SHARE, COMMON_LEAST = 0.2, 4
"""Code in more than this share of the class, and in more than so many files, is common."""
LONGEST_ROW = 40
"""A fingerprint in more different files than this says nothing of two of them."""
FEWEST_OWN = 8
"""Files with fewer fingerprints that are not common are too short to tell."""
THRESHOLD = 0.6
MOST_LISTED = 50
SHARES = 8
"""Fingerprints are counted in so many turns, a share of them at a time, to keep memory small."""


@dataclass(frozen=True, slots=True)
class Alike:
    """People whose code for one problem is unusually alike.

    ``share`` is the part of the smaller file's own fingerprints that the other one has too; 1 where the files
    are the same but for names, numbers and layout. ``evidence`` counts the fingerprints in common.
    """

    problem: str
    people: tuple[int, ...]
    share: float
    evidence: int


@dataclass(slots=True)
class Files:
    """The files for one problem, each kept as its fingerprints; files with the same tokens are one."""

    people: list[list[int]] = field(default_factory=list)
    prints: list[array[int]] = field(default_factory=list)
    by_tokens: dict[bytes, int] = field(default_factory=dict)
    count: int = 0

    def add(self, person: int, sources: Sequence[str]) -> None:
        """Note what one person handed in for the problem."""
        tokens = [token for source in dict.fromkeys(sources) for token in normalised(source)]
        if not tokens:
            return
        self.count += 1
        key = blake2b("\0".join(tokens).encode(), digest_size=16).digest()
        if key not in self.by_tokens:
            self.by_tokens[key] = len(self.people)
            self.people.append([])
            self.prints.append(array("Q", fingerprints(tokens)))
        self.people[self.by_tokens[key]].append(person)

    def alike(self, problem: str) -> tuple[Alike, ...]:
        """The files that are most alike, at most ``MOST_LISTED`` rows."""
        own, shared = self._own()
        found = [
            Alike(problem, tuple(people), 1.0, count)
            for people, count in zip(self.people, own, strict=True)
            if len(people) > 1 and count >= FEWEST_OWN
        ]
        found += self._pairs(problem, own, shared)
        found.sort(key=lambda one: (-one.share, -one.evidence, one.people))
        return tuple(found[:MOST_LISTED])

    def _own(self) -> tuple[list[int], list[array[int]]]:
        """How many fingerprints of each file are not common in the class; those that another file has too."""
        most = max(COMMON_LEAST, int(self.count * COMMON_SHARE))
        own, shared = [0] * len(self.prints), [array("Q") for _ in self.prints]
        for share in range(SHARES):
            people, files = Counter[int](), Counter[int]()
            parts = [[one for one in prints if one % SHARES == share] for prints in self.prints]
            for who, prints in zip(self.people, parts, strict=True):
                files.update(prints)
                for one in prints:
                    people[one] += len(who)
            for file, prints in enumerate(parts):
                rare = [one for one in prints if people[one] <= most]
                own[file] += len(rare)
                shared[file].extend(one for one in rare if files[one] > 1)
        return own, shared

    def _pairs(self, problem: str, own: Sequence[int], shared: Sequence[Sequence[int]]) -> Iterator[Alike]:
        """Pairs of different files, found through an inverted index, one file after another."""
        rows: dict[int, list[int]] = {}
        for file, prints in enumerate(shared):
            if len(prints) < FEWEST_OWN:
                continue
            met: Counter[int] = Counter()
            for one in prints:
                row = rows.setdefault(one, [])
                if len(row) <= LONGEST_ROW:
                    met.update(row)
                    row.append(file)
            for other, count in met.items():
                share = count / min(own[file], own[other])
                if count >= FEWEST_OWN and share >= THRESHOLD:
                    pair = (self.people[other][0], self.people[file][0])
                    yield Alike(problem, pair, min(share, 0.99), count)


def normalised(source: str) -> list[str]:
    """The tokens of Python code with every name, number and text replaced by one sign.

    Code that breaks off is read as far as it goes.

    >>> normalised("dx = x * 2  # chain rule")
    ['n', '=', 'n', '*', '0']
    """
    found: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            sign = _sign(token)
            if sign:
                found.append(sign)
            if len(found) >= MOST_TOKENS:
                break
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def _sign(token: tokenize.TokenInfo) -> str:
    match token.type:
        case tokenize.NAME:
            return token.string if keyword.iskeyword(token.string) else "n"
        case tokenize.NUMBER:
            return "0"
        case tokenize.STRING:
            return "s"
        case tokenize.OP:
            return token.string
    return ""


def fingerprints(tokens: Sequence[str]) -> list[int]:
    """The fingerprints that winnowing chooses, without duplicates, in order.

    >>> fingerprints(["n"] * 40) == fingerprints(["n"] * 50)
    True
    """
    hashes = list(_rolling([_code(token) for token in tokens]))
    chosen: dict[int, None] = {}
    window: deque[int] = deque()
    for position, value in enumerate(hashes):
        while window and hashes[window[-1]] >= value:
            window.pop()
        window.append(position)
        if window[0] <= position - WINDOW:
            window.popleft()
        if position >= WINDOW - 1:
            chosen[hashes[window[0]]] = None
    return list(chosen)


def _code(token: str) -> int:
    """A number for a token, the same in every run."""
    return int.from_bytes(token.encode()[:7], "big") + 1


def _rolling(codes: Sequence[int]) -> Iterator[int]:
    """A hash of each run of ``GRAM`` tokens (Karp and Rabin)."""
    leaving = pow(BASE, GRAM, MODULUS)
    value = 0
    for position, code in enumerate(codes):
        value = (value * BASE + code) % MODULUS
        if position >= GRAM:
            value = (value - codes[position - GRAM] * leaving) % MODULUS
        if position >= GRAM - 1:
            yield value
