"""What an answer that is not right earns by a rubric, and what is said of it."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import Place
from gradecheck.grading.grade import grade
from gradecheck.grading.memo import Memo
from gradecheck.grading.stored import from_text, to_text
from gradecheck.grading.verdict import Verdict
from gradecheck.problem.codec import decode, encode
from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem
from gradecheck.report.evidence import sentences
from gradecheck.submission.model import Response, Submission

HEAD = """\
gradecheck: 1
id: p
dimensions: [n]
variables:
  x: 3
  y: 0.5
  a: 2
  b: 1
  w: -4
  t: {value: 5}
  v: {shape: n}
  u: {shape: "2 × 2"}
  p: {shape: 3}
graph:
  z: x y
  h: σ(z)
  f: h^2 + w
items:
"""

PARTS = {
    "chain": "gradient: ∂f/∂y, symbolic: {expected: 2 h h (1 - h) x",
    "sum": "symbolic: {expected: a b + 2 x y - t",
    "squares": "symbolic: {expected: (a + b)(a - b)",
    "vector": 'symbolic: {expected: "[a, b, x y]"',
    "sparse": 'symbolic: {expected: "[a, 0, 0, 0]"',
    "matrix": "symbolic: {expected: 2 u^T",
    "long": "symbolic: {expected: 3 v",
    "long sum": "symbolic: {expected: 3 v + a v",
    "function": "symbolic: {expected: sin(x) y",
    "expanded": "symbolic: {expected: a^2 + 2 a b + b^2, form: expanded",
    "number": "numeric: {expected: x w, relative: 1e-6",
}


@cache
def problem(part: str, rubric: tuple[str, ...], more: str = "") -> Problem:
    rows = ", ".join(f"{{{row}}}" for row in rubric)
    text = f'{HEAD}  - {{id: "1", {PARTS[part]}, rubric: [{rows}]{more}}}}}\n'
    return compiled(text.encode(), "p.yaml", "p")


def judged(asked: Problem, answer: str, memo: Memo | None = None) -> Verdict:
    responses = (Response("1", answer, Place("answers.md")),)
    report = grade(asked, Submission(responses), memo=memo)
    return report.items[0].parts[0].verdict


CASES = [
    # the mistake by its name
    ("chain", "2 h h (1 - h)", ["mistake: local_missing, credit: 2/3"], "2/3", "local_missing",
     "2/3: you gave ∂f/∂z: the chain rule goes on, and the factor ∂z/∂y is missing."),
    ("chain", "2 h x", ["mistake: local_missing, credit: 2/3"], "2/3", "local_missing",
     "2/3: the factor ∂h/∂z is missing."),
    ("chain", "2 h x", ["mistake: sign, credit: 1/2", "mistake: [added, local_missing], credit: 1/3, note: n"],
     "1/3", "n", "1/3: the factor ∂h/∂z is missing."),
    ("chain", "2 h x", ["mistake: local_missing, credit: 1/2, feedback: Look at σ."], "1/2", "local_missing",
     "1/2: Look at σ."),
    ("chain", "-2 h x", ["mistake: local_missing, credit: 2/3"], "0", "sign+local_missing",
     "The sign is wrong, and more: The factor ∂h/∂z is missing."),
    ("chain", "-2 h x", ["mistake: sign+local_missing, credit: 1/3"], "1/3", "sign+local_missing",
     "1/3: The sign is wrong, and more: The factor ∂h/∂z is missing."),
    # a criterion of no credit keeps those below it from counting
    ("chain", "-2 h h (1 - h) x",
     ["mistake: sign, credit: 0, note: minus", "up_to: constant_factor, credit: 1/2"], "0", "minus",
     "The sign is wrong."),
    # up to something
    ("chain", "-2 h h (1 - h) x", ["up_to: sign, credit: 1/2"], "1/2", "sign", "1/2: right but for the sign."),
    ("chain", "5 h h (1 - h) x", ["up_to: sign, credit: 1/2", "up_to: constant_factor, credit: 1/4"], "1/4",
     "constant_factor", "1/4: right but for a constant factor."),
    ("vector", "[b, a, x y]", ["up_to: permutation, credit: 1/2"], "1/2", "exchanged",
     "1/2: right but for the order of the entries."),
    ("vector", "[2 a, 2 b, 2 x y]", ["up_to: constant_factor, credit: 1/2"], "1/2", "constant_factor",
     "1/2: right but for a constant factor."),
    ("vector", "[0, 0, 0]", ["up_to: constant_factor, credit: 1/2"], "0", "different", ""),
    ("vector", "[a, b, -x y]", ["up_to: constant_factor, credit: 1/2"], "0", "different", ""),
    ("chain", "0", ["up_to: constant_factor, credit: 1/4"], "0", "different", ""),
    ("function", "sin(x) y + 7", ["up_to: constant, credit: 1/4"], "1/4", "term_added",
     "1/4: right but for a constant that is added."),
    ("function", "x y", ["up_to: constant, credit: 1/4"], "0", "function_missing", ""),
    # the shape
    ("matrix", "u^T u", ["shape_only: true, credit: 1/4"], "1/4", "different", "1/4: the shape is right."),
    ("matrix", "2 a", ["shape_only: true, credit: 1/4"], "0", "wrong_shape", ""),
    ("long", "v ∘ v", ["shape_only: true, credit: 1/4"], "1/4", "different", "1/4: the shape is right."),
    ("long", "v^T", ["shape_only: true, credit: 1/4"], "0", "wrong_shape", ""),
    # the form
    ("expanded", "(a + b)^2", ["form: true, credit: 1/2"], "1/2", "wrong_form",
     "1/2: the value is right, the form is not. Expand the products and powers of sums."),
    ("expanded", "(a + b)^3", ["form: true, credit: 1/2"], "0", "different", ""),
    # entries
    ("vector", "[a, b, x]", ["entries: true, credit: 1"], "2/3", "factor_missing",
     "2/3: 2 of 3 entries are right."),
    ("vector", "[a, x, b]", ["entries: true, credit: 1/2"],
     "1/6", "different", "1/6: 1 of 3 entries is right."),
    ("vector", "[w, w, w]", ["entries: true, credit: 1"], "0", "different", ""),
    ("vector", "[a, b]", ["entries: true, credit: 1"], "0", "wrong_shape", ""),
    ("sparse", "[0, 0, 0, 0]", ["entries: true, credit: 1"], "0", "different", ""),
    ("sparse", "[a, a, 0, 0]", ["entries: true, credit: 1"], "0", "different", ""),
    ("matrix", "[[2 u[0, 0], w], [2 u[0, 1], 2 u[1, 1]]]", ["entries: true, credit: 1"], "3/4", "different",
     "3/4: 3 of 4 entries are right."),
    # terms
    ("sum", "a b + 2 x y", ["terms: true, credit: 1"], "2/3", "term_missing", "2/3: 2 of 3 terms are right."),
    ("sum", "a b + 3 x y - t", ["terms: true, credit: 1"], "2/3", "constant_factor",
     "2/3: 2 of 3 terms are right."),
    ("sum", "a b + x y - t + x y + w", ["terms: true, credit: 3/4"], "1/2", "term_added",
     "1/2: 3 of 3 terms are right, 1 too many."),
    ("sum", "a b + w + t + x + y", ["terms: true, credit: 1"], "0", "different", ""),
    ("sum", "a b + w + t + x + y + 1", ["terms: true, credit: 1"], "0", "different", ""),
    ("sum", "a (b + t) + 2 z", ["terms: true, credit: 1"], "2/3", "different", "2/3: 2 of 3 terms are right."),
    ("squares", "a^2", ["terms: true, credit: 1"], "1/2", "different", "1/2: 1 of 2 terms is right."),
    ("squares", "a^2 + a b - b a + b^2", ["terms: true, credit: 1"], "1/2", "different",
     "1/2: 1 of 2 terms is right."),
    ("long sum", "3 v + b v", ["terms: true, credit: 1"], "1/2", "wrong_name", "1/2: 1 of 2 terms is right."),
    # numbers
    ("number", "12", ["up_to: sign, credit: 1/2"], "1/2", "sign", "1/2: right but for the sign."),
    ("number", "-11.7", ["within: {relative: 0.1}, credit: 1/2", "sign_of: true, credit: 1/4"], "1/2",
     "different", "1/2: the number is near the right one, but not near enough."),
    ("number", "-30", ["within: {relative: 0.1}, credit: 1/2", "sign_of: true, credit: 1/4"], "1/4",
     "different", "1/4: the sign is right, the size is not."),
    ("number", "11.7", ["within: {relative: 0.1}, credit: 1/2", "sign_of: true, credit: 1/4"], "0",
     "different", ""),
    ("number", "0", ["sign_of: true, credit: 1/4"], "0", "different", ""),
    ("number", "12", ["mistake: sign, credit: 1/3"], "1/3", "sign", "1/3: The size is right, the sign is not."),
]  # fmt: skip


@pytest.mark.parametrize(("part", "answer", "rubric", "credit", "note", "said"), CASES)
def test_the_first_criterion_that_is_met_counts(
    part: str, answer: str, rubric: list[str], credit: str, note: str, said: str
) -> None:
    verdict = judged(problem(part, tuple(rubric)), answer)
    told = verdict.told[0] if verdict.told else ""
    assert (verdict.credit, verdict.note) == (Fraction(credit), note)
    assert told.lower() == said.lower() if said else not verdict.credit


LONG = ("(a + b)(x + y)(t + w)(a + t)(b + y)(1 + x)", " + ".join(["a b"] * 900), "(" * 60 + "a b" + ")" * 60)


@pytest.mark.parametrize("answer", LONG)
def test_what_has_too_many_terms_earns_nothing_and_takes_no_time(answer: str) -> None:
    verdict = judged(problem("sum", ("terms: true, credit: 1",)), answer)
    assert verdict.credit <= Fraction(1, 3)


def test_only_level_full_says_what_is_missing() -> None:
    verdict = judged(problem("chain", ("mistake: local_missing, credit: 2/3",)), "2 h h (1 - h)")
    assert "∂z/∂y = x" in sentences(verdict, "full")
    assert not any("= x" in sentence for sentence in sentences(verdict, "hints"))
    assert sentences(verdict, "verdict") == ()


def test_an_answer_that_cannot_be_read_or_is_missing_meets_no_criterion() -> None:
    asked = problem("matrix", ("shape_only: true, credit: 1/4",))
    assert [judged(asked, answer).credit for answer in ("2 (u", " ", "2 nobody")] == [0, 0, 0]


def test_a_row_of_accept_that_earns_more_stands_and_one_that_earns_less_gives_way() -> None:
    more = ", accept: [{expected: 12, credit: 1/2, note: row}]"
    for credit, found in (("1/4", ("1/2", "row")), ("3/4", ("3/4", "row"))):
        verdict = judged(problem("number", (f"up_to: sign, credit: {credit}",), more), "12")
        assert (str(verdict.credit), verdict.note) == found


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{expected: a / b x, credit: 1/2}", "1/2: an answer that earns a part of the credit."),
        ("{expected: a / b x, credit: 1/2, feedback: Mind b.}", "1/2: Mind b."),
        ("{expected: a / b x, credit: 0, feedback: Mind b.}", "Mind b."),
    ],
)
def test_a_part_of_the_credit_is_explained_before_remarks_on_the_notation(row: str, said: str) -> None:
    text = f'{HEAD}  - {{id: "1", symbolic: {{expected: b, accept: [{row}]}}}}\n'
    told = judged(compiled(text.encode(), "p.yaml", "p"), "a / b x").told
    assert said in told
    assert told[0] == said or not said.startswith("1/2")


def test_what_follows_from_own_answers_earns_the_better_of_both() -> None:
    def text(credit: str, follow: str) -> str:
        return f"""{HEAD}  - {{id: "1", gradient: ∂f/∂h, symbolic: 2 h}}
  - id: "2"
    gradient: ∂f/∂z
    uses: ["1"]
    follow_through: {follow}
    symbolic: {{expected: 2 h h (1 - h), rubric: [{{up_to: constant_factor, credit: {credit}}}]}}
