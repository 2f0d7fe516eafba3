"""Which answer belongs to which part: ids as people type them, labels, blanks, code by its function's name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..errors import OperatorError, StudentError
from ..notation.parse import segments
from ..problem.model import Item, Problem
from ..problem.parts import CodePart, GraphPart
from ..submission.model import Response, Submission

CHAINED = ("symbolic", "numeric")
HINTS = ".hints"
MOST_HINTS = 100
MOST_KEYS, LONGEST_KEY = 4096, 100
"""Keys that are remembered, and characters of one."""
_DERIVATIVE = re.compile(r"\s*(?:∂|d|\\partial\s*)[^=]*(?:/|\\frac)[^=]*", re.DOTALL)
_D = r"\{\s*(?:∂|d|\\partial|\\mathrm\s*\{\s*d\s*\})"
_LABEL = re.compile(rf"\s*\\[dt]?frac\s*{_D}.*\}}\s*{_D}.*|[d∂]\w+_[d∂]\w+", re.DOTALL)
"""A derivative in LaTeX, or as code calls it."""
_MATHEMATICS = re.compile(r"\$|(?<!\\)\\[()\[\]]")
_ABOUT = re.compile(r"=?\s*(?:≈|\\approx(?![a-zA-Z]))")
_NUMERIC_LATEX = re.compile(r"\\(?:[dt]?frac|cdot|times|left|right|[,;! ])(?![a-zA-Z])|[{}]")


@dataclass(slots=True)
class Matched:
    """The responses of one problem by key: item, kind of part, and blank ("" where there is none)."""

    by_key: dict[tuple[str, str, str], Response] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    named: set[tuple[str, str, str]] = field(default_factory=set)
    """The keys whose response named its item."""
    hints: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many hints were taken, by item and blank."""

    def enter_hints(self, key: tuple[str, str], response: Response) -> None:
        """Put down how many hints were taken. Of several numbers the largest counts."""
        text = response.text.strip()
        if text.isascii() and text.isdigit():
            self.hints[key] = max(self.hints.get(key, 0), min(int(text[:9]), MOST_HINTS))
        elif text:
            name = ".".join(filter(None, key))
            self.warnings.append(f"{response.place}: {name}.hints is not a number: write how many were taken")

    def enter(self, key: tuple[str, str, str], response: Response, *, is_unnamed: bool = False) -> None:
        """Put down a response. The last one that says something counts.

        A program that names no item gives way to one that does: a function in it may be a helper.
        """
        before = self.by_key.get(key)
        if before is not None and before.text.strip():
            if not response.text.strip() or (is_unnamed and key in self.named):
                return
            if before.text != response.text:
                name = ".".join(part for part in key if part)
                self.warnings.append(f"{name} is answered twice; the answer at {response.place} counts")
        self.by_key[key] = response
        if not is_unnamed and response.text.strip():
            self.named.add(key)


def match(problem: Problem, submission: Submission) -> Matched:
    """The responses that belong to this problem."""
    names = _Names(problem)
    matched = Matched()
    own = [each for each in submission.responses if not each.problem or _is_same(each.problem, problem.id)]
    for response in sorted(own, key=names.is_unnamed_code):
        if hinted := names.hinted(response):
            matched.enter_hints(hinted, response)
        for key in names.find(response):
            item = names.items[key[0]]
            if not key[2] and any(isinstance(part, GraphPart) for part in item.parts):
                _enter_blanks(matched, names, item, response)
                continue
            for part_key, text in _spread(item, key, response.text):
                matched.enter(part_key, _with_text(response, text), is_unnamed=names.is_unnamed_code(response))
    return matched


def _enter_blanks(matched: Matched, names: _Names, item: Item, response: Response) -> None:
    """``2.graph: u: -0.53, E = -0.53`` fills several blanks; what names none is told, not dropped silently."""
    for piece in filter(str.strip, re.split(r"[\n;]|,(?!\d)", response.text)):
        name, _, text = (each.strip() for each in re.sub("[:=]", "\0", piece, count=1).partition("\0"))
        key = names.known.get(_plain(f"{item.id}.graph.{name}"))
        if key is None or not key[2]:
            example = next(part.blanks[0].id for part in item.parts if isinstance(part, GraphPart))
            remedy = f"write {item.id}.graph.{example}: and the number"
            matched.warnings.append(f"{response.place}: '{_short(piece)}' names no blank: {remedy}")
        elif text:
            matched.enter(key, _with_text(response, text))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 30 else text[:29] + "…"


