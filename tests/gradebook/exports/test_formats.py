"""Each export read back by a reader of its own gives the same scores, whatever is in names and answers."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import DUE, part, row, standing

from gradecheck.gradebook.exports import KINDS, Folder, OneFile
from gradecheck.gradebook.exports.request import Request, only, watched
from gradecheck.gradebook.exports.spreadsheet import line
from gradecheck.gradebook.exports.values import cell, file_name
from gradecheck.gradebook.standing import Graded, Standing
from gradecheck.grading.points import decimal
from gradecheck.grading.verdict import ItemReport, Report, Status
from gradecheck.problem.course import Course
from gradecheck.problem.course_reading import read_course
from gradecheck.report.as_json import report_json
from gradecheck.submission.handed import Person

ADA = Person("ada", "Ada Lovelace", ids=(("email", "ada@example.org"),))


def whole(kind: str, standings: Sequence[Standing], course: Course | None = None, **asked: Any) -> bytes:
    export = KINDS[kind]
    assert isinstance(export, OneFile)
    return b"".join(export.pieces(standings, Request(course or Course(), report_json, **asked)))


def files(
    kind: str, standings: Sequence[Standing], course: Course | None = None, **asked: Any
) -> dict[str, bytes]:
    export = KINDS[kind]
    assert isinstance(export, Folder)
    listed = list(export.files(standings, Request(course or Course(), report_json, **asked)))
    assert len({name for name, _ in listed}) == len(listed)
    for name, _ in listed:
        assert not PurePosixPath(name).is_absolute()
        assert not {"..", ""} & set(name.split("/"))
    return dict(listed)


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def near(found: object, exact: Fraction) -> bool:
    return abs(Fraction(str(found)) - exact) <= Fraction(1, 10**6)


# csv


def test_csv_has_a_row_a_student_with_the_same_scores(standings: tuple[Standing, ...], course: Course) -> None:
    found = table(whole("csv", standings, course))
    assert [line["handed_in"] for line in found] == ["yes", "yes", "yes", "no"]
    for read, own in zip(found, standings, strict=True):
        assert near(read["score"], own.score)
        assert near(read["max_score"], own.max_score)
        one = own.problems[0]
        assert near(read[one.problem] or 0, one.score)
    assert found[1]["section/1-graph-review hours_late".replace("section", "section3")] == "3"
    assert found[0]["last"] == "2026-10-05T21:59:00+00:00"


def test_csv_makes_formulas_and_broken_characters_harmless_and_visible(standings: tuple[Standing, ...]) -> None:
    eve = table(whole("csv", standings))[2]
    assert eve["name"] == "'=cmd|' /C calc'!A0, Eve\\x00"
    assert eve["id"] == "eve\\udcff"
    assert eve["section"] == "+1", "a number stays a number"


def test_csv_of_nobody_is_a_header() -> None:
    assert whole("csv", []) == b"id,name,section,handed_in,last,score,max_score\r\n"


@given(st.lists(st.text(st.characters(codec=None), max_size=12), min_size=2, max_size=5))
def test_any_text_comes_back_from_a_csv_line(texts: list[str]) -> None:
    (found,) = csv.reader(io.StringIO(line(texts).decode("utf-8"), newline=""), strict=True)
    assert found == [cell(text) for text in texts]
    for text in found:
        assert text[:1] not in set("=@\t\r＝") or text == ""


@pytest.mark.parametrize("text", ["=1", "+x", "-x", "@x", "\t=1", "\r=1", " =1", "＝1", "-1+1"])
def test_what_a_spreadsheet_would_calculate_is_made_text(text: str) -> None:
    (found,) = csv.reader(io.StringIO(line([text, "x"]).decode(), newline=""))
    assert found[0].startswith(("'", "\\x0d"))


@pytest.mark.parametrize("text", ["-0.5", "+3", "12", "-1,5", "Ada-Maria", "x=1", "", "-"])
def test_numbers_and_plain_texts_stay(text: str) -> None:
    assert cell(text) == (f"'{text}" if text == "-" else text)


@given(st.fractions(-1000, 1000))
def test_decimals_are_rounded_rightly(value: Fraction) -> None:
    assert abs(Fraction(decimal(value)) - value) <= Fraction(1, 2 * 10**6)
    assert abs(Fraction(decimal(value, 2)) - value) <= Fraction(1, 200)


# json


def test_json_has_everything_and_the_same_scores(standings: tuple[Standing, ...], course: Course) -> None:
    found = json.loads(whole("json", standings, course))
    assert (found["gradebook"], found["course"]) == (1, "Ünïcode")
    for read, own in zip(found["students"], standings, strict=True):
        assert [Fraction(text) for text in read["exact"]] == [own.score, own.max_score]
        for problem, one in zip(read["problems"], own.problems, strict=True):
            assert Fraction(problem["exact"][0]) == one.score
            assert problem["seconds_late"] == one.late.total_seconds()
            if one.chosen:
                assert problem["attempt"]["report"] == json.loads(
                    json.dumps(report_json(one.chosen.report, "full"))
                )
                assert near(problem["attempt"]["report"]["score"], one.earned)
            else:
                assert problem["attempt"] is None
    assert found["students"][2]["oddities"][0]["place"] == "eve/\\udcff.bin"


def test_json_is_the_same_bytes_whatever_machine_and_moment(
    standings: tuple[Standing, ...], course: Course
) -> None:
    slower = [
        replace(
            own,
            problems=tuple(
                replace(one, feedback="", chosen=one.chosen and replace(one.chosen, milliseconds=9999))
                for one in own.problems
            ),
        )
        for own in standings
    ]
    assert whole("json", slower, replace(course, now=DUE + timedelta(days=400))) == whole(
        "json", standings, course
    )


def test_json_of_nobody_is_read_too() -> None:
    assert json.loads(whole("json", []))["students"] == []


# nbgrader


def test_nbgrader_has_the_columns_of_its_exporter(standings: tuple[Standing, ...], course: Course) -> None:
    content = whole("nbgrader", standings, course)
    assert content.splitlines()[0] == (
        b"assignment,duedate,timestamp,student_id,last_name,first_name,email,"
        b"raw_score,late_submission_penalty,score,max_score"
    )
    found = table(content)
    for read, own in zip(found, standings, strict=True):
        one = own.problems[0]
        assert near(read["score"], one.score)
        assert near(Fraction(read["raw_score"]) - Fraction(read["late_submission_penalty"]), one.score)
    ada = found[0]
    assert (ada["last_name"], ada["first_name"], ada["email"]) == ("Lovelace", "Ada", "ada@example.org")
    assert (ada["duedate"], ada["timestamp"]) == ("2026-10-05 21:59:00", "2026-10-05 21:59:00")
    assert found[3]["timestamp"] == ""


# JUnit


def test_junit_is_read_by_an_xml_parser_with_the_same_scores(standings: tuple[Standing, ...]) -> None:
    root = ElementTree.fromstring(whole("junit", standings))
    assert root.tag == "testsuites"
    suites = root.findall("testsuite")
    for suite, own in zip(suites, standings, strict=True):
        told = {each.get("name"): each.get("value") for each in suite.findall("properties/property")}
        assert near(told["score"], own.problems[0].score)
        assert near(told["max_score"], own.problems[0].max_score)
        cases = suite.findall("testcase")
        assert int(suite.get("tests", "")) == len(cases)
        for kind, counted in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.get(counted, "")) == len(suite.findall(f"testcase/{kind}"))
        points = [
            Fraction(str(value).split("/")[0]) for name, value in told.items() if str(name).startswith("item ")
        ]
        assert near(sum(points), own.problems[0].earned)
        assert next(child.tag for child in suite) == "properties"
    assert not suites[0].findall("testcase/failure")
    assert suites[2].findall("testcase/error")


@given(st.text(st.characters(codec=None), max_size=20))
def test_junit_leaves_out_what_xml_forbids(text: str) -> None:
    own = standing(Person(text or "x", text), row(text or "p"))
    root = ElementTree.fromstring(whole("junit", [own]))
    assert len(root) == 1


# Gradescope

VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


def check_gradescope(found: dict[str, Any]) -> None:
    """The keys and values of the platform's specification, and no others."""
    assert set(found) <= {
        "score", "execution_time", "output", "output_format", "visibility", "stdout_visibility", "extra_data",
        "tests", "leaderboard",
    }  # fmt: skip
    assert isinstance(found["score"], int | float)
    assert found["output_format"] in ("text", "html", "simple_format", "md", "ansi")
    assert found["stdout_visibility"] in VISIBILITIES
    for test in found["tests"]:
        assert set(test) <= {
            "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
            "visibility", "extra_data",
        }  # fmt: skip
        assert isinstance(test["score"], int | float)
        assert isinstance(test["name"], str)
        assert test.get("status", "passed") in ("passed", "failed")
        assert test["visibility"] in VISIBILITIES
        assert all(isinstance(tag, str) for tag in test.get("tags", []))
    for entry in found.get("leaderboard", []):
        assert set(entry) <= {"name", "value", "order"}
        assert entry["order"] in ("asc", "desc")


