"""The item analysis is right in every small case, and against numpy in a large one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from gradecheck.gradebook.standing import Graded, ProblemStanding, Standing
from gradecheck.gradebook.statistics import correlation, median, quantile, statistics
from gradecheck.grading.verdict import ItemReport, PartReport, Report, Status, Verdict, earning
from gradecheck.submission.handed import Person

HALF = Fraction(1, 2)


def standing(credits: Sequence[Fraction | None], number: int = 0, milliseconds: int = 7) -> Standing:
    """A student with these credits for items of 2 points; ``None`` is an answer that cannot be read."""
    items = tuple(
        ItemReport(str(k), "", Fraction(2), (PartReport(str(k), "numeric", Fraction(2), "", verdict(credit)),))
        for k, credit in enumerate(credits)
    )
    report = Report("p", "A problem", 0, items)
    chosen = Graded(1, None, report, milliseconds)
    row = ProblemStanding("p", "A problem", chosen, 1 + number, report.score, report.score, report.max_score)
    return Standing(Person(f"s{number}"), (row,))


def verdict(credit: Fraction | None) -> Verdict:
    if credit is None:
        return Verdict(Status.INVALID, Fraction(0), "unreadable")
    return Verdict(earning(credit), credit, "" if credit == 1 else "sign")


def absent() -> Standing:
    return Standing(
        Person("z"), (ProblemStanding("p", "A problem", None, 0, Fraction(0), Fraction(0), Fraction(4)),)
    )


def test_a_class_of_nobody_has_no_figures() -> None:
    found = statistics([])
    assert (found.students, found.scores.n, found.problems) == (0, 0, ())
    assert found.scores.mean is found.scores.deviation is found.scores.quartiles is None


def test_who_handed_in_nothing_counts_as_a_student_only() -> None:
    found = statistics([absent(), absent()])
    assert found.students == 2
    assert found.scores.n == found.problems[0].n == 0
    assert found.problems[0].attempts is found.problems[0].milliseconds is None


def test_one_student_has_a_mean_and_no_discrimination() -> None:
    (problem,) = statistics([standing([Fraction(1), HALF])]).problems
    assert [item.difficulty for item in problem.items] == [1, 0.5]
    assert [item.discrimination for item in problem.items] == [None, None]


def test_an_item_that_all_answer_alike_has_no_discrimination() -> None:
    third = Fraction(1, 3)
    (problem,) = statistics([standing([third, Fraction(k % 2)], k) for k in range(7)]).problems
    assert [item.discrimination for item in problem.items] == [None, None]
    assert problem.items[0].difficulty == pytest.approx(1 / 3)


def test_discrimination_is_the_correlation_with_the_rest_and_not_with_the_whole() -> None:
    random = Random(5)
    credits = [[Fraction(random.randrange(5), 4) for _ in range(6)] for _ in range(200)]
    (problem,) = statistics(standing(row, k) for k, row in enumerate(credits)).problems
    table = np.array(credits, dtype=float)
    for k, item in enumerate(problem.items):
        rest = table.sum(axis=1) - table[:, k]
        assert item.discrimination == pytest.approx(np.corrcoef(table[:, k], rest)[0, 1], abs=1e-6)
        assert item.difficulty == pytest.approx(table[:, k].mean())


def test_an_item_that_the_better_half_misses_discriminates_negatively() -> None:
    rows = [[Fraction(k % 2), Fraction(1 - k % 2), Fraction(1 - k % 2)] for k in range(10)]
    (problem,) = statistics(standing(row, k) for k, row in enumerate(rows)).problems
    assert problem.items[0].discrimination == -1


def test_verdicts_and_notes_are_counted_by_item() -> None:
    rows = [[Fraction(1)], [HALF], [Fraction(0)], [None], [None]]
    (problem,) = statistics(standing(row, k) for k, row in enumerate(rows)).problems
    (item,) = problem.items
    assert item.n == 5
    assert [item.count(status) for status in (Status.CORRECT, Status.PARTIAL, Status.INVALID)] == [1, 1, 2]
    assert item.notes == (("sign", 2), ("unreadable", 2))


def test_attempts_and_times_are_medians() -> None:
    (problem,) = statistics(standing([HALF], k, milliseconds=10**k) for k in range(4)).problems
    assert problem.attempts == 2.5
    assert problem.milliseconds == 55


def test_the_histogram_has_full_marks_in_its_last_column_and_ties_in_one() -> None:
    rows = [[Fraction(1)], [Fraction(1)], [Fraction(0)], [HALF]]
    scores = statistics(standing(row, k) for k, row in enumerate(rows)).scores
    assert scores.bins[19] == scores.full == 2
    assert scores.bins[0] == scores.bins[10] == 1
    assert scores.quartiles == (0, 75, 100)
    assert scores.mean == pytest.approx(62.5)
    assert scores.deviation == pytest.approx(np.std([100, 100, 0, 50]))


def test_medians_and_quantiles_hold_with_ties() -> None:
    assert median(Counter({3: 4})) == 3
    assert median(Counter({1: 1, 9: 1})) == 5
    assert quantile(Counter({2: 3, 8: 1}), Fraction(3, 4)) == 2


def test_a_correlation_is_never_beyond_one() -> None:
    xs = [10**9 // 3 * k for k in range(5)]
    sums = (sum(xs), sum(xs), *(sum(x * x for x in xs),) * 3)
    assert correlation(5, *sums) == 1
