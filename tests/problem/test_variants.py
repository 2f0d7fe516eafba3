"""Variants: numbers drawn for each student, put in as one would type them, keys derived anew."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.algebra.compare import compare
from gradecheck.algebra.evaluate import enclosure
from gradecheck.algebra.values import NoValue
from gradecheck.errors import AuthorError, Place
from gradecheck.grading.grade import grade
from gradecheck.grading.own_tests import failures
from gradecheck.grading.verdict import Status
from gradecheck.notation import parse, to_text
from gradecheck.notation.expr import Expr
from gradecheck.notation.scope import Declared, Scope
from gradecheck.problem.codec import decode, encode
from gradecheck.problem.compiling import compiled, drafted
from gradecheck.problem.critique.criticism import criticised, criticism
from gradecheck.problem.draws import drawn, is_satisfied, satisfying
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import NumericPart, SymbolicPart
from gradecheck.problem.putting_in import Constant, put_in
from gradecheck.problem.variants import for_student, numbers_text
from gradecheck.submission.model import Response, Submission

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "problems" / "variants").glob("*.yaml"))
NAMES = [f"student{n}" for n in range(40)]

TEXT = """\
gradecheck: 1
id: p
title: A product
statement: "f = {{a x + b}}, that is ${{a x + b}}$; x = {{c}}"
parameters: {a: {from: -4..4, not: 0}, b: -5..5, c: [2, 3, 1/2, -1]}
constraints: [a != b, a + b > -6]
variables: {x: c, y: {value: -2 c}}
graph: {u: a x + b, f: u^2 y}
items:
  - {id: "1", prompt: "with a = {{a}}:", gradient: ∂f/∂x, symbolic: 2 a u y, numeric: }
  - {id: "2", gradient: ∂f/∂y, symbolic: (a x + b)^2, numeric: (a c + b)^2}
tests:
  - {item: "1", response: {symbolic: "{{2 a (a x + b) y}}"}, status: correct}