def test_gradescope_has_a_test_for_each_item_and_the_same_scores(standings: tuple[Standing, ...]) -> None:
    found = {name: json.loads(content) for name, content in files("gradescope", standings).items()}
    assert list(found) == ["ada/results.json", "blaise/results.json", "eve%ED%B3%BF/results.json"]
    for results, own in zip(found.values(), standings, strict=False):
        check_gradescope(results)
        assert near(results["score"], own.score)
        assert near(sum(Fraction(str(test["score"])) for test in results["tests"]), own.problems[0].earned)
        assert near(sum(Fraction(str(test["max_score"])) for test in results["tests"]), own.max_score)
        assert "leaderboard" not in results
    assert {test["status"] for test in found["ada/results.json"]["tests"]} == {"passed"}
    assert "10% of the score taken off" in found["blaise/results.json"]["output"]


def test_gradescope_has_a_leaderboard_when_asked(standings: tuple[Standing, ...]) -> None:
    found = json.loads(files("gradescope", standings[:1], leaderboard=True)["ada/results.json"])
    check_gradescope(found)
    assert found["leaderboard"] == [{"name": "Score", "value": found["score"], "order": "desc"}]


def test_gradescope_leaves_the_due_date_to_the_platform() -> None:
    course = read_course(b"defaults: {due: 2026-10-05, feedback: {from: due}}", "course.yaml", DUE)
    hidden = standing(ADA, replace(row("p", 3), feedback=""))
    found = json.loads(files("gradescope", [hidden], course, allowed={"p": "full"})["ada/results.json"])
    (test,) = found["tests"]
    assert test["visibility"] == "after_due_date"
    assert test["output"]
    assert "3" not in found["output"], "what is shown at once gives nothing away"
    dated = read_course(b"defaults: {feedback: {from: 2027-01-01}}", "course.yaml", DUE)
    found = json.loads(files("gradescope", [hidden], dated)["ada/results.json"])
    assert (found["tests"][0]["visibility"], found["tests"][0]["output"]) == ("hidden", "")


