"""``course.yaml``: what it loads to, and the message that each broken one gives."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from gradecheck.errors import AuthorError, OperatorError
from gradecheck.problem import course_schema
from gradecheck.problem.course import Course, Late, Rules, load_course
from gradecheck.problem.course_reading import read_course
from gradecheck.problem.durations import Duration

NOW = datetime(2026, 10, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def read(text: str) -> Course:
    return read_course(text.encode(), "course.yaml", NOW)


def complaint(text: str) -> str:
    with pytest.raises(AuthorError) as caught:
        read(text)
    return str(caught.value)


def test_a_folder_without_the_file_is_a_course_without_deadlines(tmp_path: Path) -> None:
    course = load_course(tmp_path)
    assert course == Course()
    assert course.rules("any") == Rules()


def test_a_file_is_loaded_as_of_now(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("title: Deep\n  Learning\n", encoding="utf-8")
    course = load_course(tmp_path, NOW)
    assert (course.title, course.now) == ("Deep Learning", NOW)
    assert load_course(tmp_path).now is not None


def test_a_file_that_cannot_be_opened_is_the_operators_matter(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").mkdir()
    with pytest.raises(OperatorError, match=r"course\.yaml: cannot be read"):
        load_course(tmp_path)


WHOLE = """\
gradecheck: 1
title: Deep Learning
timezone: Europe/Berlin
defaults:
  attempts: 3
  due: 2026-10-05 23:59
  grace: 10 min
  late: {penalty: 10%, per: day, at_most: 1/2}
  feedback: {level: hints, from: due, before: verdict}
problems:
  section3: {weight: 2, late: {refuse_after: 3 days}}
  section3/1-graph-review: {due: 2026-10-07, attempts: {use: last}}
  exam: {droppable: false, late: none, due: none, feedback: {from: 2026-12-01, level: full}}
drop_lowest: 1
extensions:
  ada: {section3/1-graph-review: 2 days}
  ben@example.org: 36 hours