"""


def made(text: str = TEXT) -> Problem:
    return replace(compiled(text.encode(), "p.yaml", "p"), path="p.yaml")


def answers(problem: Problem) -> list[tuple[str, Expr]]:
    return [
        (part.kind, part.expected)
        for item in problem.items
        for part in item.parts
        if isinstance(part, SymbolicPart | NumericPart)
    ]


# -- draws ---------------------------------------------------------------------------------------------------


FAMILY = made().family


@settings(deadline=None)
@given(st.text(max_size=30))
def test_whoever_draws_the_numbers_satisfy_the_constraints_and_stay_the_same(student: str) -> None:
    family = FAMILY
    assert family is not None
    numbers = drawn(family, student)
    assert is_satisfied(family, numbers)
    assert dict(numbers)["a"] != dict(numbers)["b"]
    assert dict(numbers)["a"] + dict(numbers)["b"] > -6
    assert numbers == drawn(family, student)
    assert numbers == drawn(family, f" {student.casefold()}  ")


def test_a_draw_is_the_same_on_every_machine() -> None:
    family = made().family
    assert family is not None
    assert [numbers_text(drawn(family, name)) for name in ("", "ada", "ben")] == DRAWN


DRAWN = ["a = −4, b = 5, c = 1/2", "a = 1, b = −5, c = 3", "a = 1, b = −4, c = 3"]


def test_draws_are_even_over_all_that_satisfies_the_constraints() -> None:
    family = made(TEXT.replace("b: -5..5", "b: -1..1").replace("[2, 3, 1/2, -1]", "[2]")).family
    assert family is not None
    every = list(satisfying(family))
    counts = Counter(drawn(family, f"s{n}") for n in range(200 * len(every)))
    assert set(counts) == set(every)
    chi_squared = sum((count - 200) ** 2 / 200 for count in counts.values())
    assert chi_squared < 2.5 * len(every)


def test_another_problem_or_another_seed_gives_other_numbers() -> None:
    families = [
        made(TEXT).family,
        made(TEXT.replace("id: p\n", "id: q\n")).family,
        made(TEXT + "seed: 2027\n").family,
    ]
    draws = [[drawn(family, name) for name in NAMES] for family in families if family is not None]
    assert len({tuple(each) for each in draws}) == 3


def test_constraints_that_leave_few_numbers_are_satisfied_by_listing_them() -> None:
    tight = TEXT.replace("[a != b, a + b > -6]", "[a == 4, b == -5, c == 1/2]")
    family = made(tight.replace("b: -5..5", "b: -500..400")).family
    assert family is not None
    assert {numbers_text(drawn(family, name)) for name in NAMES} == {"a = 4, b = −5, c = 1/2"}


# -- numbers put in ------------------------------------------------------------------------------------------

SCOPE = Scope(tuple(Declared(name) for name in "a b x y".split()))
PLACED = [
    ("a x + b", 3, -2, "3x − 2"),
    ("a x + b", 1, 0, "x"),
    ("a x + b", -1, 1, "−x + 1"),
    ("x - b", 3, -2, "x + 2"),
    ("b - a x", -3, -2, "−2 + 3x"),
    ("a (x - b)", -1, -2, "−(x + 2)"),
    ("x^a", 2, 0, "x²"),
    ("x^b", 2, -1, "x^(−1)"),
    ("a x/b", 2, -4, "−x/2"),
    ("x/a", Fraction(1, 2), 1, "2x"),
    ("a x", Fraction(-2, 3), 1, "−2x/3"),
    ("2 a b", 3, -2, "−12"),
    ("a - 3", 3, 0, "0"),
    ("σ(a x + b)", -2, -1, "σ(−2x − 1)"),
    ("(a x + b)^2", 0, -4, "16"),
    ("1/(a x)", -3, 0, "−1/(3x)"),
    ("y - b x", 1, 0, "y"),
    ("x + a + b", 2, -2, "x"),
]


@pytest.mark.parametrize(("text", "a", "b", "written"), PLACED)
def test_numbers_are_put_in_as_people_write_them(text: str, a: Fraction, b: Fraction, written: str) -> None:
    numbers = {"a": Constant(Fraction(a)), "b": Constant(Fraction(b))}
    assert to_text(put_in(parse(text, SCOPE)[0].expr, numbers, SCOPE), "unicode", SCOPE) == written


def test_decimals_stay_decimals() -> None:
    numbers = {"a": Constant(Fraction(1, 2), decimal=True), "b": Constant(Fraction(-5, 4), decimal=True)}
    assert to_text(put_in(parse("a x + b", SCOPE)[0].expr, numbers, SCOPE), "unicode", SCOPE) == "0.5·x − 1.25"


leaves = st.sampled_from(["a", "b", "x", "y", "2", "1", "3"])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
        inner.map(lambda text: f"-({text})"),
        st.tuples(inner, st.sampled_from(["2", "a", "3"])).map(lambda t: f"({t[0]})^{t[1]}"),
        inner.map(lambda text: f"σ({text})"),
    ),
    max_leaves=8,
)
small = st.fractions(min_value=-5, max_value=5, max_denominator=4)


@settings(max_examples=300, deadline=None)
@given(expressions, small, small, small, small, st.booleans())
def test_what_is_written_means_the_same_and_is_read_back(
    text: str, a: Fraction, b: Fraction, x: Fraction, y: Fraction, decimal: bool
) -> None:
    expr = parse(text, SCOPE)[0].expr
    placed = put_in(expr, {"a": Constant(a, decimal), "b": Constant(b, decimal)}, SCOPE)
    for style in ("unicode", "latex"):
        written = to_text(placed, style, SCOPE)  # type: ignore[arg-type]
        assert "+ -" not in written
        assert "+ −" not in written
    values = {"a": a, "b": b, "x": x, "y": y}
    try:
        low, high = enclosure(expr, SCOPE, values)
    except NoValue:
        return
    other_low, other_high = enclosure(placed, SCOPE, values)
    assert other_low <= high + Fraction(1, 10**20) * (1 + abs(high))
    assert low <= other_high + Fraction(1, 10**20) * (1 + abs(high))


# -- variants against files that are typed by hand -----------------------------------------------------------


def by_hand(text: str, numbers: dict[str, Fraction]) -> str:
    """The file with each parameter's number in brackets in its place, by a search for its name."""
    lines = []
    for line in text.splitlines():
        if line.startswith(("parameters:", "constraints:", "tests:", "  - {item:")):
            continue
        if line.startswith("variables:"):
            line = f"variables: {{x: {numbers['c']}, y: {{value: {-2 * numbers['c']}}}}}"
        elif not line.startswith(("gradecheck", "id", "title")):
            line = re.sub(r"(?<![\w{∂/])([abc])(?![\w}])", lambda m: f"({numbers[m[1]]})", line)
            line = re.sub(r"\{\{([^}]*)\}\}", r"\1", line)
        lines.append(line)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("student", NAMES[:12])
