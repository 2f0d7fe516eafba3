"""Whoever asks often does not find a value that is kept back: what is told follows from a coarse ladder."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.algebra.comparison import Witness
from gradecheck.errors import Place
from gradecheck.grading.grade import grade
from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem
from gradecheck.report.as_json import dumps, report_json
from gradecheck.report.evidence import aim
from gradecheck.report.terminal import render
from gradecheck.submission.model import Response, Submission

SUBMISSIONS = 200
RATIO = 1.25
"""What is known of a value in the end, at best: that it lies between two numbers with this ratio."""

SECRET = """\
gradecheck: 1
title: A value that is kept back
feedback: hints
variables: {x: {}, y: {}}
graph: {f: SECRET x + y^2}
items:
  - {id: "1", gradient: ∂f/∂x, symbolic: {derive: true, decimals: refuse}}
"""
Answer = Callable[[str], tuple[str, str]]


def oracle(problem: Problem) -> Answer:
    """What a student is told about an answer: how it misses, and all that a report says."""

    def ask(text: str) -> tuple[str, str]:
        report = grade(problem, Submission((Response("1", text, Place("a.md")),)))
        data = report_json(report, "hints")
        evidence = data["items"][0]["evidence"] or {}  # type: ignore[index, call-overload]
        told = evidence.get("witness", {}).get("aim", "")  # type: ignore[union-attr]
        return str(told), render(report, "hints") + dumps(data)

    return ask


def bracketed(ask: Answer) -> tuple[Fraction, Fraction, list[str]]:
    """The narrowest bounds that an adversary finds by halving, and all that was told on the way."""
    heard: list[str] = []

    def is_below(value: Fraction, words: tuple[str, ...]) -> bool:
        told, text = ask(f"{value.numerator}/{value.denominator}")
        heard.append(text)
        return told in words

    bounds = []
    for words in (("too small",), ("too small", "near the right value, but not equal to it")):
        low, high = Fraction(1, 2**10), Fraction(2**10)
        for _ in range(SUBMISSIONS // 2):
            middle = (low + high) / 2
            middle = middle.limit_denominator(10**9)
            if is_below(middle, words):
                low = middle
            else:
                high = middle
        bounds.append(high)
    return bounds[0], bounds[1], heard


@pytest.mark.parametrize("secret", ["1.7319", "0.31831", "73.1", "1"])
def test_two_hundred_submissions_leave_a_value_where_the_first_rungs_put_it(secret: str) -> None:
    problem = compiled(SECRET.replace("SECRET", secret).encode(), "secret.yaml", "secret")
    low, high, _ = bracketed(oracle(problem))
    assert low <= Fraction(secret) <= high
    assert high / low > RATIO


def test_nothing_that_is_said_tells_two_values_of_one_rung_apart() -> None:
    """Whatever the adversary asks next, both answer the same: so nothing finer can ever be learnt."""
    here, there = (
        compiled(SECRET.replace("SECRET", secret).encode(), "secret.yaml", "secret")
        for secret in ("1.7319", "1.8853")
    )
    assert bracketed(oracle(here))[2] == bracketed(oracle(there))[2]


@settings(max_examples=300)
@given(
    given=st.floats(-1e6, 1e6),
    rung=st.integers(-80, 80),
    shares=st.tuples(st.floats(0.001, 0.999), st.floats(0.001, 0.999)),
)
def test_how_a_value_misses_depends_on_the_rung_of_the_right_one_alone(
    given: float, rung: int, shares: tuple[float, float]
) -> None:
    sign = -1 if rung < 0 else 1
    values = [
        sign * 0.01 * 10 ** ((abs(rung) - 1 + share) / 10) if rung else 0.01 * (share - 0.5) for share in shares
    ]
    first, second = (aim(Witness((), expected=repr(value), given=repr(given))) for value in values)
    assert first == second != ""
