"""What a feedback level hides stays hidden, whatever is wrong and however it is written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from gradecheck.algebra.comparison import Evidence
from gradecheck.errors import Place
from gradecheck.grading.grade import grade
from gradecheck.grading.mistakes.fingerprints import suspects
from gradecheck.grading.verdict import Report, Status
from gradecheck.notation import to_text
from gradecheck.problem.compiling import compiled
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import NumericPart, SymbolicPart
from gradecheck.report.as_json import dumps, report_json
from gradecheck.report.drawing import draw
from gradecheck.report.feedback_html import feedback_page
from gradecheck.report.feedback_markdown import feedback_markdown
from gradecheck.report.show import show
from gradecheck.report.terminal import render
from gradecheck.submission.model import Response, Submission

from .standings import alone

ROOT = Path(__file__).parent.parent.parent
FILES = [
    *sorted((ROOT / "problems" / "section3").glob("*.yaml")),
    *sorted((ROOT / "problems" / "partial").glob("*.yaml")),
    *sorted((ROOT / "tests" / "grading" / "graphs").glob("*.yaml")),
]
SECRETS = """\
gradecheck: 1
title: Numbers that nobody would hit upon
variables: {x: {value: 1.25, domain: positive}, y: {value: 0.75, domain: positive}}
graph:
  q: 7919 x^3
  f: 6037 q sin(y) + 4969 y
items:
  - {id: "1", gradient: ∂f/∂x, symbolic: 3 * 7919 * 6037 x^2 sin(y), numeric: {figures: 6}}
  - {id: "2", gradient: ∂f/∂y, symbolic: 6037 q cos(y) + 4969, numeric: {figures: 6}}
  - {id: "3", graph: {figures: 6, blanks: {q: {}, y: {}, v: {node: q, what: value}}}}
"""
GIVEN = ("x^2 sin(y)", "-x", "q cos(y)", "f", "q", "1", "2", "x y", "q y", "0", "1/q", "12.5", "-3", "sin(x)/0")
MOST_ANSWERS = 6
"""Wrong answers made for each item of the other problems."""


def written(report: Report, level: str) -> Iterator[str]:
    """Every form that a report takes."""
    yield render(report, level)
    yield dumps(report_json(report, level))
    one = alone(report, level)
    yield feedback_markdown(one, "Course")
    yield feedback_page(one, "Course")


@pytest.mark.parametrize("level", ["verdict", "hints"])
@pytest.mark.parametrize("given", GIVEN)
def test_nothing_of_the_right_answer_is_told(level: str, given: str) -> None:
    problem = compiled(SECRETS.encode(), "secrets.yaml", "secrets")
    keys = [f"{item.id}.{part.kind}" for item in problem.items for part in item.parts if part.kind != "graph"]
    keys += ["3.graph.q", "3.graph.y", "3.graph.v"]
    responses = tuple(Response(key, given, Place("sheet")) for key in keys)
    report = grade(problem, Submission(responses))
    values = [f"{float(value):.4g}" for value in numbers(problem)]
    for text in written(report, level):
        assert [secret for secret in ("7919", "6037", "4969", *values) if secret in text] == []


def test_the_full_level_tells_it() -> None:
    problem = compiled(SECRETS.encode(), "secrets.yaml", "secrets")
    report = grade(problem, Submission((Response("1.symbolic", "x", Place("sheet")),)))
    assert all("7919" in text for text in written(report, "full"))


def numbers(problem: Problem) -> Iterator[float]:
    for item in problem.items:
        for part in item.parts:
            if isinstance(part, NumericPart):
                yield float(part.expected_text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_answer_of_any_problem_is_told(path: Path) -> None:
    problem = load(path)
    for item in problem.items:
        for part in item.parts:
            if isinstance(part, SymbolicPart):
                for answer in wrong_answers(problem, item.id, part):
                    held_back(problem, item.id, part, answer)


def wrong_answers(problem: Problem, item: str, part: SymbolicPart) -> Iterator[str]:
    for test in problem.tests:
        if test.item == item and test.status == "incorrect" and test.response[0][0] in ("", "symbolic"):
            yield test.response[0][1]
    for candidate, _ in islice(suspects(problem, part).all(), MOST_ANSWERS):
        yield to_text(candidate.expr, "unicode", problem.scope)


def held_back(problem: Problem, item: str, part: SymbolicPart, answer: str) -> None:
    responses = (Response(f"{item}.symbolic", answer, Place("sheet")),)
    report = grade(problem, Submission(responses))
    (own,) = (each for each in report.items if each.id == item)
    verdict = next(each for each in own.parts if each.kind == "symbolic").verdict
    if verdict.status is not Status.INCORRECT:
        return
    secrets = {part.expected_text, to_text(part.expected, "unicode", problem.scope)}
    if isinstance(verdict.evidence, Evidence) and verdict.evidence.witness is not None:
        secrets.add(verdict.evidence.witness.expected)
        shown = " ".join((*dict(verdict.evidence.witness.at).values(), verdict.evidence.witness.given))
    else:
        shown = ""
    for sentence in verdict.feedback:
        for secret in secrets:
            if is_telling(secret) and secret not in (answer, verdict.read_as):
                assert secret not in sentence
    told = [render(report, level) for level in ("verdict", "hints")]
    told += [dumps(report_json(report, level)) for level in ("verdict", "hints")]
    for text in told:
        assert "expected" not in text
        for secret in secrets:
            if is_telling(secret) and secret not in f"{answer} {verdict.read_as} {shown} {own.label}":
                assert secret not in text, (answer, secret)


def is_telling(secret: str) -> bool:
    """Whether a text would not stand in a report by accident."""
    return len(re.sub(r"[\s()]", "", secret)) >= 4


GIVES_AWAY = """\
gradecheck: 1
title: A value with others on both sides of it
variables: {x: 3, y: 5}
graph: {q: 17 x, r: q + y, s: 13 y, f: r^2 + s}
items:
  - {id: "1", ASKED}
"""


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("graph: {blanks: {r: {what: value}}}", {"q": "51", "r": "?", "s": "65", "f": "?"}),
        ("numeric: 56", {"q": "?", "r": "?", "s": "65", "f": "?"}),
        ("gradient: ∂f/∂s, numeric: 1", {"q": "51", "r": "56", "s": "65", "f": "3201"}),
    ],
)
def test_no_value_is_shown_that_gives_away_the_one_asked_for(asked: str, shown: dict[str, str]) -> None:
    problem = compiled(GIVES_AWAY.replace("ASKED", asked).encode(), "away.yaml", "away")
    rows = [line.split() for line in show(problem).split("\n")]
    assert {row[0]: row[-1] for row in rows if row and row[0] in shown} == shown
    drawn = draw(problem, None)
    assert all((value in drawn) == (value == shown[name]) for name, value in VALUES.items())


VALUES = {"q": "51", "r": "56", "s": "65", "f": "3201"}


def test_that_an_answer_rests_on_a_wrong_one_is_told_at_every_level() -> None:
    problem = load(FILES[0])
    answers = (("1.1", "-z = 4"), ("1.5", "-z = 4"))
    report = grade(problem, Submission(tuple(Response(key, text, Place("a.md")) for key, text in answers)))
    said = "Right, given your ∂f/∂q (1.1)."
    for level in ("verdict", "hints", "full"):
        assert render(report, level).count(said) == 2
        assert dumps(report_json(report, level)).count(said) == 4
    assert "The sign is wrong" not in render(report, "verdict")