def test_the_keys_are_those_of_the_file_with_the_numbers_typed_in(student: str) -> None:
    own = for_student(made(), student)
    typed = made(by_hand(TEXT, dict(own.variant)))
    assert typed.family is None
    assert own.values == typed.values
    assert [name.name for name in own.scope.names] == [name.name for name in typed.scope.names] == list("xyuf")
    for (kind, one), (other_kind, other) in zip(answers(own), answers(typed), strict=True):
        assert kind == other_kind
        assert compare(one, other, own.scope).verdict == "equal"
        assert compare(one, other, typed.scope).verdict == "equal"
        if kind == "numeric":
            assert enclosure(one, own.scope, dict(own.values)) == enclosure(
                other, typed.scope, dict(typed.values)
            )
    drawn_graph = [(node.name, node.value, node.gradient, node.edges) for node in own.graph]
    assert drawn_graph == [(node.name, node.value, node.gradient, node.edges) for node in typed.graph]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("student", NAMES[:6])
def test_in_a_variant_that_comes_along_parameters_are_numbers(path: Path, student: str) -> None:
    own = for_student(load(path), student)
    assert own.family is not None
    names = {parameter.name for parameter in own.family.parameters}
    assert names.isdisjoint(name.name for name in own.scope.names)
    assert "{{" not in own.statement + "".join(item.prompt + item.label for item in own.items)
    assert all("{{" not in text for test in own.tests for _, text in test.response)
    assert list(failures(own, 0)) == []


def test_a_variant_survives_the_cache_with_all_that_others_are_made_of() -> None:
    own = for_student(made(), "ada")
    again = decode(encode(own))
    assert again == own
    assert for_student(again, "ben") == for_student(made(), "ben")


def test_different_students_have_different_numbers_and_signs() -> None:
    variants = {for_student(made(), name).variant for name in NAMES}
    assert len(variants) > 30
    assert {dict(numbers)["a"] > 0 for numbers in variants} == {True, False}


def test_a_problem_without_parameters_is_everybodys() -> None:
    problem = load(ROOT / "problems" / "section3" / "1-graph-review.yaml")
    assert for_student(problem, "ada") is problem
    assert problem.variant == ()


# -- texts ---------------------------------------------------------------------------------------------------


def said(text: str, **numbers: int) -> str:
    """A statement as it is written out at these numbers."""
    given = ", ".join(f"{name}: [{value}]" for name, value in numbers.items())
    file = (
        f"gradecheck: 1\nstatement: |\n  {text}\nparameters: {{{given}}}\nvariables: {{x: 2, y: 1}}\n"
        "items: [{id: '1', symbolic: x}]\n"
    )
    return made(file).statement


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("f = {{a x + b}}", "f = 3x − 2"),
        ("$f = {{a x + b y}}$", "$f = 3x - 2y$"),
        (r"$$\frac{{{a}}}{x} + x^{{{b}}}$$", r"$$\frac{3}{x} + x^{-2}$$"),
        (r"$\frac{1}{2} {{\frac{a}{b} x}}$", r"$\frac{1}{2} -\frac{3x}{2}$"),
        (r"costs \$5, {{a}} and ${{a x}}$", r"costs \$5, 3 and $3x$"),
        ("3 + {{b}} and x · {{b}} but x = {{b}}", "3 + (−2) and x · (−2) but x = −2"),
        ("{{a + b}} {{a b}} {{b}}", "1 −6 −2"),
        ("nothing, {x}, {{ never closed", "nothing, {x}, {{ never closed"),
    ],
)
def test_texts_have_expressions_written_out(text: str, written: str) -> None:
    assert said(text, a=3, b=-2) == written


