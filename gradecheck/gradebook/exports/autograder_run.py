"""What runs on Gradescope's machine: the files of one submission → ``results/results.json``.

Where something is the machine's or the author's fault no result is written, and the exit code says so:
Gradescope then tells the instructor, and no student loses a mark by it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ...errors import GradecheckError, MachineError, OperatorError, StudentError
from ...grading.grade import grade
from ...grading.matching import unmatched
from ...problem.assignment import AssignmentText
from ...problem.course import Course, load_course
from ...problem.loading import load
from ...problem.model import Problem
from ...problem.variants import for_student, has_variants
from ...submission import read
from ...submission.handed import Person
from ...submission.model import Submission
from ..policies import stand
from ..standing import Graded, Standing
from .gradescope import results
from .request import Request
from .values import clean

LARGEST_METADATA = 50_000_000


def main(arguments: list[str]) -> int:
    """Grade the submission below the root that is named. Exit code 0 where a result was written."""
    root = Path(arguments[0] if arguments else "/autograder")
    try:
        written = run(root)
    except GradecheckError as error:
        print(f"gradecheck: {clean(str(error))}", file=sys.stderr)
        return 3
    print(f"{written}: written")
    return 0


def run(root: Path) -> Path:
    """Write ``results/results.json`` below ``root``, and say where it is.

    Raises ``GradecheckError`` where a problem or the machine is broken.
    """
    source = root / "source"
    settings = json.loads((source / "settings.json").read_text(encoding="utf-8"))
    problems = [replace(load(source / path), id=name) for path, name in settings["problems"].items()]
    kept = settings.get("assignment")
    texts = [AssignmentText.from_json(kept)] if kept else []
    course, _ = load_course(source, assignments=texts).only(texts[0].path if texts else "")
    person, at, number = _metadata(root / "submission_metadata.json")
    standing, odd = _stand(problems, course, root / "submission", person, at, number, trust=settings["trust"])
    request = Request(
        course,
        lambda report, level: {},
        leaderboard=settings["leaderboard"],
        allowed={problem.id: problem.feedback for problem in problems},
    )
    found = results(standing, request)
    told = "\n\n".join(filter(None, (str(found["output"]), clean(odd))))
    found["output"] = told.replace(f"{root / 'submission'}/", "")
    target = root / "results" / "results.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return target


def _stand(
    problems: list[Problem],
    course: Course,
    folder: Path,
    person: Person,
    at: datetime | None,
    number: int,
    *,
    trust: bool,
) -> tuple[Standing, str]:
    """Where the student stands with this one attempt, and what was odd about the files."""
    try:
        submission = read([folder])
    except MachineError:
        raise
    except (StudentError, OperatorError) as error:
        submission = Submission((), (str(error),))
    problems, said = _own(problems, person, submission)
    submission = replace(submission, warnings=(*submission.warnings, *said))
    graded = {problem.id: [Graded(number, at, grade(problem, submission, trust=trust))] for problem in problems}
    standing = stand(person, graded, problems, course)
    return standing, "\n".join((*submission.warnings, *unmatched(problems, submission)))


def _own(
    problems: list[Problem], person: Person, submission: Submission
) -> tuple[list[Problem], tuple[str, ...]]:
    """The problems with the student's own numbers, and whose they are: here nobody has the list of the class,
    so that the sheet is believed, and says so.
    """
    if not has_variants(problems):
        return problems, ()
    whose = submission.student or person.id
    return [for_student(problem, whose) for problem in problems], (f"graded on the numbers of '{whose}'",)


def _metadata(path: Path) -> tuple[Person, datetime | None, int]:
    """Who handed in, when, and for how many times, as Gradescope says; where it says nothing, nobody knows."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(LARGEST_METADATA))
        users = [user for user in told.get("users") or [] if isinstance(user, dict)]
        ids = tuple(("email", str(user["email"])) for user in users if user.get("email"))
        name = ", ".join(str(user.get("name", "")) for user in users)
        at = datetime.fromisoformat(told["created_at"]) if told.get("created_at") else None
        number = len(told.get("previous_submissions") or []) + 1
    except (OSError, ValueError, AttributeError, TypeError):
        return Person("student"), None, 1
    return Person(ids[0][1] if ids else "student", name, ids=ids), at, number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
