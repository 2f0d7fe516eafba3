"""What a class's points say of the items: one pass over the standings, in memory that the class does not grow.

Sums are kept as whole numbers, so that a variance is 0 exactly where all values are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt, sqrt

from ..grading.verdict import ItemReport, Status
from .standing import ProblemStanding, Standing

SCALE = 10**9
"""Points and credits are counted in billionths."""
BINS = 20
"""Columns of the histogram: each is 5 % wide, the last one takes full marks in."""
PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """A row of the item analysis, over the ``n`` students who handed in something for the problem.

    ``difficulty`` is the mean credit (0..1: the larger, the easier), ``discrimination`` the correlation of the
    item with the points of all other items, ``None`` where it is not defined (fewer than two students, or no
    spread). ``statuses`` counts students by the item's status, ``notes`` the parts by their note.
    """

    problem: str
    item: str
    label: str
    points: Fraction
    n: int
    difficulty: float | None
    discrimination: float | None
    statuses: tuple[tuple[Status, int], ...]
    notes: tuple[tuple[str, int], ...]

    def count(self, status: Status) -> int:
        """How many students' item has this status."""
        return dict(self.statuses).get(status, 0)


@dataclass(frozen=True, slots=True)
class ProblemStatistics:
    """A problem with its items. ``attempts`` and ``milliseconds`` (to judge one attempt) are medians."""

    problem: str
    title: str
    n: int
    attempts: float | None
    milliseconds: float | None
    items: tuple[ItemStatistics, ...]


@dataclass(frozen=True, slots=True)
class ScoreDistribution:
    """Scores in percent of what was to be had, over the ``n`` students who handed in anything.

    ``bins`` has 20 columns of 5 %. Quantiles are exact to 0.1 %; all are ``None`` where ``n`` is 0.
    """

    n: int
    bins: tuple[int, ...]
    mean: float | None
    deviation: float | None
    quartiles: tuple[float, float, float] | None
    full: int


@dataclass(frozen=True, slots=True)
class ClassStatistics:
    """The score distribution and the item analysis of a class of ``students``."""

    students: int
    scores: ScoreDistribution
    problems: tuple[ProblemStatistics, ...]


@dataclass(slots=True)
class Tally:
    """Counters to which one standing after another is added."""

    students: int = 0
    _scores: _Scores = field(default_factory=lambda: _Scores())
    _problems: dict[str, _Problem] = field(default_factory=dict)

    def add(self, standing: Standing) -> None:
        """Count one student."""
        self.students += 1
        for one in standing.problems:
            self._problems.setdefault(one.problem, _Problem(one.title)).count(one)
        if not standing.handed_in:
            return
        self._scores.count(standing)
        items = [
            (one.problem, item)
            for one in standing.problems
            if one.chosen is not None
            for item in one.chosen.report.items
        ]
        whole = sum(_scaled(item.score) for _, item in items)
        for problem, item in items:
            self._problems[problem].item(item).count(item, whole)

    def statistics(self) -> ClassStatistics:
        """What has been counted so far."""
        problems = tuple(counted.statistics(name) for name, counted in self._problems.items())
        return ClassStatistics(self.students, self._scores.distribution(), problems)


def statistics(standings: Iterable[Standing]) -> ClassStatistics:
    """The statistics of a class.

    >>> statistics([]).scores.mean is None
    True
    """
    tally = Tally()
    for standing in standings:
        tally.add(standing)
    return tally.statistics()


def correlation(n: int, x: int, y: int, xx: int, yy: int, xy: int) -> float | None:
    """Pearson's correlation from ``n`` and whole-number sums of x, y, x², y², xy; ``None`` where undefined.

    Of an item and the rest of the test it is the corrected item-total correlation (Lord and Novick,
    Statistical Theories of Mental Test Scores, 1968, ch. 15), the point-biserial one where an item is all or
    nothing.

    >>> correlation(3, 6, 12, 14, 56, 28), correlation(2, 2, 5, 2, 13, 5) is None
    (1.0, True)
    """
    spread_x, spread_y = n * xx - x * x, n * yy - y * y
    if n < 2 or spread_x <= 0 or spread_y <= 0:
        return None
    shared = n * xy - x * y
    found = shared / isqrt(spread_x * spread_y)
    return max(-1.0, min(1.0, round(found, 9)))


