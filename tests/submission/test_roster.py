"""Rosters: whoever saved them, people are found by what platforms call them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradecheck.errors import OperatorError
from gradecheck.submission.handed import Class, Person
from gradecheck.submission.intake import collect
from gradecheck.submission.roster import read_roster, roster_of
from gradecheck.submission.table import table_of


def people(text: str | bytes) -> list[Person]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(roster_of(table_of(data, "roster.csv")).people)


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (77)\n"
    "    Points Possible,,,,,10\n"
    '"Lovelace, Ada",501,S100,ada1,Lab A,\n'
    '"Hopper, Grace",502,S101,grace2,Lab B,\n'
    '"Student, Test",503,,,Lab A,\n'
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade\n"
    "Participant 9001,Ada Lovelace,ada@example.org,Submitted,\n"
    "Participant 9002,Grace Hopper,grace@example.org,Submitted,\n"
)
GRADESCOPE = "First Name,Last Name,SID,Email,Sections\nAda,Lovelace,100,ada@example.org,A\n"
CLASSROOM = '"identifier","github_username","github_id","name"\n"S100","ada-l","1","Ada Lovelace"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,name,section,email\nada,Ada L.,A,a@b.org\n", ("ada", "Ada L.", "A", (("email", "a@b.org"),))),
        ("email;name\na@b.org;Ada\n", ("a@b.org", "Ada", "", (("email", "a@b.org"),))),
        ("Name\nAda Lovelace\n", ("Ada Lovelace", "Ada Lovelace", "", ())),
        (
            CANVAS,
            ("S100", "Lovelace, Ada", "Lab A", (("sid", "S100"), ("login", "ada1"), ("canvas", "501"))),
        ),
        (
            MOODLE,
            ("ada@example.org", "Ada Lovelace", "", (("email", "ada@example.org"), ("moodle", "9001"))),
        ),
        (GRADESCOPE, ("100", "Ada Lovelace", "A", (("sid", "100"), ("email", "ada@example.org")))),
        (CLASSROOM, ("S100", "Ada Lovelace", "", (("github", "ada-l"),))),
        (
            "Matrikelnummer\tNachname\tVorname\n100\tLovelace\tAda\n",
            ("100", "Ada Lovelace", "", (("sid", "100"),)),
        ),
    ],
)
def test_the_columns_of_rosters_are_known(text: str, expected: tuple[object, ...]) -> None:
    ada = next(person for person in people(text) if "Ada" in person.name)
    assert (ada.id, ada.name, ada.section, ada.ids) == expected
    assert ada.enrolled


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found_out(encoding: str, separator: str) -> None:
    text = f'id{separator}name\r\nzoe{separator}"Brontë{separator} Zoë"\r\n'
    assert people(text.encode(encoding)) == [
        Person("zoe", f"Brontë{separator} Zoë".replace("\t", ""), enrolled=True)
    ]


def test_a_row_twice_and_a_row_of_nobody_are_named() -> None:
    roster = roster_of(table_of(b"id,name,section\nada,A,1\nADA,B,1\n,,1\n", "r.csv"))
    assert [person.name for person in roster.people] == ["A"]
    assert [(odd.place, odd.kind, odd.fact) for odd in roster.oddities] == [
        ("r.csv row 3", "duplicate", "ADA stands on the roster twice; the first row counts"),
        ("r.csv row 4", "unreadable", "this row names no student"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "shoe size,colour\n1,2\n",
            "r.csv: no column says who a student is: shoe size, colour\n  call one of them",
        ),
        ("", "r.csv: this table has no header"),
    ],
)
def test_a_table_that_is_no_roster_is_said(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "r.csv").write_text(text)
    with pytest.raises(OperatorError) as caught:
        read_roster(tmp_path / "r.csv")
    assert str(caught.value).startswith(message)


def test_a_roster_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        read_roster(tmp_path / "none.csv")


def joined(tmp_path: Path, roster: str, *names: str) -> Class:
    folder = tmp_path / "class"
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"1.{number}: z" if path.suffix != ".ipynb" else '{"cells": []}')
    (tmp_path / "roster.csv").write_text(roster)
    return collect(folder, roster=tmp_path / "roster.csv")


@pytest.mark.parametrize(
    ("roster", "name", "student"),
    [
        (CANVAS, "lovelaceada_501_9_hw.md", "S100"),
        (CANVAS.replace("501", "777"), "lovelaceada_501_9_hw.md", "S100"),
        (MOODLE, "Somebody_9001_assignsubmission_file_/hw.md", "ada@example.org"),
        (MOODLE.replace("9001", "1"), "Ada Lovelace_9001_assignsubmission_file_/hw.md", "ada@example.org"),
        (MOODLE, "ada/hw.md", "ada@example.org"),
        (MOODLE, "ADA@example.org.md", "ada@example.org"),
        (GRADESCOPE, "Lovelace, Ada/hw.md", "100"),
        (GRADESCOPE, "100_hw1.md", "100"),
        (GRADESCOPE, "ada-lovelace.md", "100"),
        (CLASSROOM, "ADA-L.py", "S100"),
    ],
)
def test_a_submission_is_joined_by_any_of_a_persons_names(
    tmp_path: Path, roster: str, name: str, student: str
) -> None:
    found = joined(tmp_path, roster, name)
    assert [one.student for one in found.handed] == [student]
    assert not [odd for odd in found.oddities if odd.kind == "unknown_student"]
    assert all(person.enrolled for person in found.people)


def test_who_did_not_hand_in_is_among_the_people(tmp_path: Path) -> None:
    found = joined(tmp_path, "id\nada\nbob\n", "ada.md")
    assert [person.id for person in found.people] == ["ada", "bob"]
    assert [one.student for one in found.handed] == ["ada"]


def test_who_is_not_on_the_roster_is_named(tmp_path: Path) -> None:
    found = joined(tmp_path, "id\nada\n", "ada.md", "eve.md")
    (odd,) = found.oddities
    assert (odd.kind, odd.student, odd.fact) == ("unknown_student", "eve", "not on the roster")
    assert [(person.id, person.enrolled) for person in found.people] == [("ada", True), ("eve", False)]


def test_a_name_of_two_people_is_nobodys(tmp_path: Path) -> None:
    found = joined(tmp_path, "id,name\n1,Li Wei\n2,Li Wei\n", "Li Wei.md")
    assert [odd.kind for odd in found.oddities] == ["unknown_student"]


def test_files_that_name_one_person_differently_are_one_attempt(tmp_path: Path) -> None:
    found = joined(tmp_path, "id\nada\n", "ada_answers.md", "Ada.py", "ada_hw.ipynb")
    (one,) = found.handed
    assert [file.name for file in one.files] == ["Ada.py", "ada_answers.md", "ada_hw.ipynb"]
    assert [odd.fact for odd in found.oddities] == ["taken together: Ada.py, ada_answers.md, ada_hw.ipynb"]


def test_a_number_of_one_platform_is_not_taken_for_another(tmp_path: Path) -> None:
    found = joined(tmp_path, "id\n9001\n", "Participant_9001_assignsubmission_file_/hw.md")
    assert [one.student for one in found.handed] == ["Participant_9001"]


def test_a_file_that_is_not_read_counts_as_handed_in_by_who_is_enrolled(tmp_path: Path) -> None:
    found = joined(tmp_path, "id\nada\nbob\n", "ada.pdf", "bob.md", "rubric.pdf")
    assert [(one.student, len(one.files)) for one in found.handed] == [("ada", 0), ("bob", 1)]
    assert [(odd.student, odd.place) for odd in found.oddities] == [("", "rubric.pdf"), ("ada", "ada.pdf")]


def test_ids_of_a_platform_are_kept_for_its_export(tmp_path: Path) -> None:
    found = joined(tmp_path, "id,name\nada,Ada Lovelace\n", "Ada Lovelace_9001_assignsubmission_file_/hw.md")
    assert found.people[0].ids == (("moodle", "9001"),)
