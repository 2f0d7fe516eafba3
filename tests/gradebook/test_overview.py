"""A class is seen in one pass, a student at a time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from gradecheck.errors import Place
from gradecheck.gradebook.overview import MOST_ODDITIES, overview
from gradecheck.gradebook.standing import Graded, ProblemStanding, Standing
from gradecheck.grading.grade import grade
from gradecheck.problem.compiling import compiled
from gradecheck.submission.handed import Oddity, Person
from gradecheck.submission.model import Response, Submission

from .classes import PROBLEM

SMALL = compiled(PROBLEM.encode(), "small.yaml", "small")


def standing(number: int, text: str, oddities: tuple[Oddity, ...] = ()) -> Standing:
    report = grade(SMALL, Submission((Response("2", text, Place("a.md")),)))
    row = ProblemStanding(
        "small", "Small", Graded(1, None, report), 1, report.score, report.score, report.max_score
    )
    return Standing(Person(f"s{number}", f"Student {number}"), (row,), oddities)


def missing(number: int) -> Standing:
    row = ProblemStanding("small", "Small", None, 0, Fraction(0), Fraction(0), Fraction(3))
    return Standing(Person(f"s{number}", f"Student {number}"), (row,))


def test_memory_does_not_grow_with_the_class() -> None:
    one = standing(0, "x + y")

    def students(count: int) -> Iterator[Standing]:
        for k in range(count):
            yield replace(one, person=Person(f"s{k}", f"Student {k}" * 20))

    def peak(count: int) -> int:
        tracemalloc.start()
        overview(students(count), [SMALL])
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(50)
    assert peak(4000) < peak(50) + 100_000


def test_only_those_are_named_of_whom_something_is_said() -> None:
    odd = Oddity("unreadable", "s1/a.pdf", "it is not text", "", "s1")
    seen = overview([standing(0, "x"), standing(1, "y", (odd,)), missing(2)], [SMALL])
    assert [number for number, _ in seen.people] == [1]
    assert [(number, person.id) for number, person in seen.missing] == [(2, "s2")]
    assert seen.oddities == ((1, odd),)


def test_oddities_are_listed_up_to_a_bound_and_counted_beyond() -> None:
    many = tuple(Oddity("refused", f"f{k}", "too large") for k in range(MOST_ODDITIES + 10))
    seen = overview([standing(0, "x", many[:20])], [SMALL], many)
    assert (len(seen.oddities), seen.oddity_count) == (MOST_ODDITIES, len(many) + 20)


def test_copied_code_is_told_with_the_people_who_have_it() -> None:
    source = "\n".join(f"v{k} = (a + {k}) * b[{k}] - c @ d ** {'-' * (k % 5 + 1)}e" for k in range(20))

    def with_code(number: int, code: str) -> Standing:
        one = standing(number, "x")
        (row,) = one.problems
        assert row.chosen is not None
        report = row.chosen.report
        (part,) = report.items[1].parts
        item = replace(report.items[1], parts=(replace(part, kind="code", response=code),))
        return replace(
            one, problems=(replace(row, chosen=replace(row.chosen, report=replace(report, items=(item,)))),)
        )

    seen = overview([with_code(0, source), with_code(1, "x = 1"), with_code(2, source + "\n# mine")], [SMALL])
    (pair,) = seen.alike
    assert pair.people == (0, 2)
    assert [number for number, _ in seen.people] == [0, 2]
