"""Problem files: what they load to, and the message that each broken one gives."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from gradecheck.errors import AuthorError, OperatorError
from gradecheck.grading.own_tests import failures
from gradecheck.notation import to_text
from gradecheck.problem import cache
from gradecheck.problem.codec import decode, encode
from gradecheck.problem.compiling import compiled
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import GraphPart, NumericPart, SymbolicPart

from .small import SMALL


def read(text: str) -> Problem:
    return compiled(text.encode(), "p.yaml", "p")


def test_a_problem_is_derived_from_its_graph() -> None:
    problem = read(SMALL)
    symbolic, numeric = problem.items[0].parts
    assert isinstance(symbolic, SymbolicPart)
    assert isinstance(numeric, NumericPart)
    assert problem.items[0].label == "∂f/∂x"
    assert {node.name: (node.value, node.gradient) for node in problem.graph} == {
        "x": ("2", "4"),
        "y": ("3", "2"),
        "q": ("6", "1"),
        "f": ("8", "1"),
    }


def test_a_key_may_be_left_to_the_derivation() -> None:
    problem = read(
        SMALL.replace("symbolic: y + 1, numeric: 4", "symbolic: {derive: true}, numeric: {decimals: 2}")
    )
    symbolic, numeric = problem.items[0].parts
    assert isinstance(symbolic, SymbolicPart)
    assert isinstance(numeric, NumericPart)
    assert to_text(symbolic.expected, "plain", problem.scope) in ("y + 1", "1 + y")
    assert numeric.expected_text == "4.00"


def test_a_contradiction_stands_where_the_file_says_why() -> None:
    text = SMALL.replace("symbolic: y + 1", "symbolic: {expected: y, why: the sheet says so}")
    problem = read(text)
    assert "the file says why: the sheet says so" in problem.notes[0]


BROKEN = [
    (SMALL.replace("  x: 2", "\tx: 2"), 4, "tab"),
    (SMALL.replace("  y: 3", "  x: 3"), 5, "x"),
    (SMALL.replace("symbolic:", "symbolc:"), 10, "did you mean 'symbolic'?"),
    (SMALL.replace("variables:", "varables:"), 3, "did you mean 'variables'?"),
    (SMALL.replace("y + 1", "y + w"), 10, "'w' is not a name of this problem"),
    (SMALL.replace("y + 1", "y - 1"), 10, "this is not what the graph gives"),
    (
        SMALL.replace("y + 1", "-(y + 1)"),
        10,
        "it differs from ∂f/∂x by the factor −1",
    ),
    (SMALL.replace("numeric: 4", "numeric: 5"), 10, "the graph gives 4, not 5"),
    (SMALL.replace("q: x y", "q: f y"), 7, "move it up"),
    (SMALL.replace("q: x y", "q: (x y"), 7, "never closed"),
    (SMALL.replace("∂f/∂x", "∂f/∂w"), 10, "'w' is not a name of this problem"),
    (SMALL.replace("∂f/∂x", "f"), 10, "is not a derivative"),
    (SMALL.replace("gradecheck: 1", "gradecheck: 2"), 1, "not a version"),
    (SMALL.replace("gradecheck: 1\n", ""), 1, "the key 'gradecheck' is missing"),
    (SMALL.replace("  x: 2", "  x: two"), 4, "not a number"),
    (SMALL.replace("  x: 2", "  x: {value: -2, domain: positive}"), 4, "is not positive"),
    (SMALL.replace("  x: 2", "  x: {domain: postive}"), 4, "did you mean 'positive'?"),
    (SMALL.replace("id: a,", "id: a b,"), 10, "cannot be an id"),
    (SMALL + "tests:\n  - {item: b, response: z, status: correct}\n", 12, "there is no item 'b'"),
    (SMALL + "tests:\n  - {item: a, response: z, status: right}\n", 12, "is not a choice"),
    (SMALL + "  - {id: a, symbolic: x}\n", 11, "the same id"),
    (SMALL.replace("id: small", "id: [small"), 2, "not closed"),
    ("", 0, "the file is empty"),
    ("- 1\n- 2\n", 1, ""),
    ("&a [*a]\n", 1, ""),
    ("a: &x [1]\nb: *x\n", 2, ""),
    ("gradecheck: !!python/object/apply:os.system [id]\n", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "said"), BROKEN)
def test_a_broken_file_gives_place_fact_and_remedy(text: str, line: int, said: str) -> None:
    with pytest.raises(AuthorError) as caught:
        read(text)
    message = str(caught.value)
    assert said in message
    assert message.startswith(f"p.yaml:{line}" if line else "p.yaml:"), message


@pytest.mark.parametrize("content", [b"\xff\xfeg\x00r", b"\x00\x01\x02", b"\x80\x81abc", b"\xff" * 50])
def test_what_is_not_text_is_refused_with_one_message(content: bytes) -> None:
    with pytest.raises(AuthorError) as caught:
        compiled(content, "p.yaml", "p")
    assert "p.yaml" in str(caught.value)


def test_several_errors_are_reported_together() -> None:
    text = SMALL.replace("y + 1", "y + w").replace("numeric: 4", "numeric: 5")
    with pytest.raises(AuthorError) as caught:
        read(text)
    assert str(caught.value).count("p.yaml:10") == 2


def test_a_file_that_is_not_there_is_the_operator_s_matter(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        load(tmp_path / "none.yaml")
    with pytest.raises(OperatorError, match="did you mean 'section3/1-graph-review'"):
        find("1-graph-reviw")


SHIPPED = (*find("section3"), *find("backprop"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_problem_passes_its_own_tests(path: Path) -> None:
    problem = load(path)
    quick = replace(problem, feedback="verdict")  # no repairs, which no test is about
    assert not list(failures(quick, 0))
    tested = {test.item for test in problem.tests}
    assert tested == {item.id for item in problem.items}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_item_is_tested_right_wrong_and_unreadable(path: Path) -> None:
    problem = load(path)
    for item in problem.items:
        seen = {test.status for test in problem.tests if test.item == item.id}
        assert {"correct", "incorrect", "invalid"} <= seen, item.id


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_compiled_problem_survives_the_cache(path: Path) -> None:
    problem = load(path)
    assert decode(encode(problem)) == problem


def test_the_cache_is_used_and_a_broken_one_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADECHECK_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    first = load(path)
    (kept,) = (tmp_path / "cache").glob("*.json")
    assert cache.fetch(kept.stem) is not None
    kept.write_text("{broken")
    assert load(path) == first


def test_a_warm_cache_brings_in_neither_sympy_nor_numpy_nor_pydantic(tmp_path: Path) -> None:
    answers = tmp_path / "a.md"
    answers.write_text("1.1: z = -4\n2.1: σ(z)(1-σ(z)) w_0\n1.5: q\n", encoding="utf-8")
    code = (
        "import sys; from gradecheck.cli import run; "
        f"[run(['submit', name, {str(answers)!r}]) for name in ('1-graph-review', '2-steroids')]; "
        "print(sorted({'sympy', 'numpy', 'pydantic', 'yaml'} & set(sys.modules)), file=sys.stderr)"
    )
    environment = {**os.environ, "GRADECHECK_CACHE": str(tmp_path / "cache")}
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.stderr.splitlines()[-1] == "[]"


def test_points_of_blanks_and_tolerances_are_read() -> None:
    problem = load(SHIPPED[1])
    part = problem.items[0].parts[0]
    assert isinstance(part, GraphPart)
    assert all(blank.answer.decimals == 2 for blank in part.blanks)
    assert sum((blank.points for blank in part.blanks), Fraction(0)) == 12