def median(counts: Counter[int]) -> float | None:
    """The median of values with their counts; the mean of the two in the middle where their number is even.

    >>> median(Counter([1, 1, 2, 5])), median(Counter())
    (1.5, None)
    """
    n = counts.total()
    return None if not n else (_nth(counts, (n - 1) // 2) + _nth(counts, n // 2)) / 2


def quantile(counts: Counter[int], share: Fraction) -> float:
    """The smallest value that ``share`` of all are at most (Hyndman and Fan's first definition).

    >>> [quantile(Counter([1, 2, 3, 4]), Fraction(k, 4)) for k in (1, 2, 3)]
    [1.0, 2.0, 3.0]
    """
    n = counts.total()
    rank = -(-share.numerator * n // share.denominator)
    return float(_nth(counts, max(rank, 1) - 1))


def _nth(counts: Counter[int], position: int) -> int:
    for value in sorted(counts):
        position -= counts[value]
        if position < 0:
            return value
    raise IndexError("there are fewer values")


def _scaled(value: Fraction) -> int:
    return value.numerator * SCALE // value.denominator


def _rounded(milliseconds: int) -> int:
    """Three significant figures, so that the different times are few.

    >>> _rounded(12345), _rounded(987)
    (12300, 987)
    """
    power: int = 10 ** max(0, len(str(milliseconds)) - 3)
    return milliseconds // power * power


@dataclass(slots=True)
class _Scores:
    permille: Counter[int] = field(default_factory=Counter)
    total: int = 0
    squares: int = 0
    full: int = 0

    def count(self, standing: Standing) -> None:
        share = standing.score / standing.max_score if standing.max_score else Fraction(0)
        scaled = _scaled(share)
        self.permille[round(share * PERMILLE)] += 1
        self.total += scaled
        self.squares += scaled * scaled
        self.full += share >= 1

    def distribution(self) -> ScoreDistribution:
        n, bins = self.permille.total(), [0] * BINS
        for permille, count in self.permille.items():
            bins[min(max(permille * BINS // PERMILLE, 0), BINS - 1)] += count
        if not n:
            return ScoreDistribution(0, tuple(bins), None, None, None, 0)
        low, high = (quantile(self.permille, Fraction(k, 4)) / 10 for k in (1, 3))
        middle = median(self.permille)
        assert middle is not None
        mean = self.total / n / SCALE * 100
        deviation = sqrt(max(0, n * self.squares - self.total**2)) / n / SCALE * 100
        return ScoreDistribution(n, tuple(bins), mean, deviation, (low, middle / 10, high), self.full)


@dataclass(slots=True)
class _Item:
    label: str
    points: Fraction
    n: int = 0
    credit: int = 0
    sums: list[int] = field(default_factory=lambda: [0] * 5)
    statuses: Counter[Status] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, item: ItemReport, whole: int) -> None:
        x = _scaled(item.score)
        rest = whole - x
        self.n += 1
        self.credit += _scaled(item.score / item.points) if item.points else 0
        for k, term in enumerate((x, rest, x * x, rest * rest, x * rest)):
            self.sums[k] += term
        self.statuses[item.status if item.parts else Status.BLANK] += 1
        self.notes.update(part.verdict.note for part in item.parts if part.verdict.note)

    def statistics(self, problem: str, name: str) -> ItemStatistics:
        return ItemStatistics(
            problem,
            name,
            self.label,
            self.points,
            self.n,
            self.credit / self.n / SCALE if self.n else None,
            correlation(self.n, *self.sums),
            tuple((status, self.statuses[status]) for status in Status if self.statuses[status]),
            tuple(sorted(self.notes.items(), key=lambda row: (-row[1], row[0]))),
        )


@dataclass(slots=True)
class _Problem:
    title: str
    n: int = 0
    attempts: Counter[int] = field(default_factory=Counter)
    times: Counter[int] = field(default_factory=Counter)
    items: dict[str, _Item] = field(default_factory=dict)

    def count(self, standing: ProblemStanding) -> None:
        if standing.chosen is None:
            return
        self.n += 1
        self.attempts[standing.attempts] += 1
        self.times[_rounded(standing.chosen.milliseconds)] += 1

    def item(self, item: ItemReport) -> _Item:
        return self.items.setdefault(item.id, _Item(item.label, item.points))

    def statistics(self, name: str) -> ProblemStatistics:
        items = tuple(item.statistics(name, key) for key, item in self.items.items())
        return ProblemStatistics(name, self.title, self.n, median(self.attempts), median(self.times), items)
