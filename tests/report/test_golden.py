"""What people see, byte for byte. ``GRADECHECK_REGENERATE=1 pytest tests/report`` writes the files anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from gradecheck.errors import Place
from gradecheck.grading.grade import grade
from gradecheck.grading.matching import unmatched
from gradecheck.grading.verdict import GradientEvidence, Report
from gradecheck.problem.compiling import compiled
from gradecheck.problem.finding import find, shipped
from gradecheck.problem.loading import load
from gradecheck.report.as_json import dumps, report_json, reports_json
from gradecheck.report.drawing import draw
from gradecheck.report.sheet import sheet
from gradecheck.report.show import show
from gradecheck.report.terminal import render, render_total
from gradecheck.submission import read
from gradecheck.submission.model import Response, Submission
from gradecheck.submission.sheet import read_sheet
from gradecheck.submission.source import Source

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = Path("section3") / "examples"
PROBLEMS = [load(path) for path in find("section3")]
TRIED = Path(__file__).parent / "students"
"""Ten students, each with a way of their own; its README says what is special about each."""
STUDENTS = {"ada": EXAMPLES / "ada.md", "blaise": EXAMPLES / "blaise.md", "carl": EXAMPLES / "carl"}


@pytest.fixture(autouse=True)
def among_the_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in messages are short, and the same everywhere."""
    monkeypatch.chdir(shipped())


def held_against(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("GRADECHECK_REGENERATE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_s_report_looks_as_it_did(student: str) -> None:
    submission = read([STUDENTS[student]])
    held_against(f"{student}.txt", "\n".join(render(grade(each, submission), "full") for each in PROBLEMS))


@pytest.mark.parametrize("path", sorted(TRIED.glob("*.md")), ids=lambda path: path.stem)
def test_what_students_wrote_is_told_as_it_was_agreed(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    submission = Submission(*read_sheet(source))
    reports = [grade(each, submission) for each in PROBLEMS]
    text = "\n".join(render(each, "hints") for each in reports) + "\n" + render_total(reports)
    odd = [*submission.warnings, *unmatched(PROBLEMS, submission)]
    held_against(f"student-{path.stem}.txt", "\n".join([*odd, text]))


@pytest.mark.parametrize("width", [60, 100])
def test_a_report_fits_narrow_and_wide_terminals(width: int) -> None:
    submission = read([STUDENTS["blaise"]])
    text = "\n".join(render(grade(each, submission), "full", width=width) for each in PROBLEMS)
    assert max(map(cell_len, text.split("\n"))) <= width
    held_against(f"blaise-{width}.txt", text)


@pytest.mark.parametrize("student", ["blaise", "carl"])
def test_a_report_can_be_listened_to(student: str) -> None:
    submission = read([STUDENTS[student]])
    reports = [grade(each, submission) for each in PROBLEMS]
    text = "\n".join(render(each, "full", plain=True) for each in reports) + render_total(reports, plain=True)
    held_against(f"{student}-plain.txt", text)


def test_what_is_shown_can_be_listened_to() -> None:
    held_against("show-plain.txt", show(PROBLEMS[1], solution=True, plain=True))
    report = grade(PROBLEMS[1], read([STUDENTS["blaise"]]))
    held_against("graph-plain.txt", draw(PROBLEMS[1], report, plain=True))


def test_a_table_that_is_too_wide_is_told_in_sentences() -> None:
    assert "q = x + y: value 3, gradient -4." in show(PROBLEMS[0], solution=True, width=30)
    assert "q = x + y: value 3" not in show(PROBLEMS[0], solution=True, width=60)


def test_hints_and_verdicts_show_less() -> None:
    submission = read([STUDENTS["blaise"]])
    report = grade(PROBLEMS[0], submission)
    held_against("blaise-hints.txt", render(report, "hints", width=60))
    held_against("blaise-verdict.txt", render(report, "verdict", width=60))
    assert "expected" not in render(report, "hints")


def test_the_json_report_looks_as_it_did() -> None:
    submission = read([STUDENTS["blaise"]])
    held_against("blaise.json", dumps(reports_json([(grade(PROBLEMS[1], submission), "full")])) + "\n")


AFFINE = """\
gradecheck: 1
title: An affine layer
items:
  - id: affine
    label: dx, dw, db
    points: 3
    code:
      function: affine_backward
      arguments: [dout, x, w, b]
      forward: |
        def forward(x, w, b):
            return x @ w + b
      takes: {x: "(N, D)", w: "(D, M)", b: "(M,)"}
      batch: N
"""
WRONG = """\
def affine_backward(dout, x, w, b):
    dx = dout @ w.T
    dw = x.T @ dout
    dw[0] = dw[0] * 3
    db = dout.sum(axis=0)
    dout *= 0
    return dx, dw, db
"""


def code_report() -> Report:
    problem = compiled(AFFINE.encode(), "affine.yaml", "affine")
    return grade(problem, Submission((Response("affine", WRONG, Place("answer.py"), is_code=True),)))


def test_wrong_code_is_explained_as_far_as_each_level_goes() -> None:
    report = code_report()
    for level in ("verdict", "hints", "full"):
        held_against(f"code-{level}.txt", render(report, level))
        held_against(f"code-{level}.json", dumps(report_json(report, level)) + "\n")


def test_what_is_expected_of_code_shows_at_level_full_only() -> None:
    report = code_report()
    evidence = report.items[0].parts[0].verdict.evidence
    assert isinstance(evidence, GradientEvidence)
    values = [text for each in evidence.gradients for text in (each.given, each.expected) if text]
    assert values
    for level in ("verdict", "hints"):
        shown = render(report, level) + dumps(report_json(report, level))
        assert not any(value in shown for value in values)
        assert "passes if" not in shown
        assert ("line 4" in shown) == (level == "hints")
    full = render(report, "full", width=200) + dumps(report_json(report, "full"))
    assert all(value in full for value in values)
    assert "passes if" in full


def test_a_problem_is_shown_without_its_answers() -> None:
    text = show(PROBLEMS[1], solution=False)
    held_against("show.txt", text)
    assert "-0.53" not in text
    held_against("show-solution.txt", show(PROBLEMS[1], solution=True))


def test_an_empty_sheet_reads_back_as_blank_answers() -> None:
    text = sheet(PROBLEMS)
    held_against("sheet.md", text)
    responses = read_sheet(Source("sheet.md", text))[0]
    assert all(not response.text for response in responses)
    assert len(responses) == sum(
        len(part.blanks) if hasattr(part, "blanks") else 1
        for each in PROBLEMS
        for item in each.items
        for part in item.parts
    )


def test_all_is_right_for_ada() -> None:
    submission = read([STUDENTS["ada"]])
    for problem in PROBLEMS:
        report = grade(problem, submission)
        assert report.score == report.max_score
