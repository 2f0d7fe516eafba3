"""Hints: in steps, never an answer before the last one, and their cost the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradecheck.algebra.compare import compare
from gradecheck.errors import OperatorError, Place
from gradecheck.grading import numeric
from gradecheck.grading.grade import grade
from gradecheck.grading.hint_cost import STEPS, charged, cost_of
from gradecheck.grading.hint_line import hints_taken, with_hint_line
from gradecheck.grading.hint_rules import RULES
from gradecheck.grading.hint_ways import ways
from gradecheck.grading.hints import first_open, steps
from gradecheck.notation import parse, to_text
from gradecheck.notation.operations import OPERATIONS
from gradecheck.notation.reading import NotationError
from gradecheck.problem.compiling import compiled
from gradecheck.problem.loading import load
from gradecheck.problem.model import GraphNode, Item, Problem
from gradecheck.problem.parts import GraphPart, NumericPart, Part, ShapePart, SymbolicPart
from gradecheck.problem.variants import for_student
from gradecheck.submission import read_files
from gradecheck.submission.model import Response, Submission

ROOT = Path(__file__).parent.parent.parent
FILES = [*sorted((ROOT / "problems").rglob("*.yaml")), *sorted((ROOT / "tests/grading/graphs").glob("*.yaml"))]

TWO_PATHS = """\
gradecheck: 1
title: Two ways
hint_cost: 1/8
variables: {x: 2, y: 3}
graph:
  q: x y
  f: q + x
items:
  - id: "1"
    gradient: ∂f/∂x
    points: 2
    symbolic: y + 1
    numeric: 4
    hints: [Count the ways first., {text: There are two., cost: 1/4}]
  - {id: "2", points: 4, graph: {blanks: {q: {}, x: {points: 3}, v: {node: q, what: value}}}}
"""


def problem(text: str = TWO_PATHS, level: str = "full") -> Problem:
    return compiled(text.replace("title:", f"feedback: {level}\ntitle:", 1).encode(), "p.yaml", "own/p")


def told(text: str, item: str = "1", blank: str = "", level: str = "full") -> list[str]:
    one = problem(text, level)
    return [step.text for step in steps(one, next(each for each in one.items if each.id == item), blank)]


def questions(one: Problem) -> Iterator[tuple[Item, str, tuple[Part, ...]]]:
    for item in one.items:
        blanks = [blank for part in item.parts if isinstance(part, GraphPart) for blank in part.blanks]
        yield item, "", item.parts
        for blank in blanks:
            yield item, blank.id, (blank.answer,)


def test_the_author_s_own_come_first_then_where_rule_local_and_step() -> None:
    one = problem()
    assert [step.kind for step in steps(one, one.items[0])] == [
        *("author", "author"),
        *("where", "rule", "local", "step"),
    ]
    where, rule, local, step = told(TWO_PATHS)[2:]
    assert where == "x reaches f on two paths:\n  x → q → f\n  x → f"
    assert "The gradients of several paths add up." in rule
    assert local == "∂q/∂x = y = 3\n(∂f/∂x directly) = 1\n∂f/∂q = 1"
    assert step.splitlines()[-1] == "∂f/∂x = y + 1 = 4"
    assert "1 · 3 + 1" in step


def test_a_level_shows_as_much_as_it_allows() -> None:
    assert told(TWO_PATHS, level="verdict") == ["Count the ways first.", "There are two."]
    assert [step.kind for step in steps(problem(level="hints"), problem().items[0])][2:] == [
        *("where", "rule", "local")
    ]


def test_a_blank_has_hints_of_its_own_along_its_lines() -> None:
    where, rule, local, step = told(TWO_PATHS, "2", "x")
    assert where.splitlines() == [
        "A gradient comes back to x along two lines, from",
        "  q = x·y",
        "  f = q + x",
    ]
    assert "add up" in rule
    assert "∂q/∂x = y = 3" in local
    assert step == "1 · 3 + 1 · 1 = 4"
    assert told(TWO_PATHS, "2", "v")[-1] == "q = x·y = 6"
    assert told(TWO_PATHS, "2") == []


@pytest.mark.parametrize("level", ["verdict", "hints"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_hint_of_any_problem_has_the_answer_in_it(path: Path, level: str) -> None:
    one = replace(load(path), feedback=level)
    for item, blank, parts in questions(one):
        for step in steps(one, item, blank):
            if step.kind == "author":
                continue
            assert level == "hints"
            for part in parts:
                for formula in stated(step.text):
                    assert not is_answer(formula, part, one), (item.id, blank, step.kind, formula)
                for secret in texts(part, one):
                    assert len(secret) < 4 or secret not in squeezed(step.text), (item.id, blank, secret)


def stated(text: str) -> Iterator[str]:
    """The formulas that a hint states as gradients; what the graph itself says is not among them."""
    for line in text.splitlines():
        if line.startswith(("∂", "(∂")):
            yield from line.split("=")[1:]
        elif " back to " in line:
            yield line.partition(":")[2].partition(", ")[0]


def is_answer(text: str, part: Part, one: Problem) -> bool:
    try:
        expr = parse(text, one.scope)[0].expr
    except NotationError:
        return False
    if isinstance(part, SymbolicPart):
        return (
            compare(part.expected, expr, one.scope, condition=part.condition, free=part.free).verdict == "equal"
        )
    return isinstance(part, NumericPart) and numeric.check(part, one, text, {}).credit == 1


def texts(part: Part, one: Problem) -> Iterator[str]:
    if isinstance(part, SymbolicPart | NumericPart | ShapePart):
        yield squeezed(part.expected_text)
    if isinstance(part, SymbolicPart):
        yield squeezed(to_text(part.expected, "unicode", one.scope))


def squeezed(text: str) -> str:
    return re.sub(r"[\s()]", "", text)


@pytest.mark.parametrize(
    ("graph", "gradient", "hidden"),
    [
        ("{f: 7919 x^3}", "∂f/∂x", "7919·3"),
        ("{q: sin(x), f: q + y}", "∂f/∂x", "cos(x)"),
        ("{q: -x, f: exp(q)}", "∂f/∂q", "e^q"),
        ("{u: x y, f: log(u)}", "∂f/∂u", "1/u"),
        ("{u: x + y, f: 1/u}", "∂f/∂u", "1/u²"),
        ("{q: x y, f: x + y}", "∂f/∂f", "= 1"),
    ],
)
def test_a_local_gradient_that_is_the_answer_is_left_to_be_found(
    graph: str, gradient: str, hidden: str
) -> None:
    text = f"""\
