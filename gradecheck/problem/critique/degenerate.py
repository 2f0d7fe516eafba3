"""Variants that ask for less than the others: equal answers to different questions, answers that are 0 or
depend on nothing, numbers for which there is no problem at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from ...algebra.evaluate import enclosure
from ...algebra.normal import normal_form
from ...algebra.values import NoValue
from ...errors import AuthorError
from ...notation.expr import ZERO, Expr, free_names
from ..derive import Draft
from ..figures import decimal
from ..model import Family, Numbers, Problem
from ..parameters import parameters_scope
from ..parts import NumericPart, SymbolicPart
from ..tolerance import is_near
from ..yaml_reader import Document, Path, read
from .excluding import excluding
from .remark import Remark, numbers
from .sample import Sample, at

OVERLOOK = "or say why it is to stand: `overlook: {degenerate: …}`"


@dataclass(frozen=True, slots=True)
class Key:
    """One answer of one variant: what is right, and where it is asked for."""

    position: int
    path: Path
    name: str
    part: NumericPart | SymbolicPart
    value: Fraction | None = None
    form: str = ""

    def is_same(self, other: Key) -> bool:
        """Whether what is right here is right there."""
        if isinstance(self.part, NumericPart) and self.value is not None and other.value is not None:
            return is_near(self.part, self.value, other.value)
        return bool(self.form) and self.form == other.form

    @property
    def is_zero(self) -> bool:
        """Whether the answer is 0."""
        return self.value == 0 if isinstance(self.part, NumericPart) else self.form == normal_form(ZERO)

    @property
    def text(self) -> str:
        """The answer in a message."""
        return self.part.expected_text if self.value is None else decimal(self.value)


def keys_of(draft: Draft, problem: Problem) -> tuple[Key, ...]:
    """All numbers and expressions that a variant asks for; ``draft`` says where."""
    found: list[Key] = []
    for asked in numbers(draft, problem.items):
        own_id = draft.file.items[asked.position].id
        name = f"blank '{asked.blank.id}'" if asked.blank else f"item '{own_id}'"
        value = _value(problem, asked.part.expected)
        found.append(Key(asked.position, asked.path, name, asked.part, value))
    for position, item in enumerate(problem.items):
        for part in item.parts:
            if isinstance(part, SymbolicPart):
                path = ("items", position, "symbolic")
                found.append(Key(position, path, f"item '{item.id}'", part, form=normal_form(part.expected)))
    return tuple(found)


def _value(problem: Problem, expr: Expr) -> Fraction | None:
    try:
        low, high = enclosure(expr, problem.scope, dict(problem.values))
    except NoValue:
        return None
    return (low + high) / 2


@dataclass(frozen=True)
class Looked:
    """What was looked at: for each variant its numbers and all its keys, in one order."""

    draft: Draft
    document: Document
    family: Family
    sample: Sample
    rows: tuple[tuple[Numbers, tuple[Key, ...]], ...]

    def remark(self, key: Key, bad: Sequence[Numbers], fact: str, likely: Sequence[str] = ()) -> Remark:
        """An error at a key, with a constraint that leaves the bad variants out."""
        left_out = set(bad)
        good = [own for own, _ in self.rows if own not in left_out]
        scope = parameters_scope(self.family.parameters)
        proposal = excluding(bad, good, scope, likely)
        share = f"{len(bad)} of {self.sample.words}"
        told = f"{at(bad[0])} {fact} ({share})"
        remedy = f"add {proposal} to `constraints`, {OVERLOOK}"
        return Remark("degenerate", key.position, self.draft.fail(key.path, told, remedy), is_error=True)


def degenerate(draft: Draft, sample: Sample, family: Family) -> Iterator[Remark]:
    """An error for each way in which some variants are no good while others are."""
    rows = tuple((own.variant, keys_of(draft, own)) for own in sample.sound)
    document = read(family.source.encode(), draft.document.path)
    looked = Looked(draft, document, family, sample, rows)
    yield from _broken(looked)
    if not rows:
        return
    for place, key in enumerate(rows[0][1]):
        yield from _lost(looked, place, key)
    for one, other in combinations(range(len(rows[0][1])), 2):
        yield from _equal(looked, one, other)


def _broken(looked: Looked) -> Iterator[Remark]:
    """Numbers for which there is no problem, one remark for each thing that is wrong with them."""
    by_fact: dict[tuple[str, str], list[Numbers]] = {}
    first: dict[tuple[str, str], AuthorError] = {}
    for own, error in looked.sample.broken:
        told = getattr(error, "errors", (error,))[0]
        place = (str(told.place), told.fact.partition(":")[0])
        by_fact.setdefault(place, []).append(own)
        first.setdefault(place, told)
    good = [own for own, _ in looked.rows]
    for place, bad in by_fact.items():
        error = first[place]
        proposal = excluding(bad, good, parameters_scope(looked.family.parameters))
        fact = f"{error.fact}: {len(bad)} of {looked.sample.words}"
        remedy = f"add {proposal} to `constraints`" if good else error.remedy
        yield Remark("degenerate", None, AuthorError(fact, remedy=remedy, place=error.place), is_error=True)


def _lost(looked: Looked, place: int, key: Key) -> Iterator[Remark]:
    """An answer that is 0, or depends on nothing, in some variants only."""

    def where(is_so: Callable[[Key], bool]) -> list[Numbers]:
        found = [own for own, keys in looked.rows if is_so(keys[place])]
        return [] if len(found) == len(looked.rows) else found

    zero = where(lambda each: each.is_zero)
    if zero:
        typed = _typed(looked, key)
        yield looked.remark(key, zero, "the answer is 0", [f"{typed} != 0"] if typed else [])
    if isinstance(key.part, SymbolicPart):
        constant = where(lambda each: not free_names(each.part.expected) and not each.is_zero)
        if constant:
            yield looked.remark(key, constant, "the answer does not depend on anything")


def _equal(looked: Looked, one: int, other: int) -> Iterator[Remark]:
    """Two questions with one answer, in some variants only."""
    pairs = [(own, keys[one], keys[other]) for own, keys in looked.rows]
    first, second = pairs[0][1:]
    if type(first.part) is not type(second.part):
        return
    same = [(own, key) for own, key, beside in pairs if not key.is_zero and beside.is_same(key)]
    if not same or len(same) == len(pairs) - sum(key.is_zero for _, key, _ in pairs):
        return
    typed = [_typed(looked, key) for key in (first, second)]
    likely = [" != ".join(filter(None, typed))] if all(typed) else []
    fact = f"the answer is that of {first.name}, {same[0][1].text}"
    yield looked.remark(second, [own for own, _ in same], fact, likely)


def _typed(looked: Looked, key: Key) -> str:
    """A number as the author typed it, in parameters."""
    found = (looked.document.at(path) for path in (key.path, key.path[:-1]))
    text = next((each for each in found if isinstance(each, str)), "")
    return text if isinstance(key.part, NumericPart) else ""