def report_of(*statuses: tuple[Status, str], name: str = "p") -> Report:
    items = tuple(
        ItemReport(
            str(n), "", Fraction(2), (part(str(n), 2, credit, status, ("a hint",), "y", ("the key is z",)),)
        )
        for n, (status, credit) in enumerate(statuses, 1)
    )
    return Report(name, "", 0, items)


def of(report: Report, level: str = "full", score: str | None = None) -> Standing:
    one = row("p", report.score, report.max_score, score)
    return standing(ADA, replace(one, chosen=Graded(1, DUE, report), feedback=level))


@pytest.mark.parametrize(
    ("level", "hint", "key"), [("verdict", False, False), ("hints", True, False), ("full", True, True)]
)
@pytest.mark.parametrize("kind", ["gradescope", "prairielearn", "github"])
def test_students_are_told_what_the_level_shows(kind: str, level: str, hint: bool, key: bool) -> None:
    found = files(kind, [of(report_of((Status.INCORRECT, "0")), level)])
    for name, content in found.items():
        text = base64.b64decode(content) if name.endswith("base64") else content
        assert (b"a hint" in text, b"the key is z" in text) == (hint, key), name


def test_an_undecided_answer_is_neither_passed_nor_failed() -> None:
    found = json.loads(files("gradescope", [of(report_of((Status.UNDECIDED, "0")))])["ada/results.json"])
    (test,) = found["tests"]
    assert "status" not in test
    assert "a person looks at this answer" in test["output"]