# -- what authors get wrong ----------------------------------------------------------------------------------

WRONG = [
    ("a: {from: -4..4, not: 0}", "sin: 1..2", "p.yaml:5:14: parameters → sin: 'sin' cannot be a parameter"),
    ("a: {from: -4..4, not: 0}", "u: 1..2", "p.yaml:5:14: parameters → u: 'u' is already a name in graph"),
    ("from: -4..4", "from: 4..-4", "parameters → a → from: '4..-4' holds no number"),
    ("from: -4..4", "from: 0.5..4", "'0.5..4' goes in steps of 1 between numbers that are not whole"),
    ("from: -4..4", "from: [1, two]", "p.yaml:5:28: parameters → a → from 2: 'two' is not a number"),
    ("from: -4..4", "from: 1..2000", "'1..2000' holds 2000 numbers"),
    ("from: -4..4, not: 0", "from: 1..2, not: [1, 2]", "parameters → a: no number is left to draw"),
    ("from: -4..4, not: 0", "frm: 1..2", "unknown key 'frm'"),
    ("a + b > -6", "a + b", "this is not a condition"),
    ("a + b > -6", "a + q > 1", "constraints 2: 'q' is not a name of this problem"),
    ("a + b > -6", "x > 1", "constraints 2: 'x' is not a name of this problem"),
    ("a + b > -6", "sin(a) > 0", "'sin' is not exact arithmetic"),
    ("a + b > -6", "a > 9", "no numbers were found that satisfy all constraints"),
    (
        "title: A product",
        'title: "{{a}}"',
        "title: numbers are written out here, but this is",
    ),
    ("x = {{c}}", "x = {{q}}", "'q' is not a name of this problem"),
    ("{x: c,", "{x: 1/(a - a),", "variables → x: this divides by 0 at a ="),
    ("{x: c,", "{x: σ(a),", "'sigmoid' is not exact arithmetic"),
    ("symbolic: 2 a u y", "symbolic: 3 a u y", "this is not what the graph gives"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(AuthorError) as caught:
        made(TEXT.replace(old, new))
    assert message in str(caught.value)
    assert str(caught.value).startswith("p.yaml:")


def test_a_student_may_not_use_a_parameter() -> None:
    own = for_student(made(), "ada")
    report = grade(own, Submission((Response("2.symbolic", "(a x + b)^2", Place("ada.md")),)))
    assert report.items[1].parts[0].verdict.status is Status.INVALID


def test_a_right_answer_is_right_for_its_student_and_wrong_for_another() -> None:
    problem = made()
    for one, other in itertools.pairwise(NAMES[:10]):
        own, others = for_student(problem, one), for_student(problem, other)
        if own.variant == others.variant:
            continue
        sheet = Submission(tuple(Response("2.symbolic", text, Place("a.md")) for text in [_right(own)]))
        statuses = [grade(each, sheet).items[1].parts[0].verdict.status for each in (own, others)]
        assert statuses[0] is Status.CORRECT
        same = [dict(each.variant)[name] for name in "ab" for each in (own, others)]
        assert (statuses[1] is Status.CORRECT) == (same[0::2] == same[1::2])


def _right(problem: Problem) -> str:
    part = problem.items[1].parts[0]
    assert isinstance(part, SymbolicPart)
    return to_text(part.expected, "plain", problem.scope)


# -- degenerate variants -------------------------------------------------------------------------------------

TWO = """\
gradecheck: 1
parameters: {{{parameters}}}
variables: {{x: 2, y: 3}}
graph: {{f: {f}}}
items:
  - {{id: "1", gradient: ∂f/∂x, {kind}}}
  - {{id: "2", gradient: ∂f/∂y, {kind}}}
tests:
  - {{item: "1", response: "?", status: invalid}}
  - {{item: "2", response: "?", status: invalid}}
"""


DERIVED = "symbolic: {derive: true}"


def remarks(text: str) -> list[str]:
    problem = made(text)
    draft = drafted(text.encode(), "p.yaml", problem.variant)
    return [each.sentence for each in criticism(draft, problem).remarks if each.is_error]


@pytest.mark.parametrize(
    ("parameters", "f", "kind", "fact", "proposal"),
    [
        ("a: 1..5, b: 1..5", "a x + b y", "numeric: ", "the answer is that of item '1'", '"a != b"'),
        (
            "a: 1..5, b: 1..5",
            "a x + b y",
            "symbolic: {derive: true}",
            "the answer is that of item '1'",
            '"a != b"',
        ),
        ("a: -2..2, b: 3..5", "a x + b y", "numeric: ", "the answer is 0", '"a != 0"'),
        ("a: -2..2, b: 3..5", "a x^2 + b y", DERIVED, "the answer is 0", '"a != 0"'),
        (
            "a: 1..3, b: 5..7",
            "x^a + b y^2",
            "symbolic: {derive: true}",
            "does not depend on anything",
            '"a != 1"',
        ),
        ("a: -2..2, b: 7..9", "x/a + b y", "numeric: ", "this cannot be evaluated", '"a != 0"'),
    ],
)
def test_degenerate_variants_are_refused_with_a_constraint(
    parameters: str, f: str, kind: str, fact: str, proposal: str
) -> None:
    text = TWO.format(parameters=parameters, f=f, kind=kind)
    told = remarks(text)
    assert any(fact in each and proposal in each and each.startswith("p.yaml:") for each in told), told
    assert all("\n" in each and "^" in each for each in told)
    constraint = proposal.strip('"')
    assert not [each for each in remarks(text + f'constraints: ["{constraint}"]\n') if fact in each]


def test_what_is_the_same_in_every_variant_is_no_accident() -> None:
    assert remarks(TWO.format(parameters="a: 1..5", f="a (x + y)", kind="numeric: ")) == []


def test_a_reason_lets_degenerate_variants_be() -> None:
    text = TWO.format(parameters="a: 1..5, b: 1..5", f="a x + b y", kind="numeric: ")
    assert remarks(text + "overlook: {degenerate: that is what the item is about}\n") == []


def test_no_reason_lets_numbers_be_for_which_there_is_no_problem() -> None:
    text = TWO.format(parameters="a: -2..2, b: 7..9", f="x/a + b y", kind="numeric: ")
    (told,) = remarks(text + "overlook: {degenerate: never mind}\n")
    assert "this cannot be evaluated" in told


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_variants_that_come_along_are_sound(path: Path) -> None:
    problem = load(path)
    found = criticised(path, problem)
    assert [each.sentence for each in found.remarks] == []


def test_the_example_of_the_documents_is_what_it_says() -> None:
    document = (ROOT / "docs" / "problem-format.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(parameters:.*?)```", document, re.S)
    problem = made(f"gradecheck: 1\n{text}")
    for student in NAMES[:8]:
        own = for_student(problem, student)
        numbers = dict(own.variant)
        assert numbers["p"] != 0
        assert numbers["s"] in (-1, 1)
        assert numbers["w"] in [Fraction(n, 2) for n in (1, 2, 3, 4, 5, 8)]
        assert list(failures(own, 0)) == []


def test_a_file_without_an_id_is_told_that_its_numbers_hang_on_its_path() -> None:
    assert made().notes == ()
    (note,) = made(TEXT.replace("id: p\n", "")).notes
    assert "add `id: p`" in note


def test_draws_go_by_the_id_that_a_problem_is_given() -> None:
    moved = compiled(TEXT.replace("id: p\n", "").encode(), "elsewhere/001.yaml", "001")
    assert [for_student(replace(moved, id="p"), name).variant for name in NAMES[:5]] == [
        for_student(made(), name).variant for name in NAMES[:5]
    ]
    assert for_student(moved, "ada").variant != for_student(made(), "ada").variant


def test_a_variant_shows_no_more_than_its_problem_is_said_to() -> None:
    quiet = replace(made(), feedback="verdict")
    assert for_student(quiet, "ada").feedback == "verdict"
    assert for_student(quiet, "ada").variant == for_student(made(), "ada").variant
