"""Makes ``made`` importable, and a class of four that was really graded."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from gradecheck.gradebook.policies import stand
from gradecheck.gradebook.standing import Graded, Standing
from gradecheck.grading.grade import grade
from gradecheck.problem.course import Course
from gradecheck.problem.course_reading import read_course
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.submission import read_files
from gradecheck.submission.handed import Oddity, Person

ROOT = Path(__file__).parents[3]
DUE = datetime(2026, 10, 5, 21, 59, tzinfo=UTC)
PEOPLE = (
    Person(
        "ada", "Ada Lovelace", "A", (("canvas", "101"), ("email", "ada@example.org"), ("moodle", "7")), True
    ),
    Person("blaise", "Blaise Pascal", "A", (("email", "blaise@example.org"),), True),
    Person("eve\udcff", "=cmd|' /C calc'!A0, Eve\x00", "+1", (), False),
    Person("zoe", "Zoë, the 2nd", "B", (("email", "zoe@example.org"),), True),
)


@pytest.fixture(scope="session")
def course() -> Course:
    text = "title: Ünïcode\ndefaults: {due: 2026-10-05 21:59, late: 10%}\n"
    return read_course(text.encode(), "course.yaml", DUE)


@pytest.fixture(scope="session")
def standings(course: Course) -> tuple[Standing, ...]:
    """Ada has all right in time, Blaise some a day late, Eve what cannot be read, Zoë nothing."""
    problems = [load(path) for path in find("section3/1-graph-review")]
    examples = ROOT / "problems" / "section3" / "examples"
    sheets = {
        "ada": (examples / "ada.md").read_bytes(),
        "blaise": (examples / "blaise.md").read_bytes(),
        "eve\udcff": b"1.1: ((z\n1.2: =\x1b[31m@@\n",
    }
    late = {"blaise": timedelta(hours=3)}
    made = []
    for person in PEOPLE:
        attempts = {}
        if person.id in sheets:
            submission = read_files([("answers.md", sheets[person.id])])
            for problem in problems:
                report = grade(problem, submission)
                at = DUE + late.get(person.id, timedelta(0))
                attempts[problem.id] = [Graded(1, at, report, 17)]
        odd = (Oddity("unreadable", "eve/\udcff.bin", "not text", "hand in text", person.id),)
        made.append(stand(person, attempts, problems, course, odd if person.id.startswith("eve") else ()))
    return tuple(made)
