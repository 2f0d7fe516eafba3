"""No point is lost or earned without a sentence that says why, in every form that a report takes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gradecheck.errors import Place
from gradecheck.gradebook.exports.told import item_text
from gradecheck.grading.grade import grade
from gradecheck.grading.points import taken_text
from gradecheck.grading.verdict import GradientEvidence, PartReport, Report, Status
from gradecheck.problem.finding import find, shipped
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.report.as_json import report_json
from gradecheck.report.evidence import sentences
from gradecheck.report.feedback_html import feedback_page
from gradecheck.report.feedback_markdown import feedback_markdown
from gradecheck.report.terminal import render
from gradecheck.report.words import visible
from gradecheck.submission import read
from gradecheck.submission.model import Response, Submission
from gradecheck.submission.sheet import read_sheet
from gradecheck.submission.source import Source

from .standings import alone

SHEET = [load(path) for path in find("section3")]
OTHERS = [*(load(path) for path in find("partial")), *(load(path) for path in find("variants"))]
STUDENTS = sorted((Path(__file__).parent / "students").glob("*.md"))
EXAMPLES = ("ada.md", "blaise.md", "carl")
HINTED = "1.1.hints: 2\n1.1: -z = 4\n1.5.hints: 1\n1.5: -z = 4\n"


@cache
def reports() -> tuple[Report, ...]:
    """Students, examples, and each problem's own tests, as they are graded."""
    handed = [Submission(*read_sheet(Source(path.name, path.read_text("utf-8")))) for path in STUDENTS]
    handed += [read([shipped() / "section3" / "examples" / name]) for name in EXAMPLES]
    handed += [Submission(*read_sheet(Source("hinted.md", HINTED)))]
    found = [grade(problem, each) for each in handed for problem in SHEET]
    found += [grade(problem, each) for problem in (*SHEET, *OTHERS) for each in tried(problem)]
    return tuple(found)


def tried(problem: Problem) -> Iterator[Submission]:
    for test in problem.tests:
        if not any(kind == "code" for kind, _ in test.response):
            place = Place("test")
            own = [(f"{test.item}.{kind}" if kind else test.item, text) for kind, text in test.response]
            yield Submission(tuple(Response(key, text, place) for key, text in (*test.after, *own)))


def lacking(report: Report) -> Iterator[PartReport]:
    """The parts that were answered and do not earn all by themselves."""
    for item in report.items:
        for part in item.parts:
            verdict = part.verdict
            if verdict.status is not Status.BLANK and (verdict.credit < 1 or verdict.given):
                yield part


def squeezed(text: str) -> str:
    return re.sub(r"[\s│]+", "", text)


def test_there_is_something_to_explain() -> None:
    notes = {part.verdict.note for report in reports() for part in lacking(report)}
    assert {"follow_through", "own_names", "transposed", "rounded_early", "sign", "different"} <= notes
    partial = [part for report in reports() for part in lacking(report) if 0 < part.verdict.credit < 1]
    assert len(partial) > 20


@pytest.mark.parametrize("level", ["hints", "full"])
def test_whatever_does_not_earn_all_has_a_sentence(level: str) -> None:
    for report in reports():
        for part in lacking(report):
            verdict = part.verdict
            assert sentences(verdict, level), part
            if 0 < verdict.credit < 1 and not isinstance(verdict.evidence, GradientEvidence):
                assert sentences(verdict, level)[0].startswith(f"{verdict.credit}: "), part


def test_what_rests_on_an_earlier_answer_says_so_at_every_level() -> None:
    for report in reports():
        for part in lacking(report):
            if part.verdict.note == "follow_through":
                assert "given" in " ".join(sentences(part.verdict, "verdict")), part


@pytest.mark.parametrize("level", ["verdict", "hints", "full"])
def test_every_form_has_the_sentences_of_every_part(level: str) -> None:
    for report in reports():
        text = squeezed(render(report, level))
        plain = squeezed(render(report, level, plain=True))
        data = {item["id"]: item for item in report_json(report, level)["items"]}  # type: ignore[union-attr, index, call-overload]
        for item in report.items:
            exported = squeezed(item_text(item, level))
            told = [sentence for part in item.parts for sentence in sentences(part.verdict, level)]
            for sentence in told:
                for line in map(squeezed, sentence.split("\n")[:1]):
                    assert line in text or line[:40] in text, (item.id, sentence)
                    assert line in plain, (item.id, sentence)
            for part, own in zip(item.parts, data[item.id]["parts"], strict=True):  # type: ignore[arg-type, index, call-overload]
                first = sentences(part.verdict, level)[:1]
                words = [*own["feedback"], (own["evidence"] or {}).get("words", "")]  # type: ignore[index, call-overload, union-attr]
                boundary = (own["evidence"] or {}).get("boundary")  # type: ignore[index, call-overload, union-attr]
                assert all(one in map(visible, words) for one in first) or boundary, (item.id, first, words)
                spoken = part.verdict.told if first and level != "verdict" else ()
                assert all(squeezed(one) in exported for one in spoken), (item.id, spoken)
                if part.verdict.note == "follow_through":
                    assert "given" in exported
            if item.hints:
                said = taken_text(item)
                assert squeezed(said) in text and squeezed(said) in exported
                assert said in data[item.id]["feedback"]  # type: ignore[index, call-overload, operator]


@pytest.mark.parametrize("level", ["hints", "full"])
def test_the_pages_of_students_have_them_too(level: str) -> None:
    for report in reports()[: 4 * (len(STUDENTS) + len(EXAMPLES) + 1)]:
        one = alone(report, level)
        page = squeezed(html.unescape(re.sub(r"<[^>]*>", "", feedback_page(one, "Course"))))
        markdown = squeezed(feedback_markdown(one, "Course").replace("\\", ""))
        for part in lacking(report):
            for sentence in map(visible, part.verdict.told):
                line = squeezed(sentence.split("\n")[0])
                assert line in page, (part.id, sentence)
                assert line in markdown, (part.id, sentence)
