"""Whole banks: what becomes of each question, and that every file that comes of it is sound."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from gradecheck.errors import Place
from gradecheck.grading.grade import grade
from gradecheck.grading.own_tests import failures
from gradecheck.importing.bank import questions_of
from gradecheck.importing.landing import Landed, landed
from gradecheck.problem.compiling import compiled
from gradecheck.submission.model import Response, Submission

BANKS = Path(__file__).parent / "banks"
Facts = list[str]


def taken(path: Path) -> dict[str, Landed]:
    questions, unread = questions_of(path)
    assert not unread
    return {each.id: each for each in landed(questions, partial(failures, seed=0))}


@pytest.fixture(scope="module")
def moodle() -> dict[str, Landed]:
    return taken(BANKS / "calculus.xml")


@pytest.fixture(scope="module")
def prairielearn() -> dict[str, Landed]:
    return taken(BANKS / "pl")


# id, how much of it, and what is said (of the marking and the text)
MOODLE = [
    ("calculus/slopes/slope-at-a-point", "taken over", []),
    (
        "calculus/slopes/area-under-an-arch",
        "partly",
        [
            "the answer 0.7468 (credit 1/3): it has a tolerance of its own, 0.05 for 0.005",
            "a picture or player (arch.png)",
        ],
    ),
    (
        "calculus/slopes/speed",
        "partly",
        ["the units (km/h, m/s): only the number is asked for, in the first of them"],
    ),
    ("calculus/slopes/choose-one", "not", ["questions of type multichoice have no counterpart"]),
    ("calculus/stack/product-rule", "taken over", []),
    ("calculus/stack/antiderivative", "taken over", []),
    (
        "calculus/stack/factored-form",
        "partly",
        ["the node 1: AlgEquiv is another test than that of the right answer, FacForm"],
    ),
    ("calculus/stack/expanded-form", "taken over", []),
    ("calculus/stack/two-answers", "taken over", []),
    (
        "calculus/stack/significant-figures",
        "partly",
        ["NumSigFigs: how many figures are written is not looked at"],
    ),
    (
        "calculus/stack/drawn-at-random",
        "not",
        ["the tree prt1: 'ta' is not known: drawn at random", "the value of {@f@} in a text"],
    ),
    ("calculus/stack/as-it-is-written", "not", ["the tree prt1: the test EqualComAss has no counterpart"]),
    ("calculus/stack/a-checkbox-and-a-term", "partly", ["the tree prt2: the input ans2 is of type checkbox"]),
]
UNREAD = (
    "the answer sum: line 9 of server.py, which is not run: a is not known"
    " (the call of random.randint is not read)"
)
PRAIRIELEARN = [
    ("chainrule", "taken over", []),
    (
        "drawn",
        "not",
        [
            "{{params.a}} is not known without running server.py",
            UNREAD,
        ],
    ),
    ("gradient", "partly", ["<pl-multiple-choice> has no counterpart"]),
    ("numbers", "taken over", []),
    ("owngrade", "not", ["server.py has a function grade, and so marks or changes answers itself"]),
    ("unit2/logarithm", "partly", ["<pl-figure> is not shown"]),
]


def test_every_question_is_in_the_tables(moodle: dict[str, Landed], prairielearn: dict[str, Landed]) -> None:
    assert list(moodle) == [row[0] for row in MOODLE]
    assert list(prairielearn) == [row[0] for row in PRAIRIELEARN]


@pytest.mark.parametrize(("own", "how_much", "facts"), [*MOODLE, *PRAIRIELEARN])
def test_what_becomes_of_a_question(
    moodle: dict[str, Landed], prairielearn: dict[str, Landed], own: str, how_much: str, facts: Facts
) -> None:
    found = (moodle | prairielearn)[own]
    assert found.question.taken == how_much
    assert [remark.fact for remark in found.question.remarks if remark.weight != "aside"] == facts
    assert bool(found.text) == (how_much != "not")


# id, item, answer, credit: as the system that the question comes from marks it
MARKED = [
    ("calculus/slopes/slope-at-a-point", "answer", "10", "1"),
    ("calculus/slopes/slope-at-a-point", "answer", "12", "1/2"),
    ("calculus/slopes/slope-at-a-point", "answer", "4", "0"),
    ("calculus/slopes/area-under-an-arch", "answer", "0.75", "1"),
    ("calculus/slopes/area-under-an-arch", "answer", "0.7519", "0"),  # 0.005 away is the end
    ("calculus/stack/product-rule", "ans1", "x(2 sin 3x + 3x cos 3x)", "1"),
    ("calculus/stack/product-rule", "ans1", "x^2 cos(3x) + 2x sin(3x)", "1/2"),
    ("calculus/stack/product-rule", "ans1", "2x cos(3x)", "0"),
    ("calculus/stack/antiderivative", "ans1", "x^3 + x + c", "1"),
    ("calculus/stack/antiderivative", "ans1", "c + x(x^2+1) - 7", "1"),
    ("calculus/stack/antiderivative", "ans1", "x^3 + x", "0"),  # Int wants the constant
    ("calculus/stack/factored-form", "ans1", "(x+2)(x-1)", "1"),
    ("calculus/stack/factored-form", "ans1", "(2+x)*(-1+x)", "1"),
    ("calculus/stack/factored-form", "ans1", "x^2+x-2", "0"),
    ("calculus/stack/expanded-form", "ans1", "x^3+3x^2+3x+1", "1"),
    ("calculus/stack/expanded-form", "ans1", "(x+1)^3", "0"),
    ("calculus/stack/two-answers", "ans1", "-e^(-t/2)/2", "1"),
    ("calculus/stack/two-answers", "ans2", "-0.3", "1"),
    ("calculus/stack/two-answers", "ans2", "-0.32", "0"),
    ("calculus/stack/significant-figures", "ans1", "9.87", "1"),
    ("calculus/stack/significant-figures", "ans1", "9.88", "0"),
    ("chainrule", "df", "6x cos(3x^2)", "1"),
    ("chainrule", "df", "cos(3x^2)", "0"),
    ("numbers", "half", "1.5757", "1"),  # decdig: 0.51 units of the second decimal
    ("numbers", "half", "1.576", "0"),
    ("numbers", "light", "300302", "1"),  # sigfig: 0.51 units of the third figure
    ("numbers", "light", "300303", "0"),
    ("numbers", "quarter", "0.26", "1"),
    ("numbers", "quarter", "0.2601", "0"),
    ("numbers", "tenth", "0.101", "1"),  # relabs: atol + rtol |answer|
    ("numbers", "tenth", "0.1010001", "0"),
    ("numbers", "product", "42", "1"),
    ("numbers", "product", "42.001", "0"),
    ("gradient", "dw", "2x(w x - y)", "1"),
    ("unit2/logarithm", "term", "ln(x^2)", "1"),
    ("unit2/logarithm", "term", "2 ln x", "0"),  # has no value where x < 0
]


@pytest.mark.parametrize(("own", "item", "answer", "credit"), MARKED)
def test_answers_earn_what_they_earn_where_the_question_comes_from(
    moodle: dict[str, Landed], prairielearn: dict[str, Landed], own: str, item: str, answer: str, credit: str
) -> None:
    text = (moodle | prairielearn)[own].text
    problem = compiled(text.encode(), own, own)
    response = Response(item, answer, problem_place(own))
    report = grade(problem, Submission((response,)), 0)
    (found,) = (each for each in report.items if each.id == item)
    assert str(found.parts[0].verdict.credit) == credit


def problem_place(own: str) -> Place:
    return Place(own, 1)
