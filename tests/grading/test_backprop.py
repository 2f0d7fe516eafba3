"""The shipped backprop problems: what the example student earns, and that the document lists them all."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from gradecheck.grading.grade import grade
from gradecheck.grading.verdict import ItemReport
from gradecheck.problem.finding import find, shipped
from gradecheck.problem.loading import load
from gradecheck.problem.parts import CodePart
from gradecheck.submission.model import Submission
from gradecheck.submission.reader import read

DORA = shipped() / "backprop" / "examples" / "dora"
DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "backprop.md"
PROBLEMS = {path.stem: load(path) for path in find("backprop")}

EARNED = {
    "affine": ("partial", "2/3", "factor"),
    "batchnorm": ("partial", "2/3", "wrong_gradient"),
    "conv": ("blank", "0", ""),
    "dropout": ("incorrect", "0", "factor"),
    "layernorm": ("blank", "0", ""),
    "lstm-step": ("blank", "0", ""),
    "max-pool": ("incorrect", "0", "overwritten"),
    "neuron": ("incorrect", "0", "exception"),
    "relu": ("incorrect", "0", "mask"),
    "rnn-step": ("correct", "1", ""),
    "sigmoid": ("correct", "1", ""),
    "softmax-loss": ("incorrect", "0", "factor"),
    "svm-loss": ("correct", "1", ""),
    "two-layer-net": ("partial", "1/2", "regularisation"),
}


@cache
def dora() -> Submission:
    return read([DORA])


def earned(name: str) -> ItemReport:
    problem = replace(PROBLEMS[name], feedback="verdict")
    (report,) = grade(problem, dora(), 0, trust=True).items
    return report


def test_every_problem_is_in_the_table() -> None:
    assert set(EARNED) == set(PROBLEMS)


@pytest.mark.parametrize("name", EARNED)
def test_the_example_student_earns_this(name: str) -> None:
    status, credit, note = EARNED[name]
    report = earned(name)
    notes = [part.verdict.note for part in report.parts if part.verdict.note]
    assert (report.status.value, report.score / report.points, *notes) == (
        status,
        Fraction(credit),
        *filter(None, [note]),
    )


def test_the_document_lists_every_problem_with_its_function_and_points() -> None:
    rows = re.findall(
        r"^\| `backprop/([a-z-]+)` \| (.*?) \| .*? \| (\d+) \|$", DOCUMENT.read_text("utf-8"), re.M
    )
    listed = {name: (functions, Fraction(points)) for name, functions, points in rows}
    assert set(listed) == set(PROBLEMS)
    for name, problem in PROBLEMS.items():
        (item,) = problem.items
        (part,) = item.parts
        assert isinstance(part, CodePart)
        functions, points = listed[name]
        assert f"`{part.function}({', '.join(part.arguments)})`" in functions
        assert points == item.points