def named(problem: Problem, name: str) -> tuple[Item, str]:
    """The item that ``name`` stands for as on an answer sheet, and which part or blank of it ("" for all).

    Raises ``OperatorError`` where there is no such item, with the likely one.
    """
    names = _Names(problem)
    found = names.known.get(_plain(name))
    if found is not None:
        return names.items[found[0]], ".".join(filter(None, found[1:]))
    spelt = {_plain(each): each for item in problem.items for each in (item.label, item.id) if each}
    spelt |= {_one_word(plain): each for plain, each in spelt.items()}
    near = difflib.get_close_matches(_plain(name), spelt, n=1, cutoff=0.6)
    known = ", ".join(item.id for item in problem.items)
    remedy = f"did you mean '{spelt[near[0]]}'?" if near else f"items: {known}"
    raise OperatorError(f"{problem.id}: there is no item '{name}'", remedy=remedy)


def unmatched(problems: Sequence[Problem], submission: Submission) -> tuple[str, ...]:
    """A sentence for each answer that belongs to no item of these problems, with the likely one.

    What stands below the heading of another problem is left for that one.
    """
    names = [_Names(problem) for problem in problems]
    known = [key for each in names for key in each.spellings()]
    return tuple(
        _complaint(response, known)
        for response in submission.responses
        if response.text.strip()
        and (not response.problem or any(_is_same(response.problem, problem.id) for problem in problems))
        and not any(each.hinted(response) or list(each.find(response)) for each in names)
    )


def namesakes(problems: Sequence[Problem]) -> tuple[str, ...]:
    """A sentence for each set of problems that share ids of items: an answer without a heading goes to each."""
    owners: dict[str, list[str]] = {}
    for problem in problems:
        for item in problem.items:
            owners.setdefault(item.id, []).append(problem.id)
    shared: dict[tuple[str, ...], list[str]] = {}
    for name, several in owners.items():
        if len(several) > 1:
            shared.setdefault(tuple(several), []).append(name)
    return tuple(
        f"{' and '.join(several)} share the items {', '.join(names)}: answers need a heading, # {several[0]}, "
        "as sheets have it, or they go to each"
        for several, names in shared.items()
    )


def _complaint(response: Response, known: list[str]) -> str:
    if response.is_code and not response.key.lower().endswith("code"):
        return f"{response.place}: this file defines none of the functions asked for"
    near = difflib.get_close_matches(response.key.lower(), known, n=1, cutoff=0.6)
    hint = f": did you mean {near[0]}?" if near else ""
    return f"{response.place}: there is no item '{response.key}'{hint}"


class _Names:
    """The items of a problem under all the names that an answer may give them."""

    def __init__(self, problem: Problem) -> None:
        self.items = {item.id: item for item in problem.items}
        self.known: dict[str, tuple[str, str, str]] = {}
        for item in problem.items:
            self._item(item)
        self._bare_blanks(problem)
        for name, key in list(self.known.items()):
            self.known.setdefault(_one_word(name), key)

    def _item(self, item: Item) -> None:
        for name in filter(None, (item.id, item.label)):
            self.known.setdefault(_plain(name), (item.id, "", ""))
            for part in item.parts:
                self.known.setdefault(_plain(f"{name}.{part.kind}"), (item.id, part.kind, ""))
                for blank in part.blanks if isinstance(part, GraphPart) else ():
                    for spelling in (blank.id, *blank.aliases):
                        key = (item.id, "graph", blank.id)
                        self.known.setdefault(_plain(f"{name}.{spelling}"), key)
                        self.known.setdefault(_plain(f"{name}.graph.{spelling}"), key)

    def _bare_blanks(self, problem: Problem) -> None:
        """A blank may be named alone where nothing else is called so."""
        for item in problem.items:
            for part in item.parts:
                for blank in part.blanks if isinstance(part, GraphPart) else ():
                    for spelling in (blank.id, *blank.aliases):
                        self.known.setdefault(_plain(spelling), (item.id, "graph", blank.id))
                        self.known.setdefault(_plain(f"graph.{spelling}"), (item.id, "graph", blank.id))

    def hinted(self, response: Response) -> tuple[str, str] | None:
        """The item and the blank whose hints a line such as ``1.1.hints: 2`` counts."""
        key = _plain(response.key)
        if response.is_code or key in self.known or not key.endswith(HINTS):
            return None
        found = self.known.get(key.removesuffix(HINTS))
        return found and (found[0], found[2])

    def spellings(self) -> list[str]:
        """All names, for suggestions."""
        return list(self.known)

    def is_unnamed_code(self, response: Response) -> bool:
        """Whether a program belongs to items only by the functions that it defines."""
        found = self.known.get(_plain(response.key)) if response.is_code else None
        return response.is_code and not (
            found is not None and any(isinstance(part, CodePart) for part in self.items[found[0]].parts)
        )

    def find(self, response: Response) -> Iterator[tuple[str, str, str]]:
        """The keys of a response: usually one; a Python file may define several functions."""
        found = self.known.get(_plain(response.key))
        if not response.is_code:
            if found is not None:
                yield found
            return
        if found is not None and not self.is_unnamed_code(response):
            yield found[0], "code", ""
            return
        for item in self.items.values():
            for part in item.parts:
                if isinstance(part, CodePart) and re.search(rf"^def\s+{part.function}\b", response.text, re.M):
                    yield item.id, "code", ""