# PrairieLearn


def check_prairielearn(found: dict[str, Any]) -> None:
    assert isinstance(found["gradable"], bool)
    if not found["gradable"]:
        assert "score" not in found
        assert all(isinstance(said, str) for said in found["format_errors"])
        return
    assert 0.0 <= found["score"] <= 1.0
    for test in found["tests"]:
        assert set(test) <= {"name", "description", "points", "max_points", "message", "output", "images"}
        assert 0 <= test["points"] <= test["max_points"]


def test_prairielearn_has_a_share_from_0_to_1(standings: tuple[Standing, ...]) -> None:
    found = {name: json.loads(content) for name, content in files("prairielearn", standings).items()}
    assert next(iter(found)) == "ada/section3%2F1-graph-review/results.json"
    for results, own in zip(found.values(), standings, strict=False):
        check_prairielearn(results)
        if results["gradable"]:
            one = own.problems[0]
            assert abs(results["score"] * float(one.max_score) - float(one.score)) < 1e-9


def test_what_cannot_be_read_at_all_is_not_gradable(standings: tuple[Standing, ...]) -> None:
    eve = json.loads(files("prairielearn", standings[2:3]).popitem()[1])
    check_prairielearn(eve)
    assert eve["gradable"] is False
    assert eve["format_errors"]
    mixed = of(report_of((Status.INVALID, "0"), (Status.CORRECT, "1")))
    assert json.loads(files("prairielearn", [mixed]).popitem()[1])["gradable"] is True


def test_prairielearn_results_stay_below_its_limit() -> None:
    long = tuple(("x" * 9_000 + str(n),) for n in range(300))
    items = tuple(
        ItemReport(str(n), "", Fraction(1), (part(str(n), 1, 0, None, said),)) for n, said in enumerate(long)
    )
    content = files("prairielearn", [of(Report("p", "", 0, items))]).popitem()[1]
    assert len(content) < 1_000_000
    assert len(json.loads(content)["tests"]) == 300


# GitHub


def check_github(found: dict[str, Any]) -> None:
    assert found["version"] == 1
    assert found["status"] in ("pass", "fail", "error")
    assert isinstance(found["max_score"], int | float)
    for test in found["tests"]:
        assert set(test) == {
            "name", "status", "score", "message", "test_code", "filename", "line_no", "duration"
        }  # fmt: skip
        assert test["status"] in ("pass", "fail", "error")


def test_github_adds_up_to_what_policies_leave(standings: tuple[Standing, ...]) -> None:
    found = files("github", standings)
    for own in standings:
        folder = file_name(own.person.id)
        result = json.loads(found[f"{folder}/result.json"])
        check_github(result)
        assert json.loads(base64.b64decode(found[f"{folder}/result.base64"])) == result
        # As the reporter of GitHub Classroom adds it up:
        assert abs(sum(test["score"] for test in result["tests"]) - float(own.score)) < 1e-4
        assert near(result["max_score"], own.max_score)
        assert found[f"{folder}/summary.md"].startswith(b"### ")


