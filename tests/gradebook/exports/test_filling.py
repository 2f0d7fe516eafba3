"""Canvas and Moodle: the downloaded file filled, and every other byte as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import row, standing

from gradecheck.errors import OperatorError
from gradecheck.gradebook.exports import KINDS, OneFile
from gradecheck.gradebook.exports.request import Request, Template
from gradecheck.gradebook.standing import Standing
from gradecheck.problem.course import Course
from gradecheck.submission.handed import Person

BOM = b"\xef\xbb\xbf"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (900),Homework 1 (901),Homework 1 (902),"
    "Current Score,Final Grade\r\n"
    ",,,,,,Manual Posting,,,\r\n"
    '"    Points Possible",,,,,5,10,10,(read only),(read only)\r\n'
    '"Lovelace, Ada",101,S1,ada,"A, early",4,,7 ,"80 ",\r\n'
    "Ben O'Hara,102,S2,ben@example.org,B,,3.5,,,\r\n"
    '"Zoë ""Z"" Öst",103,,zoe,B,,EX,,,\r\n'
    '"Student, Test",104,,,B,,,,,\r\n'
)
MOODLE = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    'Participant 7,"Ada Lovelace",ada@example.org,"Submitted for grading",,10.00,Yes,"Monday, 23:00",-,\n'
    'Participant 8,"Ben O\'Hara",ben@example.org,"No submission",,10.00,Yes,-,-,"<p>See ""me""</p>"\n'
    'Participant 9,"Zoë",zoe@example.org,"Submitted for grading",3.00,10.00,No,-,-,\n'
)
ADA = Person("ada", "Ada Lovelace", ids=(("canvas", "101"), ("email", "ada@example.org"), ("moodle", "7")))
BEN = Person("b17", "Ben O'Hara", ids=(("email", "ben@example.org"),))
ZOE = Person("zoe", "Zoë Öst", ids=(("email", "zoe@example.org"),))


def class_of(*people: Person, score: Fraction | str = "8.5") -> list[Standing]:
    return [standing(person, row("p", 9, score=score)) for person in people]


def fill(
    kind: str, content: str | bytes, standings: Sequence[Standing], column: str = "", **asked: object
) -> tuple[bytes, list[str]]:
    said: list[str] = []
    data = content.encode() if isinstance(content, str) else content
    request = Request(
        Course(), lambda report, level: {}, said.append, Template(f"{kind}.csv", data), column, **asked
    )
    export = KINDS[kind]
    assert isinstance(export, OneFile)
    return b"".join(export.pieces(standings, request)), said


def cells(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def changed(before: bytes, after: bytes, delimiter: str = ",") -> dict[tuple[int, int], str]:
    """What an independent reader finds changed."""
    old, new = cells(before, delimiter), cells(after, delimiter)
    assert [len(line) for line in old] == [len(line) for line in new]
    return {(n, m): text for n, line in enumerate(new) for m, text in enumerate(line) if text != old[n][m]}


def test_canvas_gets_its_own_file_back_with_one_column_filled() -> None:
    found, said = fill("canvas", CANVAS, class_of(ADA, BEN, ZOE), "Homework 1 (901)")
    assert changed(CANVAS.encode(), found) == {(3, 6): "8.5", (4, 6): "8.5"}
    expected = CANVAS.replace('early",4,,7', 'early",4,8.5,7').replace("B,,3.5,", "B,,8.5,")
    assert found == expected.encode()
    assert said == [
        "zoe (Zoë Öst) is excused (EX): the cell is left",
        "rows of canvas.csv without a student of the gradebook, left as they are (1): 7 (Student, Test)",
        "2 of 4 rows of canvas.csv filled",
    ]


def test_a_student_who_was_not_given_the_assignment_keeps_that() -> None:
    content = CANVAS.replace(",B,,3.5,", ",B,,N/A,")
    found, said = fill("canvas", content, class_of(BEN), "901")
    assert found == content.encode()
    assert said[0] == "b17 (Ben O'Hara) was not given this assignment (N/A): the cell is left"


@pytest.mark.parametrize("column", ["Quiz", "900", "Quiz (900)"])
def test_a_column_is_named_by_title_or_number(column: str) -> None:
    found, said = fill("canvas", CANVAS, class_of(ADA), column)
    assert changed(CANVAS.encode(), found) == {(3, 5): "8.5"}
    assert "the platform counts out of 5, the gradebook out of 10" in said[0]


def test_scores_are_brought_to_the_platforms_maximum_when_asked() -> None:
    found, _ = fill("canvas", CANVAS, class_of(ADA), "Quiz", scale=True)
    assert changed(CANVAS.encode(), found) == {(3, 5): "4.25"}


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (
            "",
            "name one with --column: Quiz (900), Homework 1 (901), Homework 1 (902)",
        ),
        ("Homework 1", "several columns are called 'Homework 1'\n  --column takes the number too: "),
        ("Homewrk 1 (901)", "there is no column 'Homewrk 1 (901)'\n  did you mean 'Homework 1 (901)'?"),
        ("Current Score", "there is no column 'Current Score'"),
        ("Section", "there is no column 'Section'"),
    ],
)
def test_a_column_that_is_not_certain_is_asked_for(column: str, told: str) -> None:
    with pytest.raises(OperatorError) as caught:
        fill("canvas", CANVAS, class_of(ADA), column)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("canvas", "a,b\n1,2\n", "canvas.csv: its first row has no columns 'Student', 'ID', 'Section'"),
        ("canvas", "Student\n".encode("utf-16"), "canvas.csv: this is UTF-16 text"),
        ("canvas", b"", "has no columns"),
        ("moodle", "Student,Grade\n", "moodle.csv: its first row has no columns 'Identifier', 'Grade'"),
    ],
)
def test_a_file_of_something_else_is_refused_with_what_to_download(
    kind: str, content: str | bytes, told: str
) -> None:
    with pytest.raises(OperatorError) as caught:
        fill(kind, content, class_of(ADA), "x" if kind == "canvas" else "")
    assert told in str(caught.value)
    assert "download it in" in caught.value.remedy


@pytest.mark.parametrize("kind", ["canvas", "moodle"])
def test_without_the_platforms_file_nothing_is_made(kind: str) -> None:
    export = KINDS[kind]
    assert isinstance(export, OneFile)
    with pytest.raises(OperatorError, match="own file is filled") as caught:
        list(export.pieces([], Request(Course(), lambda report, level: {})))
    assert caught.value.remedy.startswith("--template FILE")


def test_semicolons_bom_and_decimal_commas_are_kept() -> None:
    content = BOM + b'Student;ID;Section;"HW (1)"\n    Points Possible;;;"10,0"\n"Lovelace, Ada";101;A;""\n'
    found, _ = fill("canvas", content, class_of(ADA), "HW")
    assert found == content.replace(b'A;""', b'A;"8,5"')


def test_a_decimal_comma_is_quoted_where_commas_separate() -> None:
    content = MOODLE.replace("10.00", '"10,00"')
    found, _ = fill("moodle", content, class_of(ADA))
    assert changed(content.encode(), found)[1, 4] == "8,5"


def test_a_file_that_is_not_utf_8_keeps_its_bytes() -> None:
    content = "Student,ID,Section,HW\nZo\xeb \xd6st,103,A,\n".encode("latin-1")
    found, _ = fill("canvas", content, class_of(ZOE), "HW")
    assert found == content[:-1] + b"8.5\n"


def test_moodle_gets_grades_and_comments_where_there_were_none() -> None:
    found, said = fill("moodle", MOODLE, class_of(ADA, BEN, ZOE))
    assert changed(MOODLE.encode(), found) == {
        (1, 4): "8.5",
        (1, 9): "Problem p: 8.5/10",
        (2, 4): "8.5",
    }
    assert said == [
        "rows that had feedback comments keep them",
        "zoe (Zoë Öst): Moodle says that the grade cannot be changed: it is left",
        "2 of 3 rows of moodle.csv filled",
    ]


def test_comments_are_harmless_as_html_and_as_a_cell() -> None:
    evil = replace(row("p", 9), title="=<script>alert(1)</script>")
    found, _ = fill("moodle", MOODLE, [standing(ADA, evil, row("q", 1))])
    assert changed(MOODLE.encode(), found)[1, 9] == (
        "'=&lt;script&gt;alert(1)&lt;/script&gt;: 9/10<br>Problem q: 1/10<br>Total: 10/20"
    )


def test_results_that_are_not_out_yet_are_not_in_a_comment() -> None:
    hidden = replace(row("p", 9), feedback="", remarks=("10% of the score taken off",))
    found, _ = fill("moodle", MOODLE, [standing(ADA, hidden)])
    assert changed(MOODLE.encode(), found)[1, 9] == "Problem p: the result is not out yet"


def test_who_handed_nothing_in_is_named_and_left_or_gets_zero() -> None:
    nothing = replace(row("p"), chosen=None, attempts=0, earned=Fraction(0), score=Fraction(0))
    found, said = fill("canvas", CANVAS, [standing(BEN, nothing)], "901")
    assert found == CANVAS.encode()
    assert "students who handed nothing in, their rows left as they are (1): b17 (Ben O'Hara)" in said
    found, _ = fill("canvas", CANVAS, [standing(BEN, nothing)], "901", missing="zero")
    assert changed(CANVAS.encode(), found) == {(4, 6): "0"}


def test_a_student_who_is_not_in_the_file_is_named() -> None:
    _, said = fill("canvas", CANVAS, class_of(Person("carl", "Carl Gauß")), "901")
    assert "students of the gradebook who are not in canvas.csv (1): carl (Carl Gauß)" in said


def test_a_student_found_by_name_alone_is_said_to_be() -> None:
    found, said = fill("canvas", CANVAS, class_of(Person("x", "ada  LOVELACE")), "901")
    assert changed(CANVAS.encode(), found) == {(3, 6): "8.5"}
    assert said[0] == "students found by their names alone (1): x (ada  LOVELACE)"


def test_two_rows_of_one_name_are_left() -> None:
    twice = CANVAS + '"Lovelace, Ada",105,S9,ada2,B,,,,,\r\n'
    found, said = fill("canvas", twice, class_of(Person("x", "Ada Lovelace")), "901")
    assert found == twice.encode()
    assert said[0] == "x (Ada Lovelace) could be any of rows 4, 8: none of them is filled"


def test_two_students_for_one_row_leave_it_as_it_was() -> None:
    other = Person("ada.l", ids=(("login", "ada"),))
    found, said = fill("canvas", CANVAS, class_of(ADA, other), "901")
    assert found == CANVAS.encode()
    assert said[0] == "row 4 could be ada (Ada Lovelace) or ada.l: it is not filled"


def test_ids_that_name_different_rows_are_not_believed() -> None:
    torn = Person("x", ids=(("canvas", "101"), ("email", "ben@example.org")))
    found, said = fill("canvas", CANVAS, class_of(torn), "901")
    assert found == CANVAS.encode()
    assert "could be any of rows 4, 5" in said[0]


def test_a_number_of_one_platform_is_not_taken_for_that_of_another() -> None:
    found, _ = fill("canvas", CANVAS, class_of(Person("x", ids=(("moodle", "102"),))), "901")
    assert found == CANVAS.encode()


def test_a_row_that_is_too_short_is_named() -> None:
    short = "Student,ID,Section,HW\nAda Lovelace,101\n"
    found, said = fill("canvas", short, class_of(ADA), "HW")
    assert found == short.encode()
    assert said[0] == "row 2 is too short to be filled"


names = st.text(st.sampled_from("Aaé,;\"\n\r '=."), max_size=8)
writers: st.SearchStrategy[Callable[..., str]] = st.builds(
    lambda delimiter, quoting, end: lambda lines: _written(lines, delimiter, quoting, end),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


def _written(lines: list[list[str]], delimiter: str, quoting: int, end: str) -> str:
    out = io.StringIO(newline="")
    if quoting == csv.QUOTE_MINIMAL:  # the csv module quotes no line ends but its own
        lines = [[re.sub("[\r\n]", " ", text) for text in line] for line in lines]
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(lines)
    return out.getvalue()


@given(
    st.lists(st.tuples(names, names, st.booleans()), max_size=6),
    writers,
    st.booleans(),
    st.fractions(0, 10, max_denominator=64),
)
def test_whatever_a_platform_writes_only_grades_change(
    drawn: list[tuple[str, str, bool]], write: Callable[..., str], marked: bool, score: Fraction
) -> None:
    body = [[name, str(n), note, ""] for n, (name, note, _) in enumerate(drawn)]
    content = write([["Student", "ID", "Section", "HW"], ["    Points Possible", "", "", "10"], *body])
    data = (BOM if marked else b"") + content.encode()
    own = [Person(f"s{n}", ids=(("canvas", str(n)),)) for n, (name, _, there) in enumerate(drawn) if there]
    found, said = fill("canvas", data, class_of(*own, score=score), "HW")
    delimiter = next(each for each in ",;\t" if f"ID{each}" in content.replace('"', ""))
    there = {n for n, (name, _, there) in enumerate(drawn) if there and name.strip()}
    expected = {(n + 2, 3) for n in there}
    assert set(changed(data, found, delimiter)) == expected
    for text in changed(data, found, delimiter).values():
        assert abs(Fraction(text) - score) <= Fraction(1, 10**5)
    assert (
        said[-1]
        == f"{len(there)} of {sum(bool(name.strip()) for name, _, _ in drawn)} rows of canvas.csv filled"
    )


def test_a_late_score_is_what_is_uploaded() -> None:
    late = replace(row("p", 9, score="8.1"), late=timedelta(hours=1), remarks=("10% taken off",))
    found, _ = fill("moodle", MOODLE, [standing(ADA, late)])
    assert changed(MOODLE.encode(), found)[1, 4] == "8.1"
    assert changed(MOODLE.encode(), found)[1, 9] == "Problem p: 8.1/10 (10% taken off)"