def _plain(key: str) -> str:
    """A key without what people vary: case, blanks, braces, signs for the differential.

    >>> _plain(r"\\frac{\\partial f}{\\partial q}"), _plain("∂f / ∂q"), _plain("1.1 Numeric")
    ('df/dq', 'df/dq', '1.1.numeric')
    """
    return _remembered(key) if len(key) <= LONGEST_KEY else _stripped(key)


def _stripped(key: str) -> str:
    text = re.sub(r"\\[dt]?frac\s*\{(.*?)\}\s*\{(.*?)\}", r"\1/\2", key.strip(" .:)$").lower())
    text = re.sub(r"\\partial\s*|∂", "d", text).replace("\\", "")
    text = re.sub(r"\s+(symbolic|numeric|shape|graph|code|hints)$", r".\1", text)
    return re.sub(r"[\s{}_]", "", text)


_remembered = lru_cache(maxsize=MOST_KEYS)(_stripped)


def _one_word(plain: str) -> str:
    """A derivative as code calls it, where no stroke can be in a name: ``df_dq`` is ∂f/∂q.

    >>> _one_word(_plain("∂f/∂q")) == _plain("df_dq"), _one_word("a/b")
    (True, 'a/b')
    """
    return plain.replace("/", "") if _DERIVATIVE.fullmatch(plain) else plain


def _is_same(named: str, problem: str) -> bool:
    """Whether a heading names this problem, by its id or the last part of it."""
    named, problem = named.lower(), problem.lower()
    return named == problem or named.rsplit("/", 1)[-1] == problem.rsplit("/", 1)[-1]


def _with_text(response: Response, text: str) -> Response:
    return replace(response, text=text)


def _spread(item: Item, key: tuple[str, str, str], text: str) -> Iterable[tuple[tuple[str, str, str], str]]:
    """An answer to a whole item goes to its part; ``z = -4`` goes to a symbolic and a numeric one."""
    if key[1]:
        return [(key, text)]
    kinds = [part.kind for part in item.parts]
    if all(kind in kinds for kind in CHAINED):
        return [((item.id, kind, ""), said) for kind, said in _chain(text) if said]
    first = next((kind for kind in kinds if kind != "code"), kinds[0])
    return [((item.id, first, ""), text)]


def _chain(text: str) -> list[tuple[str, str]]:
    """``∂f/∂q = z = -4`` as a symbolic and a numeric answer; one alone is both if it is a number."""
    try:
        parts = [part for part in segments(_ABOUT.sub("=", _MATHEMATICS.sub(" ", text)).strip(" ,;=")) if part]
    except StudentError:
        return [("symbolic", text)]
    if len(parts) > 1 and (_DERIVATIVE.fullmatch(parts[0]) or _LABEL.fullmatch(parts[0])):
        parts = parts[1:]
    if not parts:
        return []
    if len(parts) == 1:
        halves = re.split(r"\s*[;,]\s*(?![^(\[{]*[)\]}])", parts[0])
        parts = halves if len(halves) == 2 else parts
    if len(parts) == 1:
        return [("symbolic", parts[0]), *([("numeric", parts[0])] if _is_number(parts[0]) else [])]
    if not _is_number(parts[-1]):
        return [("symbolic", parts[-1])]
    formulas = [part for part in parts if not _is_number(part)] or parts[-2:-1]
    return [("symbolic", formulas[-1]), ("numeric", parts[-1])]


def _is_number(text: str) -> bool:
    text = _NUMERIC_LATEX.sub(" ", text).strip().lstrip("~")
    return any(map(str.isdigit, text)) and not re.search(r"[^\d\s.,+\-−–*/·×()eE^]", text)
