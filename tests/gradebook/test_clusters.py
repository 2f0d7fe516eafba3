"""Wrong answers that mean the same are one, whatever they look like; what differs stays apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from gradecheck.errors import Place
from gradecheck.gradebook.clusters import Cluster, PartClusters, clusters
from gradecheck.gradebook.wrong_answers import MOST_SPELLINGS, MOST_UNDECIDED, WrongAnswers
from gradecheck.grading.grade import grade
from gradecheck.grading.verdict import ItemReport, PartReport, Report, Status, Verdict
from gradecheck.problem.compiling import compiled
from gradecheck.problem.finding import find, shipped
from gradecheck.problem.loading import load
from gradecheck.submission.model import Response, Submission

PROBLEM = compiled(
    """\
gradecheck: 1
title: A small one
variables: {x: {value: 3}, y: {value: 2}, z: {}}
graph: {f: x y}
items:
  - id: "1"
    prompt: ∂f/∂x
    points: 1
    symbolic: {expected: σ(x) y, accept: [{expected: -σ(x) y, credit: 0, note: sign}]}
  - {id: "2", prompt: ∂f/∂y, gradient: ∂f/∂y, points: 1, numeric: 3}
""".encode(),
    "small.yaml",
    "small",
)


def of(item: str, answers: Sequence[str]) -> PartClusters:
    wrong = WrongAnswers()
    for number, text in enumerate(answers):
        wrong.add(number, grade(PROBLEM, Submission((Response(item, text, Place("a.md")),))))
    (found,) = clusters(wrong.parts.values(), [PROBLEM])
    return found


def counts(found: PartClusters) -> list[tuple[int, str]]:
    return [(cluster.count, cluster.read_as or cluster.spellings[0][0]) for cluster in found.clusters]


def test_spellings_of_one_expression_are_one_cluster() -> None:
    found = of("1", ["x + y", "y+x", "x", "$x+y$", "2x/2 + y", "(x^2 - y^2)/(x - y)"])
    assert [(cluster.count, cluster.read_as) for cluster in found.clusters[:1]] == [(5, "x + y")]
    assert (found.n, found.wrong, found.others) == (6, 6, 0)


def test_expressions_with_different_normal_forms_are_held_against_one_another() -> None:
    found = of("1", ["1 - σ(x)", "σ(-x)", "e^-x/(1 + e^-x)", "1 + σ(x)"])
    assert [cluster.count for cluster in found.clusters] == [3, 1]
    assert found.clusters[0].different == 3


def test_values_that_are_close_are_not_the_same() -> None:
    assert [cluster.count for cluster in of("1", ["x + 10^-30 y", "x", "x"]).clusters] == [2, 1]


def test_right_and_blank_answers_are_in_no_cluster() -> None:
    found = of("1", ["y σ(x)", "", "x"])
    assert (found.n, found.wrong, counts(found)) == (2, 1, [(1, "x")])


def test_a_cluster_says_the_mistake_that_its_answers_were_told() -> None:
    (cluster,) = of("1", ["-y σ(x)", "-σ(x)*y"]).clusters
    assert (cluster.count, cluster.note, cluster.status) == (2, "sign", Status.INCORRECT)
    assert cluster.spellings == (("-y σ(x)", 1), ("-σ(x)*y", 1))


def test_numbers_are_one_by_value() -> None:
    found = of("2", ["0.5", "1/2", ".50", "-3", "−3.0", "2"])
    assert [(cluster.count, cluster.read_as) for cluster in found.clusters] == [(3, "0.5"), (2, "−3"), (1, "2")]
    assert found.clusters[1].note == "sign"


def test_what_cannot_be_read_is_one_by_its_text() -> None:
    found = of("1", ["(x", "( x", "(x", "x +"])
    assert [(cluster.count, cluster.status) for cluster in found.clusters] == [
        (2, Status.INVALID),
        (1, Status.INVALID),
        (1, Status.INVALID),
    ]
    assert "never closed" in found.clusters[0].sentence


def test_clusters_do_not_depend_on_the_order_in_which_answers_come() -> None:
    answers = ["x + y", "y + x", "x", "x*1", "σ(-x)", "1 - σ(x)", "(x"]
    assert of("1", answers) == of("1", answers[::-1])


def test_code_is_one_by_the_mistake_and_the_gradients_that_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped())
    problem = load(next(path for path in find("section3") if "4-bonus" in str(path)))
    wrong = WrongAnswers()
    for number, factor in enumerate((2, 2, 3)):
        source = f"import numpy as np\ndef backward_1(x, g):\n    return {factor} * x * g\n"
        wrong.add(number, grade(problem, Submission((Response("4.1", source, Place("a.py"), is_code=True),))))
    found = {one.part: one for one in clusters(wrong.parts.values(), [problem])}["4.1.code"]
    (cluster,) = found.clusters
    assert (cluster.count, cluster.wrong) == (3, "x")
    assert cluster.sentence


def report(verdict: Verdict, text: str) -> Report:
    part = PartReport("1", "symbolic", PROBLEM.items[0].points, text, verdict)
    return Report("small", "", 0, (ItemReport("1", "", PROBLEM.items[0].points, (part,)),))


def test_very_many_different_answers_are_counted_in_bounded_memory() -> None:
    wrong = WrongAnswers()
    bad = Verdict(Status.INVALID, PROBLEM.items[0].points * 0, "unreadable")
    for number in range(3 * MOST_SPELLINGS):
        wrong.add(number, report(bad, f"junk {number}"))
        wrong.add(number, report(bad, "common junk"))
    answers = wrong.parts["small", "1"]
    assert len(answers.counts) <= MOST_SPELLINGS
    (found,) = clusters([answers], [PROBLEM])
    assert isinstance(found.clusters[0], Cluster)
    assert found.clusters[0].count == 3 * MOST_SPELLINGS
    assert found.others + sum(cluster.count for cluster in found.clusters) == found.wrong == 6 * MOST_SPELLINGS


def test_what_is_undecided_is_listed_up_to_a_bound_and_counted_beyond() -> None:
    wrong = WrongAnswers()
    open_ = Verdict(Status.UNDECIDED, PROBLEM.items[0].points * 0, "undecided", read_as="x")
    for number in range(MOST_UNDECIDED + 3):
        wrong.add(number, report(open_, "x"))
    assert (len(wrong.undecided), wrong.undecided_count) == (MOST_UNDECIDED, MOST_UNDECIDED + 3)
    assert clusters(wrong.parts.values(), [PROBLEM]) == ()


def test_answers_of_another_problem_file_are_still_counted(tmp_path: Path) -> None:
    wrong = WrongAnswers()
    wrong.add(0, grade(PROBLEM, Submission((Response("1", "x", Place("a.md")),))))
    (found,) = clusters(wrong.parts.values(), [])
    assert counts(found) == [(1, "x")]
