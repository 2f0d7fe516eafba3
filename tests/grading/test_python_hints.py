"""Hints to functions whose forward is written in Python: what they say is true of that forward."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradecheck.differences.point import Point
from gradecheck.grading.hint_python import FUNCTIONS, OPERATORS
from gradecheck.grading.hint_rules import RULES
from gradecheck.grading.hints import steps
from gradecheck.problem.code_inputs import configurations_of
from gradecheck.problem.compiling import compiled
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem, ProblemTest
from gradecheck.problem.parts import CodePart, PythonForward

ROOT = Path(__file__).parent.parent.parent
FILES = sorted((ROOT / "problems" / "backprop").glob("*.yaml"))

NORM = """\
gradecheck: 1
title: A normalisation
feedback: LEVEL
items:
  - id: "1"
    code:
      function: norm_backward
      arguments: [dout, x, gamma, eps]
      forward: |
        import numpy as np
        def forward(x, gamma, eps):
            "The columns, with mean 0 and variance near 1."
            n = x.shape[0]
            mean = np.sum(x, axis=0) / n
            std = np.sqrt(np.sum((x - mean) ** 2, axis=0) / n + eps)
            return gamma * np.maximum((x - mean) / std, 0)
      takes: {x: "(N, D)", gamma: "(D,)"}
      options: {eps: [0.01]}
"""


def told(level: str = "full", text: str = NORM) -> dict[str, str]:
    problem = compiled(text.replace("LEVEL", level).encode(), "p.yaml", "p")
    return {step.kind: step.text for step in steps(problem, problem.items[0])}


def test_the_lines_that_use_an_input_are_where_to_look() -> None:
    assert told()["where"].splitlines() == [
        "norm_backward returns the gradients of x, gamma.",
        "  that of x has the shape of x: (N, D)",
        "  that of gamma has the shape of gamma: (D,)",
        "x is used in 3 lines, and each brings a gradient; they add up:",
        "  mean = np.sum(x, axis=0) / n",
        "  std = np.sqrt(np.sum((x - mean) ** 2, axis=0) / n + eps)",
        "  return gamma * np.maximum((x - mean) / std, 0)",
    ]


def test_each_line_has_its_rules_from_the_end_on() -> None:
    lines = told()["rule"].splitlines()
    assert lines[0] == "return gamma * np.maximum((x - mean) / std, 0)"
    said = {rule for rule, sentence in RULES.items() if f"  {sentence}" in lines}
    assert said == {
        *("mul", "relu", "div numerator", "div denominator", "add", "neg", "sqrt", "total", "pow base"),
        *(("prod",) if RULES["prod"] == RULES["mul"] else ()),
    }
    assert lines[-1].startswith("What is repeated along an axis")


def test_the_worked_step_goes_back_through_the_lines_at_the_full_level_only() -> None:
    assert told()["step"].splitlines()[1:] == [
        "  return gamma * np.maximum((x - mean) / std, 0)  →  dgamma, dx, dmean, dstd",
        "  std = np.sqrt(np.sum((x - mean) ** 2, axis=0) / n + eps)  →  dx, dmean",
        "  mean = np.sum(x, axis=0) / n  →  dx",
    ]
    assert list(told("hints")) == ["where", "rule", "local"]
    assert told("verdict") == {}


def test_a_forward_that_students_write_is_not_told() -> None:
    text = NORM + "      student_forward: norm_forward\n      forward_arguments: [x, gamma, eps]\n"
    found = told(text=text)
    assert list(found) == ["where", "local"]
    assert "norm_forward(x + e, gamma, eps)" in found["local"]
    assert "np.maximum" not in "".join(found.values())


def test_a_forward_that_is_more_than_a_chain_of_lines_has_no_rules() -> None:
    text = NORM.replace(
        "            n = x.shape[0]\n", "            for n in (len(x),):\n                pass\n"
    )
    assert list(told(text=text)) == ["where", "local"]


def test_every_rule_that_a_function_or_operator_has_is_in_the_table() -> None:
    rules = {*FUNCTIONS.values(), *(rule for both in OPERATORS.values() for rule in both)}
    assert rules <= set(RULES)


def right_answer(problem: Problem, item: str) -> ProblemTest:
    tests = (test for test in problem.tests if test.item == item and test.status == "correct")
    return next(test for test in tests if test.response[0][0] in ("code", ""))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_finite_difference_that_is_told_is_the_gradient(path: Path) -> None:
    """The lines of the hint are run beside a right answer, as a student would run them."""
    problem = replace(load(path), feedback="hints")
    for item in problem.items:
        for part in item.parts:
            if isinstance(part, CodePart) and isinstance(part.forward, PythonForward):
                local = next(step.text for step in steps(problem, item) if step.kind == "local")
                answer = right_answer(problem, item.id).response[0][1]
                point = next(one for one in configurations_of(part, problem.scope, 0) if not one.degenerate)
                given, wanted = compared(part, answer, local, Point(point.inputs))
                assert given == pytest.approx(wanted, rel=1e-4, abs=1e-7)


def compared(part: CodePart, answer: str, local: str, point: Point) -> tuple[float, float]:
    assert isinstance(part.forward, PythonForward)
    names: dict[str, Any] = {"np": np, **{name: np.array(value) for name, value in point.inputs.items()}}
    exec(part.forward.source, names)  # noqa: S102
    exec(answer, names)  # noqa: S102
    outputs = names["forward"](*point.inputs.values())
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    random = np.random.default_rng(1)
    names |= {
        name: random.normal(size=np.shape(out)) for name, out in zip(part.upstream, outputs, strict=False)
    }
    if part.own is not None and "cache" in part.arguments:
        names["cache"] = names[part.own.function](*(names[each] for each in part.own.arguments))[-1]
    for bundle, members in part.bundles:
        names[bundle] = {name: names[name] for name in members}
    returned = names[part.function](*(names[each] for each in part.arguments))
    returned = returned if isinstance(returned, tuple | list) else (returned,)
    if isinstance(returned[0], dict):
        returned = tuple(returned[0].values())
    first = returned[1 if part.with_value else 0]
    if isinstance(first, dict):
        first = first[part.gradients[0]]
    _, prepare, change, *_ = local.splitlines()
    exec(prepare.strip(), names)  # noqa: S102
    value = eval(change.strip(), names)  # noqa: S307
    entry = re.search(r"# d\w+\[(.*)\]", change)
    at = tuple(map(int, entry[1].split(", "))) if entry else ()
    return float(value), float(np.asarray(first)[at])
