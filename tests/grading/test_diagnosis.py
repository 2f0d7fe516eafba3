"""Mistakes are called by their name: a table of answers, and every rule in another spelling."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gradecheck.algebra.compare import compare
from gradecheck.autodiff.mistakes.table import RULES
from gradecheck.errors import Place
from gradecheck.grading.grade import grade
from gradecheck.grading.mistakes.fingerprints import same, suspects
from gradecheck.grading.mistakes.pairs import Pair
from gradecheck.grading.mistakes.recognise import OF_NUMBERS, recognise
from gradecheck.grading.verdict import PartReport, Status
from gradecheck.notation import parse, to_text
from gradecheck.notation.reading import NotationError
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import SymbolicPart
from gradecheck.submission.model import Response, Submission

HERE = Path(__file__).parent
SECTION = HERE.parent.parent / "problems" / "section3"
ROWS = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in (HERE / "diagnosis.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@cache
def problem(name: str) -> Problem:
    path = HERE / "graphs" / f"{name}.yaml"
    return load(path if path.exists() else SECTION / f"{name}.yaml")


def judged(name: str, item: str, answer: str, part: str = "symbolic") -> PartReport:
    submission = Submission((Response(f"{item}.{part}", answer, Place("sheet")),))
    report = grade(problem(name), submission)
    (own,) = (each for each in report.items if each.id == item)
    return next(each for each in own.parts if each.kind == part)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:3]))
def test_a_mistake_is_called_by_its_name(row: tuple[str, ...]) -> None:
    name, item, answer, tag = row
    verdict = judged(name, item, answer).verdict
    assert (verdict.status, verdict.note) == (Status.INCORRECT, tag or "different")
    assert verdict.feedback or not tag


def symbolic_parts() -> Iterator[tuple[str, str]]:
    for path in (*sorted((HERE / "graphs").glob("*.yaml")), *sorted(SECTION.glob("*.yaml"))):
        for item in load(path).items:
            if any(isinstance(part, SymbolicPart) for part in item.parts):
                yield path.stem, item.id


def part_of(name: str, item: str) -> SymbolicPart:
    (own,) = (each for each in problem(name).items if each.id == item)
    return next(part for part in own.parts if isinstance(part, SymbolicPart))


MOST_OF_A_RULE = 1
OF_WHOLE = {"factor_added", "term_added", "path_added", "constant_factor", "power"}
"""Names of what is too many or too few of the whole answer; they come before rules for a step."""


@pytest.mark.parametrize(("name", "item"), [*symbolic_parts()])
def test_each_rule_is_recognised_in_another_spelling_or_as_a_simpler_one(name: str, item: str) -> None:
    own, part = problem(name), part_of(name, item)
    among = suspects(own, part)
    right = among.print_at(part.expected, among.places[0])
    assert right is not None
    counts: dict[int, int] = {}
    tags: set[str] = set()
    for candidate, value in [*among.all()]:
        rule = id(candidate.rule)
        tags.add(candidate.rule.tag)
        if same(value, right) or counts.get(rule, 0) >= MOST_OF_A_RULE:
            continue
        text = to_text(candidate.expr, "latex", own.scope)
        try:
            given = parse(text, own.scope)[0].expr
        except NotationError:
            continue
        if compare(candidate.expr, given, among.question.scope, condition=part.condition).verdict != "equal":
            continue
        if compare(part.expected, given, among.question.scope, condition=part.condition).verdict != "different":
            continue
        if Pair(part, given, among, 0).is_number and candidate.rule.tag not in OF_NUMBERS:
            continue
        counts[rule] = counts.get(rule, 0) + 1
        found = recognise(part, own, [given])
        assert found is not None and found.tag in tags | OF_WHOLE, (text, candidate.rule.tag)


def test_every_rule_makes_a_wrong_answer_in_two_problems_or_more() -> None:
    met: dict[tuple[str, str], set[str]] = {(rule.tag, rule.name): set() for rule in RULES}
    for name, item in symbolic_parts():
        among = suspects(problem(name), part_of(name, item))
        right = among.print_at(part_of(name, item).expected, among.places[0])
        for candidate, value in among.all():
            if right is not None and not same(value, right):
                met[candidate.rule.tag, candidate.rule.name].add(f"{name} {item}")
    assert {rule: parts for rule, parts in met.items() if len(parts) < 2} == {}


@pytest.mark.parametrize(
    ("name", "item", "answer"),
    [
        ("neuron", "w", "(t-a)(1+a^2)x"),
        ("neuron", "w", "2(a-t)(1-a)"),
        ("neuron", "w", "(a-t)a x"),
        ("fan", "x", "-r + x"),
        ("chain", "v", "x^2/(x^2 + y)"),
        ("chain", "u", "(e^v + s)/u"),
        ("logistic", "W", "2 sum_i (h + y) h (1 - h) x^T"),
        ("logistic", "b", "1/m (h - y) h (1 + h)"),
        ("layer", "W", "(a ∘ 1{z < 0}) x^T"),
    ],
)
def test_an_answer_with_two_mistakes_is_not_said_to_have_one(name: str, item: str, answer: str) -> None:
    note = judged(name, item, answer).verdict.note
    assert note == "different" or "+" in note


@pytest.mark.parametrize(
    ("item", "answer", "note"),
    [
        ("x", "-21", "sign"),
        ("x", "15", "path_missing"),
        ("x", "16", "different"),  # ∂f/∂y, and r y + 1, where the factor ∂f/∂r is missing
        ("x", "30", "forward_value"),
        ("x", "8", "different"),
        ("q", "6", "wrong_input"),
    ],
)
def test_a_wrong_number_is_called_what_it_is_elsewhere(item: str, answer: str, note: str) -> None:
    assert judged("fan", item, answer, "numeric").verdict.note == note


def test_a_value_of_two_nodes_is_taken_for_that_of_the_one_asked_for() -> None:
    sheet = Submission((Response("2.graph.p_0", "-2", Place("sheet")),))
    (part,) = (one for one in grade(load(find("section3")[1]), sheet).items[0].parts if one.id == "2.graph.p_0")
    assert "Perhaps this: You gave p₀ itself where ∂α/∂p₀ is asked for." in part.verdict.feedback


def test_right_formula_and_wrong_number_is_wrong_arithmetic() -> None:
    answers = (("x.symbolic", "y (x + y) + x y"), ("x.numeric", "15"))
    responses = tuple(Response(key, text, Place("sheet")) for key, text in answers)
    parts = grade(problem("fan"), Submission(responses)).items[0].parts
    assert [part.verdict.note for part in parts] == ["", "arithmetic"]
    assert parts[1].verdict.feedback == ("The formula is right; put the values in again, step by step.",)


def test_the_document_has_the_table_of_rules() -> None:
    text = (HERE.parent.parent / "docs" / "diagnosis.md").read_text(encoding="utf-8")
    rules = text.partition("## Of the whole answer")[0]
    rows = [line for line in rules.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{rule.tag}` | {rule.name} | {rule.example} | {rule.sentence.format(*'…' * 4)} |" for rule in RULES
    ]