"""


def test_what_is_said_nearest_to_a_problem_holds_key_by_key() -> None:
    course = read(WHOLE)
    late = Late(Fraction(1, 10), "day", Fraction(1, 2))
    due = datetime(2026, 10, 5, 23, 59, tzinfo=BERLIN)
    assert course.rules("other") == Rules(
        3, "best", due, Duration(0, 600), late, Fraction(1), True, "hints", "due", "verdict"
    )
    nearer = course.rules("section3/1-graph-review")
    assert (nearer.attempts, nearer.use, nearer.weight) == (3, "last", 2)
    assert nearer.due == datetime(2026, 10, 8, tzinfo=BERLIN), "a day alone ends at midnight"
    assert nearer.late == Late(Fraction(1, 10), "day", Fraction(1, 2), "score", Duration(3))
    exam = course.rules("exam")
    assert (exam.due, exam.droppable, exam.late, exam.feedback) == (None, False, Late(), "full")
    assert exam.since == datetime(2026, 12, 1, tzinfo=BERLIN), "a day alone begins at midnight"


def test_the_order_of_entries_does_not_matter_to_what_is_nearest() -> None:
    course = read("problems:\n  a/b: {weight: 3}\n  a: {weight: 2, attempts: 1}\n")
    assert (course.rules("a/b").weight, course.rules("a/b").attempts) == (3, 1)
    assert [course.position(name) for name in ("a/b", "a/c", "z")] == [0, 1, 2]


def test_an_extension_is_found_by_any_of_the_students_names() -> None:
    course = read(WHOLE)
    assert course.extension(["ada"], "section3/1-graph-review") == Duration(2)
    assert course.extension(["ada"], "section3/2") == Duration()
    assert course.extension(["17", "ben@example.org"], "anything") == Duration(0, 36 * 3600)


def test_a_time_may_carry_its_offset() -> None:
    course = read("timezone: Europe/Berlin\ndefaults: {due: 2026-10-25T02:30+01:00}\n")
    assert course.rules("a").due == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_name_that_is_nearly_a_problem_is_pointed_out() -> None:
    course = read("problems:\n  section3/1-grpah: {weight: 2}\n  later: {weight: 1}\n")
    (said,) = course.odd(["section3/1-graph", "section3/2"])
    assert said == ("course.yaml:2:3: there is no problem 'section3/1-grpah': did you mean 'section3/1-graph'?")


BROKEN = {
    "timezone: Europe/Berln": "course.yaml:1:11: timezone: 'Europe/Berln' is not a time zone\n"
    "  timezone: Europe/Berln\n            ^\n  did you mean 'Europe/Berlin'?",
    "timezone: ../etc/passwd": "course.yaml:1:11: timezone: '../etc/passwd' is not a time zone\n"
    "  timezone: ../etc/passwd\n            ^\n  write it like Europe/Berlin",
    "defaults: {du: 2026-10-05}": "course.yaml:1:12: defaults: unknown key 'du'\n"
    "  defaults: {du: 2026-10-05}\n             ^\n  did you mean 'due'?",
    "defaults: {feedback: {form: due}}": "course.yaml:1:23: defaults → feedback: unknown key 'form'\n"
    "  defaults: {feedback: {form: due}}\n                        ^\n  did you mean 'from'?",
    "defaults: {due: 5.10.2026}": "course.yaml:1:17: defaults → due: '5.10.2026' is not a time\n"
    "  defaults: {due: 5.10.2026}\n                  ^\n"
    "  write it like 2026-10-05 23:59, or 2026-10-05T23:59+02:00",
    "defaults: {due: 2026-02-30}": "course.yaml:1:17: defaults → due: '2026-02-30' is not a time\n"
    "  defaults: {due: 2026-02-30}\n                  ^\n"
    "  write it like 2026-10-05 23:59, or 2026-10-05T23:59+02:00",
    "defaults: {late: 150%}": "course.yaml:1:18: defaults → late → penalty: '150%' is not between 0 and 1\n"
    "  defaults: {late: 150%}\n                   ^\n  ten percent is 10% or 0.1",
    "defaults: {late: much}": "course.yaml:1:18: defaults → late → penalty: 'much' is not a share\n"
    "  defaults: {late: much}\n                   ^\n  write it like 10%, 0.1 or 1/10",
    "defaults: {late: {per: week}}": "course.yaml:1:24: defaults → late → per: 'week' is not a choice here\n"
    "  defaults: {late: {per: week}}\n                         ^\n  one of: day, hour, once",
    "defaults: {attempts: 0}": "course.yaml:1:22: defaults → attempts → count: '0' attempts would count\n"
    "  defaults: {attempts: 0}\n                       ^\n  write 1 or more, or leave the key out",
    "defaults: {attempts: lats}": "course.yaml:1:22: defaults → attempts → use: 'lats' is not a choice here\n"
    "  defaults: {attempts: lats}\n                       ^\n  did you mean 'last'?",
    "defaults: {grace: soon}": "course.yaml:1:19: defaults → grace: 'soon' is not a length of time\n"
    "  defaults: {grace: soon}\n                    ^\n  write it like 2 days, 36 hours or 1 h 30 min",
    "drop_lowest: yes": "course.yaml:1:14: drop_lowest: 'yes' is not a whole number\n"
    "  drop_lowest: yes\n               ^\n  write it like 3",
    "gradecheck: 2": "course.yaml:1:13: gradecheck: '2' is not a version of the format\n"
    "  gradecheck: 2\n              ^\n  this gradecheck reads `gradecheck: 1`",
    "problems: {a: {feedback: {from: due}}}": "course.yaml:1:33: problems → a → feedback → from: "
    "there is no due date here\n  problems: {a: {feedback: {from: due}}}\n"
    "                                  ^\n  add `due:`, or write a date",
    "defaults: {grace: 2 days, late: {refuse_after: 1 day}}": "course.yaml:1:48: defaults → late → "
    "refuse_after: the cut-off comes before the grace is over\n"
    "  defaults: {grace: 2 days, late: {refuse_after: 1 day}}\n"
    "                                                 ^\n  make it later, or the grace shorter",
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_wrong_is_told_with_its_place_and_a_remedy(text: str) -> None:
    assert complaint(text) == BROKEN[text]


def test_a_time_that_clocks_jump_over_is_refused() -> None:
    said = complaint("timezone: Europe/Berlin\ndefaults: {due: 2026-03-29 02:30}")
    assert "the clocks of Europe/Berlin jump over 2026-03-29 02:30" in said


def test_a_time_that_clocks_show_twice_is_asked_for_with_its_offset() -> None:
    said = complaint("timezone: Europe/Berlin\ndefaults: {due: 2026-10-25 02:30}")
    assert "show 2026-10-25 02:30 twice" in said
    assert "such as 2026-10-25T02:30+01:00" in said


def test_all_that_is_wrong_is_told_at_once() -> None:
    said = complaint("defaults: {due: soon, grce: 1 h}\ndrop_lowest: all\n")
    assert said.count("course.yaml:") == 2
    times = complaint("defaults: {due: soon}\nproblems: {a: {due: later}, b: {feedback: {from: never}}}\n")
    assert times.count("course.yaml:") == 3


DOCUMENT = (Path(__file__).parents[2] / "docs" / "course.md").read_text(encoding="utf-8")
MODELS = [
    kind
    for kind in vars(course_schema).values()
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__module__ == course_schema.__name__
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_described(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        assert re.search(rf"\b{field.alias or name}\b", DOCUMENT), name


def test_the_example_of_the_document_loads() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.S)
    assert read(text).problems


def test_importing_a_course_is_cheap() -> None:
    code = (
        "import gradecheck.problem.course, sys; print(sorted({'yaml', 'pydantic', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