def test_a_step_summary_is_a_table_that_names_and_answers_cannot_break() -> None:
    evil = ItemReport("1", "a|b\n# <img src=x>", Fraction(1), (part("1", 1, 0, None, ("**x** | y",)),))
    own = of(Report("p", "", 0, (evil,)))
    own = replace(own, person=Person("x", "<b>|Ada|</b>\n# Title"))
    text = files("github", [own])["x/summary.md"].decode()
    rows = [each for each in text.splitlines() if each.startswith("|")]
    assert len(rows) == 3
    assert "<img" not in text
    assert "<b>" not in text
    assert not any(each.startswith("# ") for each in text.splitlines())


def test_a_step_summary_stays_below_the_limit() -> None:
    items = tuple(
        ItemReport(str(n), "", Fraction(1), (part(str(n), 1, 0, None, ("x" * 9_000,)),)) for n in range(300)
    )
    text = files("github", [of(Report("p", "", 0, items))])["ada/summary.md"]
    assert len(text) < 1024 * 1024
    assert text.endswith(b"The rest is too long to be shown.\n")


# all of them


def test_one_problem_alone_has_its_own_points() -> None:
    two = standing(ADA, replace(row("p", 3), weight=Fraction(2), dropped=True), row("q", 4))
    (found,) = only([two], "p", {"p", "q"})
    assert (found.score, found.max_score, [one.problem for one in found.problems]) == (3, 10, ["p"])


def test_answers_that_wait_for_a_person_are_named_and_so_are_extensions_for_nobody() -> None:
    course = read_course(b"extensions: {ada@example.org: 1 day, ben: 1 day}", "course.yaml", DUE)
    said: list[str] = []
    list(watched([of(report_of((Status.UNDECIDED, "0")))], course, said.append))
    assert said == [
        "course.yaml:1:38: there is no student 'ben' to give an extension to",
        "answers wait for a person (gradecheck review) and count 0 until then (1): ada",
    ]
    said.clear()
    list(watched([of(report_of((Status.CORRECT, "1"), (Status.INVALID, "0")))], Course(), said.append))
    assert said == []


@pytest.mark.parametrize(
    "kind", [kind for kind, export in KINDS.items() if not getattr(export, "fills", False)]
)
def test_an_export_goes_through_the_standings_one_at_a_time(kind: str) -> None:
    alive: list[int] = []

    def one_by_one() -> Any:
        for n in range(50):
            alive.append(n)
            yield standing(Person(f"s{n:02}"), row("p"))

    export = KINDS[kind]
    request = Request(Course(), report_json)
    found = (
        export.pieces(one_by_one(), request)
        if isinstance(export, OneFile)
        else export.files(one_by_one(), request)
    )
    next(found)
    next(found)
    next(found)
    assert len(alive) <= 3


@given(st.text(st.characters(codec=None), max_size=150), st.text(st.characters(codec=None), max_size=150))
def test_different_people_have_different_files(one: str, other: str) -> None:
    first, second = file_name(one), file_name(other)
    assert (first == second) == (one == other)
    for name in (first, second):
        assert 0 < len(name) <= 100
        assert name.isascii()
        assert not set(name) & set('/\\:*?"<>|\n\0')
        assert name[0] not in ".-"


def test_a_person_without_an_id_has_a_file_too() -> None:
    assert file_name("") != file_name("\0")


def test_a_moment_is_written_with_its_offset() -> None:
    late = standing(ADA, row("p"), last=datetime.fromisoformat("2026-10-05T23:59:00+02:00"))
    assert table(whole("csv", [late]))[0]["last"] == "2026-10-05T23:59:00+02:00"
