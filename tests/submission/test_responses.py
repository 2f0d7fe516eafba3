"""Tables of responses: forms and quizzes as people download them."""

from __future__ import annotations

import csv
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import OperatorError
from gradecheck.submission import read_files
from gradecheck.submission.handed import Class
from gradecheck.submission.intake import collect


def table(tmp_path: Path, text: str | bytes, mapping: str = "", name: str = "responses.csv") -> Class:
    (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    (tmp_path / "mapping.yaml").write_text(mapping)
    return collect(tmp_path / name, mapping=tmp_path / "mapping.yaml" if mapping else None)


def answers(found: Class) -> dict[str, list[list[tuple[str, str]]]]:
    students: dict[str, list[list[tuple[str, str]]]] = {}
    for one in found.handed:
        read = read_files([(file.name, file.read()) for file in one.files])
        assert not read.warnings
        students.setdefault(one.student, []).append([(each.key, each.text) for each in read.responses])
    return students


FORM = (
    "Timestamp,Email Address,Q1.1: What is ∂f/∂q?,1.1 numeric,Your code,Comments\n"
    '2026/01/30 3:04:05 PM GMT+2,ada@b.org,"z, or x",-4,"def f(x):\n    return x\n",thanks\n'
    "2026/01/30 4:04:05 PM GMT+2,bob@b.org,y,,,\n"
)


def test_columns_that_begin_with_an_item_need_no_mapping(tmp_path: Path) -> None:
    found = table(tmp_path, FORM)
    assert found.layout == "responses"
    assert answers(found) == {
        "ada@b.org": [[("1.1", "z, or x"), ("1.1.numeric", "-4")]],
        "bob@b.org": [[("1.1", "y")]],
    }
    assert [str(one.at) for one in found.handed] == ["2026-01-30 15:04:05+02:00", "2026-01-30 16:04:05+02:00"]


def test_a_mapping_says_what_columns_are(tmp_path: Path) -> None:
    mapping = "student: email address\nitems:\n  Your code: 4.1.code\n  'Q1.1: What is ∂f/∂q?': '2.2'\n"
    found = table(tmp_path, FORM, mapping)
    assert answers(found)["ada@b.org"] == [
        [("2.2", "z, or x"), ("1.1.numeric", "-4"), ("4.1.code", "def f(x):\n    return x")]
    ]
    (file,) = found.handed[0].files
    code = read_files([(file.name, file.read())]).responses[-1]
    assert code.is_code
    assert str(code.place) == "responses.csv row 2, column Your code"


def test_several_rows_of_a_student_are_attempts_in_order_of_time(tmp_path: Path) -> None:
    text = "id,at,1.1\nada,2026-01-30 12:00,second\nada,2026-01-30 11:00,first\nbob,2026-01-30 12:00,only\n"
    found = table(tmp_path, text, "at: at\ntimezone: Europe/Berlin\n")
    assert answers(found) == {"ada": [[("1.1", "first")], [("1.1", "second")]], "bob": [[("1.1", "only")]]}
    assert str(found.handed[0].at) == "2026-01-30 11:00:00+01:00"
    assert [(odd.kind, odd.fact) for odd in found.oddities] == [("resubmission", "handed in 2 times")]


def test_times_without_a_zone_are_not_guessed(tmp_path: Path) -> None:
    found = table(tmp_path, "id,Timestamp,1.1\nada,2026-01-30 12:00,z\n")
    assert found.handed[0].at is None
    (odd,) = found.oddities
    assert odd.fact == "1 time stamps in 'Timestamp' cannot be read as times with a time zone"
    assert "timezone: Europe/Berlin" in odd.remedy


def test_the_course_s_time_zone_holds_where_the_mapping_has_none(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("id,Timestamp,1.1\nada,2026-01-30 12:00,z\n")
    assert str(collect(tmp_path / "r.csv", timezone=UTC).handed[0].at) == "2026-01-30 12:00:00+00:00"


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (["5/10/2026 9:00:00", "13/10/2026 9:00:00"], "2026-10-05 09:00:00+00:00"),
        (["5/10/2026 9:00:00", "5/13/2026 9:00:00"], "2026-05-10 09:00:00+00:00"),
        (["5/10/2026 9:00:00", "5/11/2026 9:00:00"], "None"),
        (["5.10.2026 09:00", "6.10.2026 09:00"], "2026-10-05 09:00:00+00:00"),
        (["5 October 2026 9:00 AM", ""], "2026-10-05 09:00:00+00:00"),
        (["2026-10-05T09:00:00Z", ""], "2026-10-05 09:00:00+00:00"),
    ],
)
def test_day_and_month_are_told_by_the_whole_column(tmp_path: Path, stamps: list[str], expected: str) -> None:
    text = "id,Timestamp,1.1\n" + "".join(f"s{number},{stamp},z\n" for number, stamp in enumerate(stamps))
    assert str(table(tmp_path, text, "timezone: UTC").handed[0].at) == expected


