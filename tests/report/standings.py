"""Standings made by hand, by grading short sheets: what feedback and the class page are tested with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from gradecheck.errors import Place
from gradecheck.gradebook.standing import Graded, ProblemStanding, Standing
from gradecheck.grading.grade import grade
from gradecheck.grading.verdict import Report
from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem
from gradecheck.submission.handed import Oddity, Person
from gradecheck.submission.model import Response, Submission

PRODUCT = """\
gradecheck: 1
title: A product
variables: {x: {value: 3}, y: {value: 2}}
graph: {f: x y}
items:
  - {id: "1", prompt: "What is ∂f/∂x?", gradient: ∂f/∂x, points: 2, symbolic: y, numeric: 2}
  - id: "2"
    prompt: "What is ∂f/∂y?"
    label: ∂f/∂y
    points: 1
    symbolic: {expected: x, accept: [{expected: -x, credit: 1/2, note: sign, feedback: Mind the sign.}]}
"""
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
PROBLEMS = (
    compiled(PRODUCT.encode(), "product.yaml", "product"),
    compiled(AFFINE.encode(), "affine.yaml", "affine"),
)
NOON = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)

HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "{{ 7*7 }}{% include 'page.css' %}",
    "</code></td></table><style>*{display:none}</style>",
    "[click](javascript:alert(1)) ![x](http://example.org/x.png) <b>",
    "a | b || c `x` ``` ~~~ # *b* _i_ $x$ @all :smile: www.example.org",
    "\x1b[31mred\x1b[0m \u202egnp.exe \u2066x\x00",
    "-->]]><!--<svg onload=alert(1)>",
)
"""What a student might write to break a page."""


def standing(
    own_id: str, answers: Sequence[str], code: str = "", *, name: str = "", feedback: str = "full"
) -> Standing:
    """A student who wrote these answers to the items of both problems; without any they are missing."""
    if not answers and not code:
        return Standing(Person(own_id, name, enrolled=True), tuple(map(_nothing, PROBLEMS)))
    keys = ("1.symbolic", "1.numeric", "2")
    responses = [Response(key, text, Place("answers.md")) for key, text in zip(keys, answers, strict=False)]
    responses += [Response("affine", code, Place("answers.py"), is_code=True)] if code else []
    rows = tuple(_row(problem, Submission(tuple(responses)), feedback) for problem in PROBLEMS)
    return Standing(Person(own_id, name, "A", enrolled=True), rows, (), NOON)


def _row(problem: Problem, submission: Submission, feedback: str) -> ProblemStanding:
    return _of(replace(grade(problem, submission), warnings=()), feedback)


def _of(report: Report, feedback: str) -> ProblemStanding:
    """A report as the one attempt at its problem."""
    return ProblemStanding(
        report.problem,
        report.title,
        Graded(1, NOON, report, 12),
        1,
        report.score,
        report.score,
        report.max_score,
        feedback=feedback,
    )


def _nothing(problem: Problem) -> ProblemStanding:
    most = sum((item.points for item in problem.items), Fraction(0))
    return ProblemStanding(problem.id, problem.title, None, 0, Fraction(0), Fraction(0), most)


def late(one: Standing) -> Standing:
    """The same, handed in a day late for the first problem: it cost a tenth, and the second is dropped."""
    first, second = one.problems
    first = replace(
        first,
        score=first.earned * Fraction(9, 10),
        attempts=3,
        late=timedelta(days=1),
        remarks=("attempt 1 counts (best of 3)", "handed in 1 day late: 10% of the score taken off"),
    )
    second = replace(second, dropped=True, remarks=("dropped: it is among the lowest and does not count",))
    odd = Oddity("unreadable", "ada/scan.pdf", "it is not text", "hand in a text file", "ada")
    return replace(one, problems=(first, second), oddities=(odd,))


def ada() -> Standing:
    """A student with right, wrong, unreadable and wrong-code answers, late."""
    return late(standing("ada", ["y", "(2", "-x"], WRONG, name="Ada Lovelace"))


def hostile() -> Standing:
    """A student whose name, answers, code and file names are all made to break something."""
    code = f"def affine_backward(*a):\n    raise ValueError({HOSTILE[0]!r} + {HOSTILE[1]!r})  # {HOSTILE[3]}\n"
    one = standing("mallory", HOSTILE[:3], code)
    first, second = one.problems
    assert first.chosen is not None
    items = list(first.chosen.report.items)
    for k, text in enumerate(HOSTILE):
        said = (text, f"x\n  {text}\n  ^")
        verdict = replace(items[0].parts[0].verdict, read_as=text, feedback=said)
        parts = tuple(
            replace(part, id=f"h{k}.{part.kind}", response=text, verdict=verdict) for part in items[0].parts
        )
        items.append(replace(items[0], id=f"h{k} {text}", label=text, parts=parts))
    report = replace(first.chosen.report, items=tuple(items), warnings=HOSTILE)
    first = replace(
        first, title=HOSTILE[0], remarks=HOSTILE, chosen=replace(first.chosen, report=report), feedback="full"
    )
    odd = tuple(Oddity("unreadable", text, text, text, "mallory") for text in HOSTILE)
    return Standing(Person(HOSTILE[0], HOSTILE[1], HOSTILE[3]), (first, second), odd)


def small_class() -> list[Standing]:
    """Twelve students: spellings of the same mistake, one missing, two copies, one hostile."""
    answers = [
        ["y", "2", "x"],
        ["x", "3", "-x"],
        ["x + 0", "3.0", "-x"],
        ["1*x", "6/2", "(x"],
        ["y", "-2", "x"],
        ["y", "2", "-1*x"],
        ["x + y", "2", ""],
        ["y + x", "1", "x"],
    ]
    found = [
        standing(f"s{k:02}", row, WRONG if k % 3 == 1 else "", name=f"Student {k}")
        for k, row in enumerate(answers)
    ]
    return [ada(), hostile(), *found, standing("zoe", [], name="Zoë")]


def alone(report: Report, feedback: str) -> Standing:
    """The standing of somebody who handed in one report."""
    return Standing(Person("ada", enrolled=True), (_of(report, feedback),), (), NOON)
