"""``assignment.yaml``: what it loads to, what holds beside ``course.yaml``, the message of each broken one."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from gradecheck.errors import AuthorError, OperatorError
from gradecheck.problem import assignment_schema
from gradecheck.problem.assignment import Assignment, AssignmentText, assignment_of
from gradecheck.problem.course import Course, Late, Rules
from gradecheck.problem.course_reading import read_course
from gradecheck.problem.durations import Duration
from gradecheck.problem.finding import find, listed, problem_id
from gradecheck.problem.loading import load

NOW = datetime(2026, 10, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
PROBLEM = """\
gradecheck: 1
id: {id}
variables: {{x: 3, y: 2}}
graph: {{f: x y}}
items:
  - {{id: "1", gradient: ∂f/∂x, symbolic: y}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the problems p, q and folder/r, and one below hw that is an assignment."""
    monkeypatch.chdir(tmp_path)
    for own, path in {"p": "p.yaml", "q": "q.yml", "r": "more/r.yaml", "s": "other/s.yaml"}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(PROBLEM.format(id=own), encoding="utf-8")
    (tmp_path / "other" / "assignment.yaml").write_text("problems: [s]\n", encoding="utf-8")
    return tmp_path


def assignment(text: str) -> Assignment:
    Path("a.yaml").write_text(text, encoding="utf-8")
    found = assignment_of("a.yaml")
    assert found is not None
    return found


WHOLE = """\
gradecheck: 1
title: Homework  3
timezone: Europe/Berlin
problems:
  - section3/1-graph-review
  - {problem: q.yml, weight: 2, feedback: verdict, late: {at_most: 1/2}}
  - more
  - p
due: 2026-10-05 23:59
late: 10%
feedback: {level: hints, from: due}
"""


def test_an_assignment_has_its_problems_in_its_order_each_with_its_rules(folder: Path) -> None:
    found = assignment(WHOLE)
    assert found.name == "Homework 3"
    assert found.problems == ("section3/1-graph-review", "q", "r", "p")
    assert [str(file) for file in found.files[1:]] == ["q.yml", "more/r.yaml", "p.yaml"]
    due = datetime(2026, 10, 5, 23, 59, tzinfo=BERLIN)
    tenth = Late(Fraction(1, 10))
    rules = Rules(due=due, late=tenth, feedback="hints", since="due")
    assert found.rules[0] == found.rules[2] == found.rules[3] == rules
    own = Late(Fraction(1, 10), at_most=Fraction(1, 2))
    assert found.rules[1] == Rules(due=due, late=own, weight=Fraction(2), feedback="verdict", since="due")


def test_its_files_are_found_from_where_it_lies(folder: Path) -> None:
    (folder / "more" / "assignment.yaml").write_text("problems: [r, ../p.yaml]\n", encoding="utf-8")
    assert find("more") == find("more/assignment.yaml") == (Path("more/r.yaml"), Path("more/../p.yaml"))


def test_without_a_title_it_is_called_after_its_folder_or_file(folder: Path) -> None:
    assert assignment("problems: [p]\n").name == "a"
    other = assignment_of("other")
    assert other is not None
    assert other.name == "other"


def test_it_may_list_its_own_folder(folder: Path) -> None:
    (folder / "more" / "assignment.yaml").write_text("problems: [.]\n", encoding="utf-8")
    found = assignment_of("more")
    assert found is not None
    assert found.problems == ("r",)


def test_a_folder_of_problems_has_neither_its_assignments_nor_its_course(folder: Path) -> None:
    assignment("problems: [p]\n")
    (folder / "course.yaml").write_text("problems: {p: {weight: 2}}\n", encoding="utf-8")
    assert sorted(map(str, find("."))) == ["more/r.yaml", "other/s.yaml", "p.yaml", "q.yml"]


def test_a_problem_may_be_called_assignment(folder: Path) -> None:
    path = folder / "assignment.yaml"
    path.write_text(PROBLEM.format(id="a"), encoding="utf-8")
    assert assignment_of(str(path)) is None
    assert assignment_of(str(folder)) is None
    assert load(find(str(path))[0]).id == "a"


def test_a_problem_that_is_broken_keeps_its_place(folder: Path) -> None:
    (folder / "p.yaml").write_text("items: []\n", encoding="utf-8")
    found = assignment("problems: [p, q.yml]\n")
    assert found.problems == (problem_id(Path("p.yaml")), "q")


def test_feedback_is_never_more_than_the_problem_allows(folder: Path) -> None:
    (folder / "p.yaml").write_text(PROBLEM.format(id="p") + "feedback: hints\n", encoding="utf-8")
    found = assignment("problems: [p, {problem: q.yml, feedback: verdict}]\nfeedback: full\n")
    assert [found.shown(load(file)).feedback for file in found.files] == ["hints", "verdict"]


BROKEN = {
    "problems: [section3/1-grpah-review]": "a.yaml:1:12: there is no problem 'section3/1-grpah-review'\n"
    "  problems: [section3/1-grpah-review]\n             ^\n  did you mean 'section3/1-graph-review'?",
    "problems: [pp.yaml]": "a.yaml:1:12: there is no problem 'pp.yaml'\n"
    "  problems: [pp.yaml]\n             ^\n  did you mean 'p.yaml'?",
    "problems: [more/rr.yaml]": "a.yaml:1:12: there is no problem 'more/rr.yaml'\n"
    "  problems: [more/rr.yaml]\n             ^\n  did you mean 'more/r.yaml'?",
    "problems: [{problem: moer, weight: 2}]": "a.yaml:1:22: there is no problem 'moer'\n"
    "  problems: [{problem: moer, weight: 2}]\n                       ^\n  did you mean 'more'?",
    "problems: [p, q.yml, {problem: p.yaml}]": "a.yaml:1:32: 'p' stands here a second time\n"
    "  problems: [p, q.yml, {problem: p.yaml}]\n                                 ^\n  it is already in line 1",
    "problems: [section3, section3/1-graph-review]": "a.yaml:1:22: 'section3/1-graph-review' stands "
    "here a second time\n  problems: [section3, section3/1-graph-review]\n                       ^\n"
    "  it is already in line 1",
    "problems: [p, twin.yaml]": "a.yaml:1:15: p.yaml and twin.yaml have the same id 'p'\n"
    "  problems: [p, twin.yaml]\n                ^\n  give each an id of its own",
    "problems: [other]": "a.yaml:1:12: 'other' is an assignment itself\n"
    "  problems: [other]\n             ^\n  list its problems",
    "problems: [a.yaml]": "a.yaml:1:12: 'a.yaml' is an assignment itself\n"
    "  problems: [a.yaml]\n             ^\n  list its problems",
    "problems: [empty]": "a.yaml:1:12: there is no problem file in empty\n"
    "  problems: [empty]\n             ^\n  problem files end in .yaml",
    "problems: []": "a.yaml:1:11: problems: this is empty\n"
    "  problems: []\n            ^\n  at least one is needed",
    "problems:": "a.yaml:1:10: problems: a list is needed here, not nothing\n"
    "  problems:\n           ^\n  write [a, b], or `- a` lines",
    "problems: p": "a.yaml:1:11: problems: a list is needed here, not 'p'\n"
    "  problems: p\n            ^\n  write [a, b], or `- a` lines",
    "problems: {p: {weight: 2}}": "a.yaml:1:11: problems: a list is needed here, not a mapping\n"
    "  problems: {p: {weight: 2}}\n            ^\n  write [a, b], or `- a` lines",
    "problems: [{weight: 2}]": "a.yaml:1:12: problem 1: the key 'problem' is missing\n"
    "  problems: [{weight: 2}]\n             ^\n  add `problem: …`",
    "problems: [{problem: p, wieght: 2}]": "a.yaml:1:25: problem 'p': unknown key 'wieght'\n"
    "  problems: [{problem: p, wieght: 2}]\n                          ^\n  did you mean 'weight'?",
    "problems: [p]\nbue: 2026-10-05": "a.yaml:2:1: unknown key 'bue'\n"
    "  bue: 2026-10-05\n  ^\n  did you mean 'due'?",
    "problems: [p]\ndrop_lowest: 1": "a.yaml:2:1: unknown key 'drop_lowest'\n"
    "  drop_lowest: 1\n  ^\n  it stands in course.yaml",
    "problems: [p]\nextension: 1": "a.yaml:2:1: unknown key 'extension'\n"
    "  extension: 1\n  ^\n  keys here: attempts, due, grace, late, weight, droppable, feedback, gradecheck, "
    "title, timezone, problems",
    "problems: [p]\ndue: 5.10.2026": "a.yaml:2:6: due: '5.10.2026' is not a time\n"
    "  due: 5.10.2026\n       ^\n  write it like 2026-10-05 23:59, or 2026-10-05T23:59+02:00",
    "problems: [{problem: p, due: soon}]": "a.yaml:1:30: problem 'p' → due: 'soon' is not a time\n"
    "  problems: [{problem: p, due: soon}]\n                               ^\n"
    "  write it like 2026-10-05 23:59, or 2026-10-05T23:59+02:00",
    "problems: [p]\nlate: 150%": "a.yaml:2:7: late → penalty: '150%' is not between 0 and 1\n"
    "  late: 150%\n        ^\n  ten percent is 10% or 0.1",
    "problems: [p]\nfeedback: hint": "a.yaml:2:11: feedback → level: 'hint' is not a choice here\n"
    "  feedback: hint\n            ^\n  did you mean 'hints'?",
    "problems: [p]\ntimezone: Europe/Berln": "a.yaml:2:11: timezone: 'Europe/Berln' is not a time zone\n"
    "  timezone: Europe/Berln\n            ^\n  did you mean 'Europe/Berlin'?",
    "problems: [p, q.yml]\ngrace: 2 days\nlate: {refuse_after: 1 day}": "a.yaml:3:22: late → refuse_after: the "
    "cut-off comes before the grace is over\n  late: {refuse_after: 1 day}\n                       ^\n"
    "  make it later, or the grace shorter",
    "gradecheck: 2\nproblems: [p]": "a.yaml:1:13: gradecheck: '2' is not a version of the format\n"
    "  gradecheck: 2\n              ^\n  this gradecheck reads `gradecheck: 1`",
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_wrong_is_told_with_its_place_and_a_remedy(folder: Path, text: str) -> None:
    (folder / "twin.yaml").write_text(PROBLEM.format(id="p"), encoding="utf-8")
    (folder / "empty").mkdir()
    with pytest.raises(AuthorError) as caught:
        assignment(text + "\n")
    assert str(caught.value) == BROKEN[text]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file(folder: Path) -> None:
    with pytest.raises(AuthorError) as caught:
        assignment(
            "problems:\n  - nothing\n  - {problem: p, due: soon}\n  - p\n  - {problem: x, due: y}\ndue: z\n"
        )
    places = [line.split(": ")[0] for line in str(caught.value).splitlines() if line.startswith("a.yaml")]
    assert places == ["a.yaml:2:5", "a.yaml:3:23", "a.yaml:4:5", "a.yaml:5:15", "a.yaml:5:23", "a.yaml:6:6"]


@pytest.mark.parametrize("name", ["x" * 5000, "~nobody/p", "\0", "../../../../../../../nothing"])
def test_strange_names_are_no_problems(folder: Path, name: str) -> None:
    with pytest.raises(OperatorError, match="there is no problem"):
        listed(name, Path("a.yaml"))


def rules_of(course: str, *assignments: str) -> Course:
    texts = [AssignmentText(f"hw{n}.yaml", text, _ids(text)) for n, text in enumerate(assignments, 1)]
    return read_course(course.encode() if course else None, "course.yaml", NOW, texts)


def _ids(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every name in the tests stands for itself."""
    return tuple((name, (name,)) for name in ("a/p", "a/q", "b"))


ENTRY, ASSIGNED, WHOLE_OF_IT, FOLDER, DEFAULTS = "entry", "assigned", "assignment", "folder", "defaults"
PRECEDENCE = (ENTRY, ASSIGNED, WHOLE_OF_IT, FOLDER, DEFAULTS)
"""Whose word holds, the first one most."""

CASES = {
    "attempts: {}": ("1", "2", "3", "4", "5"),
    "weight: {}": ("2", "3", "4", "5", "6"),
    "due: {}": tuple(f"2026-10-0{day} 12:00" for day in range(1, 6)),
    "grace: {}": tuple(f"{hours} h" for hours in range(1, 6)),
    "late: {}": ("10%", "20%", "30%", "40%", "50%"),
    "feedback: {{level: hints, from: {}}}": tuple(f"2026-11-0{day} 12:00" for day in range(1, 6)),
}


def read_from(where: set[str], key: str, values: tuple[str, ...]) -> Rules:
    """The rules of a/p where each of ``where`` says its own value."""
    said = {place: key.format(value) for place, value in zip(PRECEDENCE, values, strict=True)}
    said = {place: said[place] if place in where else "" for place in PRECEDENCE}
    course = f"defaults: {{{said[DEFAULTS]}}}\nproblems:\n  a: {{{said[FOLDER]}}}\n  a/p: {{{said[ENTRY]}}}\n"
    own = f", {said[ASSIGNED]}" if said[ASSIGNED] else ""
    return rules_of(course, f"problems: [{{problem: a/p{own}}}]\n{said[WHOLE_OF_IT]}\n").rules("a/p")


@pytest.mark.parametrize("key", CASES)
@pytest.mark.parametrize("holds", range(5))
def test_what_is_said_nearest_holds(key: str, holds: int) -> None:
    everything_farther = set(PRECEDENCE[holds:])
    alone = read_from({PRECEDENCE[holds]}, key, CASES[key])
    assert read_from(everything_farther, key, CASES[key]) == alone
    assert alone != Rules()


@given(st.sets(st.sampled_from(PRECEDENCE)))
def test_whoever_speaks_the_first_of_them_holds(where: set[str]) -> None:
    key = "weight: {}"
    first = [place for place in PRECEDENCE if place in where][:1]
    assert read_from(where, key, CASES[key]) == read_from(set(first), key, CASES[key])


def test_keys_hold_one_by_one() -> None:
    course = rules_of(
        "defaults: {grace: 1 h, late: {at_most: 1/2}}\nproblems: {a/p: {weight: 3}}\n",
        "problems: [{problem: a/p, attempts: 2}, b]\nlate: 10%\nweight: 2\n",
    )
    late = Late(Fraction(1, 10), at_most=Fraction(1, 2))
    assert course.rules("a/p") == Rules(attempts=2, grace=Duration(0, 3600), late=late, weight=Fraction(3))
    assert course.rules("b") == Rules(grace=Duration(0, 3600), late=late, weight=Fraction(2))
    assert course.rules("elsewhere").weight == 1


def test_several_assignments_keep_apart() -> None:
    course = rules_of("", "problems: [a/p]\nweight: 2\n", "title: Two\nproblems: [b, a/q]\nweight: 3\n")
    assert [course.rules(name).weight for name in ("a/p", "a/q", "b")] == [2, 3, 3]
    assert [(each.name, each.problems) for each in course.assignments] == [
        ("hw1", ("a/p",)),
        ("Two", ("b", "a/q")),
    ]


@pytest.mark.parametrize(
    ("course", "order"),
    [
        ("", ["a/q", "a/p", "b"]),
        ("problems: {a: {}}", ["a/q", "a/p", "b"]),
        ("problems: {b: {}, a/p: {}}", ["b", "a/q", "a/p"]),
        ("problems: {a/p: {}, b: {}, a: {}}", ["a/q", "a/p", "b"]),
    ],
)
def test_an_assignment_stands_together_in_its_order(course: str, order: list[str]) -> None:
    found = rules_of(course, "problems: [a/q, a/p]\n")
    assert sorted(["a/p", "a/q", "b"], key=found.position) == order


def test_times_are_in_the_zone_of_the_file_else_of_the_course() -> None:
    text = "problems: [a/p]\ndue: 2026-10-05 12:00\n"
    in_tokyo = "timezone: Asia/Tokyo\n" + text
    tokyo = ZoneInfo("Asia/Tokyo")
    assert rules_of("timezone: Europe/Berlin\n", text).rules("a/p").due == datetime(
        2026, 10, 5, 12, tzinfo=BERLIN
    )
    both = rules_of("timezone: Europe/Berlin\n", in_tokyo)
    assert (both.timezone, both.rules("a/p").due) == (BERLIN, datetime(2026, 10, 5, 12, tzinfo=tokyo))
    assert rules_of("", in_tokyo).timezone == tokyo, "time stamps without a zone are taken to be there"
    assert rules_of("", text).timezone == UTC


def test_where_two_files_disagree_it_is_said_which_holds() -> None:
    course = rules_of(
        "problems:\n  a: {weight: 2, grace: 1 h}\n  a/p: {due: 2026-10-06, attempts: 3}\n",
        "problems: [a/p, a/q]\ndue: 2026-10-05\nweight: 1\nattempts: 3\n",
    )
    assert course.told == (
        "course.yaml:3:3: a/p: due: this holds, not what hw1.yaml says",
        "course.yaml:2:3: a: weight: what hw1.yaml says holds, not this",
    )
    assert course.odd(["a/p"]) == ("hw1.yaml: not graded yet (a/q): run gradecheck batch with it", *course.told)


def test_files_that_agree_or_speak_of_other_things_do_not_disagree() -> None:
    course = "defaults: {due: 2026-01-01}\nproblems: {a/p: {weight: 2}, b: {due: 2026-10-09}}\n"
    assert rules_of(course, "problems: [{problem: a/p, weight: 2}]\ndue: 2026-10-05\n").told == ()


def test_a_problem_of_two_assignments_is_refused() -> None:
    with pytest.raises(AuthorError) as caught:
        rules_of("", "problems: [a/p, b]\n", "problems: [b, {problem: a/p}]\n")
    first, second = caught.value.errors
    assert str(first) == (
        "hw2.yaml:1:12: 'b' is in hw1.yaml too\n  problems: [b, {problem: a/p}]\n             ^\n"
        "  a problem of a course belongs to one assignment"
    )
    assert str(second.place) == "hw2.yaml:1:25"


def test_feedback_from_the_deadline_on_needs_one() -> None:
    text = "problems: [a/p, b]\nfeedback: {from: due}\n"
    with pytest.raises(AuthorError) as caught:
        rules_of("problems: {a/p: {due: 2026-10-05}}\n", text)
    assert str(caught.value) == (
        "hw1.yaml:2:18: feedback → from: there is no due date here\n  feedback: {from: due}\n"
        "                   ^\n  add `due:`, or write a date"
    )
    assert rules_of("defaults: {due: 2026-10-05}\n", text).rules("b").since == "due"
    assert (
        rules_of("problems: {b: {feedback: {from: due}}}\n", "problems: [b]\ndue: 2026-10-05\n").rules("b").due
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Tow", "there is no assignment 'Tow'\n  did you mean 'Two'?"),
        ("Same", "2 assignments are called 'Same'\n  name one by its file: hw2.yaml, hw3.yaml"),
    ],
)
def test_an_assignment_that_is_not_there_is_told(name: str, said: str) -> None:
    course = rules_of(
        "",
        "title: Two\nproblems: [a/p]\n",
        "title: Same\nproblems: [a/q]\n",
        "title: Same\nproblems: [b]\n",
    )
    with pytest.raises(OperatorError) as caught:
        course.only(name)
    assert str(caught.value) == said
    assert course.only("hw3.yaml")[1] == ("b",)
    inside = read_course(None, "course.yaml", NOW, [AssignmentText("hw/a.yaml", "problems: [b]\n", _ids(""))])
    assert inside.only("hw/")[1] == inside.only("hw")[1] == inside.only("a")[1] == ("b",)
    assert course.only("") == (course, None)


def test_a_course_without_assignments_tells_how_it_gets_one() -> None:
    with pytest.raises(OperatorError, match="gradecheck batch with an assignment"):
        Course().only("Homework 1")


DOCUMENT = (Path(__file__).parents[2] / "docs" / "assignments.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", [assignment_schema.AssignedPart, assignment_schema.AssignmentFile])
def test_every_key_is_described(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        assert re.search(rf"\b{field.alias or name}\b", DOCUMENT), name


def test_the_example_of_the_document_loads(folder: Path) -> None:
    text = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.S)[0]
    (folder / "mine.yaml").write_text(PROBLEM.format(id="mine"), encoding="utf-8")
    assert assignment(text).problems[-1] == "mine"


def test_importing_an_assignment_is_cheap() -> None:
    code = (
        "import gradecheck.problem.assignment, sys; "
        "print(sorted({'yaml', 'pydantic', 'numpy', 'sympy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