"""

    for credit, follow, note in (("1/2", "3/4", "follow_through"), ("3/4", "1/2", "constant_missing")):
        asked = compiled(text(credit, follow).encode(), "p.yaml", "p")
        place = Place("answers.md")
        answers = (Response("1", "h", place), Response("2", "h h (1 - h)", place))
        for memo in (None, Memo("test")):
            verdict = grade(asked, Submission(answers), memo=memo).items[1].parts[0].verdict
            assert (verdict.credit, verdict.note) == (Fraction(3, 4), note)


def test_an_edited_rubric_is_another_key() -> None:
    memo = Memo("test")
    found = [
        judged(problem("number", (f"up_to: sign, credit: {credit}",)), "12", memo).credit
        for credit in ("1/2", "1/4")
    ]
    assert found == [Fraction(1, 2), Fraction(1, 4)]


def test_a_note_of_a_rubric_is_one_that_later_rows_may_ask_for() -> None:
    text = f"""{HEAD}  - id: "1"
    numeric: {{expected: 3, rubric: [{{up_to: sign, credit: 1/2, note: minus}}]}}
  - {{id: "2", numeric: {{expected: 6, accept: [{{expected: -6, when: {{"1": minus}}}}]}}}}
"""
    asked, place = compiled(text.encode(), "p.yaml", "p"), Place("answers.md")
    for first, credit in (("-3", 1), ("3", 0)):
        answers = (Response("1", first, place), Response("2", "-6", place))
        assert grade(asked, Submission(answers)).items[1].score == credit


def test_a_rubric_survives_being_stored() -> None:
    asked = problem(
        "number", ("within: {relative: 0.1, figures: 2}, credit: 1/2", "sign_of: true, credit: 1/4")
    )
    assert decode(encode(asked)) == asked
    verdict = judged(asked, "-30")
    assert from_text(to_text(verdict)) == verdict


ROWS = (
    "mistake: [sign, term_missing, constant_factor], credit: 1/2",
    "up_to: sign, credit: 1",
    "up_to: constant_factor, credit: 1/3",
    "terms: true, credit: 3/4",
    "terms: true, credit: 1",
    "up_to: constant, credit: 0",
)
ATOMS = st.sampled_from(["a b", "2 x y", "t", "-t", "-a b", "x y", "w", "0", "1", "a b - a b", "2 z"])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(ATOMS, min_size=1, max_size=5), st.lists(st.sampled_from(ROWS), max_size=2), st.sampled_from(ROWS)
)
def test_a_criterion_at_the_end_never_costs_anything(terms: list[str], rows: list[str], last: str) -> None:
    answer = " + ".join(f"({term})" for term in terms)
    fewer = judged(problem("sum", tuple(rows)), answer)
    more = judged(problem("sum", (*rows, last)), answer)
    assert 0 <= fewer.credit <= more.credit <= 1
    if fewer.credit == 1 and not fewer.note:
        assert more == fewer


@settings(max_examples=15, deadline=None)
@given(st.permutations(["a b", "2 x y", "-t"]), st.lists(st.sampled_from(ROWS), max_size=3))
def test_a_right_answer_earns_all_whatever_the_rubric(terms: list[str], rows: list[str]) -> None:
    verdict = judged(problem("sum", tuple(rows)), " + ".join(f"({term})" for term in terms))
    assert (verdict.credit, verdict.note) == (1, "")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_each_right_entry_earns_its_share(right: list[bool]) -> None:
    entries = [entry if fits else f"({entry} + w)" for entry, fits in zip(("a", "b", "z"), right, strict=True)]
    verdict = judged(problem("vector", ("entries: true, credit: 1",)), f"[{', '.join(entries)}]")
    assert verdict.credit == Fraction(sum(right), 3)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["w", "x", "1", "a b", "y^2", "t", "b"]), max_size=6))
def test_writing_more_wrong_terms_never_earns_more(guesses: list[str]) -> None:
    asked = problem("sum", ("terms: true, credit: 1",))
    credits = [
        judged(asked, " + ".join(["a b", *(f"3 {guess}" for guess in guesses[:n])])).credit
        for n in range(len(guesses) + 1)
    ]
    assert credits == sorted(credits, reverse=True)
