"""A class of rubbish is graded: every student has a row, what is odd is named, nothing outside is touched."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rubbish import KINDS, PROBLEM, SECRET, build

from gradecheck.gradebook.book import Gradebook
from gradecheck.gradebook.standing import Standing
from gradecheck.problem.course import Course
from gradecheck.submission.handed import Oddity
from gradecheck.submission.shown import shown

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Graded:
    """What came of it: the process, the standings, everything outside of the course before and after."""

    done: subprocess.CompletedProcess[str]
    standings: dict[str, Standing]
    oddities: tuple[Oddity, ...]
    before: dict[str, str]
    after: dict[str, str]
    outside: str


def everything(folder: Path) -> dict[str, str]:
    """Each path below, with what it is and how large."""
    found = {}
    for top, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = f"{top}/{name}"
            facts = os.lstat(path)
            found[path] = f"{stat.S_IFMT(facts.st_mode)} {facts.st_size} {facts.st_mtime_ns}"
    return {path: facts for path, facts in found.items() if not stat.S_ISDIR(int(facts.split()[0]))}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    root = tmp_path_factory.mktemp("rubbish")
    course, outside = root / "course", root / "outside.txt"
    course.mkdir()
    (root / "rubbish.yaml").write_text(PROBLEM)
    build(root / "submissions", outside)
    before = everything(root)
    arguments = ["batch", "rubbish.yaml", "submissions", "--course", "course", "--jobs", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "gradecheck", *arguments], cwd=root, capture_output=True, text=True, timeout=240
    )
    after = {path: facts for path, facts in everything(root).items() if not path.startswith(f"{course}/")}
    standings = {one.person.id: one for one in Gradebook.open(course).standings(Course())}
    odd = Gradebook.open(course).oddities()
    yield Graded(done, standings, odd, before, after, outside.read_text())
    (root / "submissions" / "no-rights-folder" / "inner").chmod(0o700)  # so that it can be cleared away


def told_about(graded: Graded, student: str) -> str:
    """All that is said of a student's files and answers, to them or to the instructor."""
    standing = graded.standings[student]
    own = [one for one in graded.oddities if student == one.student or one.place.startswith(f"{student}/")]
    odd = [f"{one.place}: {one.fact}" for one in own]
    reports = [each.chosen.report for each in standing.problems if each.chosen]
    return "\n".join([*odd, *(warning for report in reports for warning in report.warnings)])


def right(standing: Standing) -> set[str]:
    reports = [each.chosen.report for each in standing.problems if each.chosen]
    return {item.id for report in reports for item in report.items if item.status == "correct"}


def test_the_run_ends_and_says_no_more_than_it_should(graded: Graded) -> None:
    said = graded.done.stdout + graded.done.stderr
    assert graded.done.returncode == 0, said[-3000:]
    assert "Traceback" not in said
    assert "\x1b" not in said
    assert SECRET not in said


def test_nothing_outside_the_course_is_touched(graded: Graded) -> None:
    assert graded.outside == "untouched\n"
    assert graded.after == graded.before


def test_every_student_has_a_row(graded: Graded) -> None:
    named = {shown(name) for name in KINDS} | {f"good-{n}" for n in range(3)}
    assert named - set(graded.standings) == set()
    assert len(graded.standings) == len(KINDS) + 3


def test_good_students_among_the_rubbish_are_graded_in_full(graded: Graded) -> None:
    for n in range(3):
        assert right(graded.standings[f"good-{n}"]) == {"1.1", "1.2"}


@pytest.mark.parametrize("name", KINDS, ids=ascii)
def test_what_is_odd_is_named_and_what_is_right_counts(graded: Graded, name: str) -> None:
    standing = graded.standings[shown(name)]
    assert right(standing) == set(KINDS[name].right), told_about(graded, shown(name))
    assert KINDS[name].told in told_about(graded, shown(name))


def test_no_feedback_holds_what_is_on_this_machine(graded: Graded) -> None:
    for standing in graded.standings.values():
        for each in standing.problems:
            if each.chosen:
                assert SECRET not in repr(each.chosen.report)