def test_a_form_of_time_can_be_said(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "id,when,1.1\nada,05/10/26 09h30,z\n",
        "at: when\nat_format: '%d/%m/%y %Hh%M'\ntimezone: UTC\n",
    )
    assert str(found.handed[0].at) == "2026-10-05 09:30:00+00:00"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_separators_and_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path, 'Name;1.1\r\nZoë;"a; b"\r\n'.encode(encoding))
    assert answers(found) == {"Zoë": [[("1.1", "a; b")]]}
    assert answers(table(tmp_path, "Name\t1.1\nZoë\tz\n", name="r.tsv")) == {"Zoë": [[("1.1", "z")]]}


def test_rows_that_are_odd_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    huge = "x" * 1_200_000
    found = table(tmp_path, f"id,1.1\nada,z\n,y\n\nbob,1,2,3\neve,{huge}\nzoe\nyan,w\n")
    assert answers(found) == {
        "ada": [[("1.1", "z")]],
        "bob": [[("1.1", "1")]],
        "eve": [[]],
        "yan": [[("1.1", "w")]],
        "zoe": [[]],
    }
    assert [(odd.kind, odd.place, odd.student) for odd in found.oddities] == [
        ("unreadable", "responses.csv row 3", ""),
        ("unreadable", "responses.csv row 5", "bob"),
        ("refused", "responses.csv row 6", "eve"),
    ]


@pytest.mark.parametrize(
    ("text", "mapping", "message"),
    [
        ("colour,1.1\nred,z\n", "", "responses.csv: no column says who a student is: colour, 1.1"),
        ("id,colour\nada,red\n", "", "responses.csv: no column is an item: id, colour"),
        (
            "id,1.1\n",
            "student: name",
            "responses.csv: no column 'name', which the mapping file says is 'student'",
        ),
        ("id,1.1\n", "stduent: id", "mapping.yaml:1:1: unknown key 'stduent'"),
        ("id,1.1\n", "timezone: Mars/Base", "mapping.yaml:1:11: unknown time zone 'Mars/Base'"),
        ("id,1.1\n", "items: 1.1", "mapping.yaml:1:8: 'items' pairs headers with items"),
        ("id,1.1\n", "items: {id: [a]}", "mapping.yaml:1:13: 'id' needs the id of an item"),
        ("id,1.1\n", "student: [a]", "mapping.yaml:1:10: 'student' is the header of a column"),
        ("id,1.1\n", "", "responses.csv: nothing is handed in here"),
    ],
)
def test_what_cannot_be_told_is_asked(tmp_path: Path, text: str, mapping: str, message: str) -> None:
    with pytest.raises(OperatorError) as caught:
        table(tmp_path, text, mapping)
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(message)


def test_a_mapping_without_a_table_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("1.1: z")
    (tmp_path / "m.yaml").write_text("student: id")
    with pytest.raises(OperatorError, match="there is no table of responses here"):
        collect(tmp_path / "a.md", mapping=tmp_path / "m.yaml")


def test_a_table_beside_other_files_needs_to_be_meant(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "grades.csv").write_text("id,1.1\nbob,z\n")
    (tmp_path / "a" / "ada.md").write_text("1.1: z")
    assert collect(tmp_path / "a").layout == "files"
    assert collect(tmp_path / "a", layout="responses").people[0].id == "bob"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=30), min_size=1, max_size=5
    )
)
def test_what_stands_in_a_cell_arrives(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    path = tmp_path_factory.mktemp("class") / "r.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", *(f"1.{number}" for number in range(len(cells)))], ["ada", *cells]])
    expected = [(f"1.{number}", cell.strip()) for number, cell in enumerate(cells) if cell.strip()]
    assert answers(collect(path)) == {"ada": [expected]}
