"""``github``: what a grader of GitHub Classroom hands to its reporter, and a step summary in Markdown."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from ...grading.points import number, out_of
from ...grading.verdict import ItemReport, Status
from ..standing import ProblemStanding, Standing
from .request import Request
from .told import item_name, item_text, problem_line, total
from .values import clean, file_name

VERSION = 1
LARGEST_SUMMARY = 1_000_000
"""Bytes; GitHub takes 1 MiB for a step."""


def files(standings: Iterable[Standing], request: Request) -> Iterator[tuple[str, bytes]]:
    """``result.json``, the same in base64 as the reporter wants it, and ``summary.md``, for each student."""
    for standing in standings:
        folder = file_name(standing.person.id)
        content = json.dumps(result(standing), ensure_ascii=False, indent=1).encode()
        yield f"{folder}/result.json", content
        yield f"{folder}/result.base64", base64.b64encode(content)
        yield f"{folder}/summary.md", summary(standing).encode()


def result(standing: Standing) -> dict[str, object]:
    """A runner's result. The reporter adds up the tests: they carry what policies took off and weigh."""
    tests = [test for one in standing.problems for test in _tests(one)]
    return {
        "version": VERSION,
        "status": "pass" if standing.score >= standing.max_score else "fail",
        "max_score": number(standing.max_score),
        "tests": tests,
    }


def _tests(one: ProblemStanding) -> Iterator[dict[str, object]]:
    if one.chosen is None:
        yield _test(clean(one.title or one.problem), "fail", Fraction(0), "nothing handed in", one)
        return
    counts = one.weight * (one.score / one.earned if one.earned else 0) * (not one.dropped)
    for item in one.chosen.report.items:
        passed = "pass" if item.earned >= item.points else "fail"
        yield _test(item_name(item), passed, item.score * counts, item_text(item, one.feedback), one)


def _test(name: str, status: str, score: Fraction, message: str, one: ProblemStanding) -> dict[str, object]:
    return {
        "name": name,
        "status": status,
        "score": number(score),
        "message": message,
        "test_code": clean(one.problem),
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }


def summary(standing: Standing) -> str:
    """A table for each problem, at the level of feedback that the student may see."""
    who = _plain(standing.person.name or standing.person.id)
    lines = [f"### {who}{_plain(total(standing))}"]
    for one in standing.problems:
        lines += ["", f"#### {_plain(problem_line(one))}"]
        if one.chosen and one.feedback:
            lines += ["", "| item | verdict | points | |", "| --- | --- | --- | --- |"]
            lines += [_row(item, one.feedback) for item in one.chosen.report.items]
    text = "\n".join(lines) + "\n"
    if len(text.encode()) > LARGEST_SUMMARY:
        kept = text.encode()[: LARGEST_SUMMARY - 100].decode(errors="ignore")
        text = kept.rpartition("\n")[0] + "\n\nThe rest is too long to be shown.\n"
    return text


def _row(item: ItemReport, level: str) -> str:
    told = (
        item_text(item, level).splitlines()[1:] if len(item.parts) == 1 else item_text(item, level).splitlines()
    )
    verdict = "a person looks" if item.status is Status.UNDECIDED else item.status.value
    cells = (item_name(item), verdict, out_of(item.score, item.points), "\n".join(told))
    return "| " + " | ".join(_plain(cell).replace("\n", "<br>") for cell in cells) + " |"


def _plain(text: str) -> str:
    """``text`` so that Markdown shows it as it is."""
    shown = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|~#$!@])", r"\\\1", shown)