gradecheck: 1
title: One
variables: {{x: {{domain: positive}}, y: {{domain: positive}}}}
graph: {graph}
items: [{{id: "1", gradient: {gradient}, symbolic: {{derive: true}}}}]
"""
    assert hidden not in "\n".join(told(text, level="hints"))


def test_an_upstream_that_is_a_name_does_not_give_the_answer_away() -> None:
    text = """\
gradecheck: 1
title: A dot product
dimensions: [n]
variables: {x: {shape: n}, y: {shape: n}, g: {shape: n}}
graph: {F: x ∘ y, L: g^T F}
items: [{id: "1", gradient: ∂L/∂x, symbolic: {derive: true}}]
"""
    assert "∂F/∂x = ?" in told(text, level="hints")[2]


def test_what_another_item_asks_for_is_named_there() -> None:
    one = replace(load(ROOT / "problems/section3/1-graph-review.yaml"), feedback="hints")
    item = next(each for each in one.items if each.id == "1.5")
    assert steps(one, item)[2].text == "∂q/∂x is asked for in 1.2\n∂f/∂q is asked for in 1.1"


def test_every_operation_that_has_a_derivative_has_its_rule() -> None:
    special = {"pow": "pow base", "div": "div numerator", "log_base": "", "step": "", "sign": ""}
    ruled = set(RULES) | {name for name, key in special.items() if not key or key in RULES}
    without = {
        *("pi", "e", "lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "basis", "identity", "argsort"),
        *("ones_like", "zeros_like", "permutation", "factorial", "matrix", "diag", "kron"),
        *("sec", "csc", "cot", "asinh", "acosh", "atanh"),
    }
    assert {name for name in OPERATIONS if not name.endswith("_prime")} - ruled == without


def test_very_many_paths_are_counted_and_not_listed() -> None:
    nodes = [GraphNode("q_0", "input", ()), GraphNode("a_0", "copy", ("q_0",))]
    for n in range(1, 40):
        nodes += [GraphNode(f"q_{n}", "add", (f"q_{n - 1}", f"a_{n - 1}"))]
        nodes += [GraphNode(f"a_{n}", "add", (f"q_{n - 1}", f"a_{n - 1}"))]
    one = replace(problem(), graph=tuple(nodes), output="q_39")
    found = ways(one, "q_0", "q_39")
    assert found.count == 2**39
    assert next(found.paths())[0] == "q_0"


def test_the_cost_follows_from_the_number_alone() -> None:
    one = problem()
    item, graph = one.items
    assert charged(one, item, {}) == (0, 0)
    assert charged(one, item, {"": 1}) == (1, 0)
    assert charged(one, item, {"": 3}) == (3, Fraction(3, 8))
    assert charged(one, item, {"": 99}) == (99, Fraction(1, 4) + STEPS * Fraction(1, 8))
    assert charged(one, graph, {"x": 2, "q": 1}) == (3, Fraction(2, 8) * Fraction(3, 5) + Fraction(1, 8) / 5)
    assert cost_of(one, item, "", 2) == Fraction(1, 4)


def report_on(sheet: str) -> tuple[Fraction, int, Fraction, str]:
    (item, *_) = grade(problem(), read_files([("a.md", sheet.encode())])).items
    return item.earned, item.hints, item.score, item.status.value


@pytest.mark.parametrize(
    ("sheet", "hints", "score"),
    [
        ("1.symbolic: y + 1\n1.numeric: 4\n", 0, 2),
        ("1.hints: 2\n1: y + 1 = 4\n", 2, Fraction(3, 2)),
        ("1: y + 1 = 4\n1 hints: 3\n", 3, Fraction(5, 4)),
        ("1:\n  symbolic: y + 1\n  numeric: 4\n  hints: 6\n", 6, Fraction(1, 2)),
        ("1.hints: 1\n1.hints: 4\n1: y + 1 = 4\n", 4, 1),
        ("∂f/∂x.hints: 2\n1: y + 1 = 4\n", 2, Fraction(3, 2)),
    ],
)
def test_hints_on_a_sheet_are_charged(sheet: str, hints: int, score: Fraction) -> None:
    assert report_on(sheet) == (2, hints, score, "correct")


def test_no_item_costs_more_than_it_earns() -> None:
    assert report_on("1.hints: 6\n1.symbolic: y + 1\n1.numeric: 5\n")[2] == 0
    assert report_on("1.hints: 6\n")[2:] == (0, "blank")


def test_what_is_no_number_is_told_and_charges_nothing() -> None:
    report = grade(problem(), read_files([("a.md", b"1.hints: two\n1: y + 1 = 4\n")]))
    assert report.items[0].hints == 0
    assert report.warnings == ("a.md:1:1: 1.hints is not a number: write how many were taken",)


def test_an_item_of_that_name_is_an_item() -> None:
    text = TWO_PATHS.replace('id: "2"', "id: 1.hints")
    report = grade(problem(text), Submission((Response("1.hints", "2", Place("a")),)))
    assert report.items[0].hints == 0


SHEETS = [
    "",
    "# own/p\n\n1.symbolic: y\n1.numeric: 4\n",
    "1: y\n  + 1\n2.graph.x: 4",
    "1.hints: 1\r\n1: y\r\n",
    "# other/one\n1: z\n\n# own/p\n1: y\n",
    "1:\n  symbolic: y\n",
    "- **1**: `y`\n- **1.hints**: `7`\n",
    "1.hints: \n",
]


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("blank", ["", "x"])
def test_the_number_is_written_on_the_sheet_and_nothing_else_changes(sheet: str, blank: str) -> None:
    one = problem()
    item = one.items[1 if blank else 0]
    for number in (1, 2, 3, 12):
        before = [(each.key, each.text) for each in read_files([("a.md", sheet.encode())]).responses]
        sheet = with_hint_line(one, item, blank, number, sheet)
        after = [(each.key, each.text) for each in read_files([("a.md", sheet.encode())]).responses]
        assert hints_taken(one, item, sheet).get(blank) == number
        assert [each for each in after if "hints" not in each[0]] == [
            each for each in before if "hints" not in each[0]
        ]
    assert sheet.count("hints") == 1 or "1.hints" in sheet


@given(st.text(alphabet="12.:xhints \n#>`-y", max_size=60), st.integers(1, 9))
def test_whatever_a_sheet_is_the_number_is_on_it_or_the_student_is_told(sheet: str, number: int) -> None:
    one = _ONE
    try:
        changed = with_hint_line(one, one.items[0], "", number, sheet)
    except OperatorError as error:
        assert error.remedy == f"write it yourself: 1.hints: {number}"
    else:
        assert hints_taken(one, one.items[0], changed)[""] == number


_ONE = problem()


def test_the_first_open_hint_is_the_next() -> None:
    one = problem()
    known = steps(one, one.items[0])
    assert [first_open(known, {"": n}) for n in (0, 3, 6, 9)] == [0, 3, 6, 6]


def test_an_author_s_hint_has_each_student_s_own_numbers() -> None:
    text = """\
gradecheck: 1
id: own/p
title: One's own
parameters: {a: 2..9}
variables: {x: 2}
graph: {f: a x}
items:
  - id: "1"
    gradient: ∂f/∂x
    symbolic: {derive: true}
    hints: ["f is {{a x}}.", {text: "Not {{a}}?", cost: 1/4}]
"""
    one = for_student(problem(text), "ada")
    number = dict(one.variant)["a"]
    assert [hint.text for hint in one.items[0].hints] == [f"f is {number}x.", f"Not {number}?"]
