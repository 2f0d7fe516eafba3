"""Every platform's shape, as its documentation and source describe it: who handed in what, and when."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import zlib
from datetime import datetime
from pathlib import Path

import pytest

from gradecheck.errors import OperatorError
from gradecheck.submission.handed import Class
from gradecheck.submission.intake import LAYOUT_NAMES, collect

EMPTY = '{"cells": []}'


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def handed(found: Class) -> dict[str, list[dict[str, str]]]:
    """Of each student the attempts, of each attempt its files and what is in them."""
    students: dict[str, list[dict[str, str]]] = {}
    for one in found.handed:
        students.setdefault(one.student, []).append({file.name: file.read().decode() for file in one.files})
    return students


def odd(found: Class) -> list[tuple[str, str, str]]:
    return [(one.kind, one.student, one.place) for one in found.oddities]


CANVAS = {
    "lovelaceada_123_456_hw.md": "1.1: z",
    "lovelaceada_123_457_code.py": "x = 1",
    "hopperGrace_LATE_124_458_my sheet_2.md": "1.1: y",
    "curiemarie_125_text.html": "<html><body><h1>HW: Marie</h1><div><p>1.1: x</p></div></body></html>",
    "noether_emmy_126_link.html": "<a href='https://example.org'>",
}


def test_canvas(tmp_path: Path) -> None:
    found = collect(put(tmp_path, CANVAS))
    assert found.layout == "canvas"
    assert handed(found) == {
        "curiemarie_125": [{"text.html": CANVAS["curiemarie_125_text.html"]}],
        "hopperGrace_124": [{"my sheet_2.md": "1.1: y"}],
        "lovelaceada_123": [{"code.py": "x = 1", "hw.md": "1.1: z"}],
    }
    assert found.people[0].ids == (("canvas", "125"),)
    assert odd(found) == [
        ("late", "hopperGrace_124", "hopperGrace_LATE_124_458_my sheet_2.md"),
        ("passed_over", "noether_emmy_126", "noether_emmy_126_link.html"),
    ]


def test_versions_that_canvas_numbers_are_attempts(tmp_path: Path) -> None:
    names = ("a_1_10_hw.md", "a_1_11_code.py", "a_1_20_hw-1.md", "a_1_30_hw-2.md", "b_2_12_part-1.md")
    found = collect(put(tmp_path, {name: name for name in names}))
    assert handed(found) == {
        "a_1": [
            {"code.py": "a_1_11_code.py", "hw.md": "a_1_10_hw.md"},
            {"code.py": "a_1_11_code.py", "hw.md": "a_1_20_hw-1.md"},
            {"code.py": "a_1_11_code.py", "hw.md": "a_1_30_hw-2.md"},
        ],
        "b_2": [{"part.md": "b_2_12_part-1.md"}],
    }
    assert ("resubmission", "a_1", "a_1") in odd(found)


def test_canvas_with_anonymous_marking(tmp_path: Path) -> None:
    found = collect(put(tmp_path, {"anon_Xy12z_456_hw.md": "1.1: z", "LATE_anon_Ab34c_457_hw.md": "1.1: y"}))
    assert handed(found) == {"anon_Ab34c": [{"hw.md": "1.1: y"}], "anon_Xy12z": [{"hw.md": "1.1: z"}]}


def test_moodle_in_folders(tmp_path: Path) -> None:
    page = '<!DOCTYPE html><html><head><meta charset="UTF-8"></head><body><p>1.2: y</p></body></html>'
    files = {
        "Ada Lovelace_12345_assignsubmission_file_/hw.md": "1.1: z",
        "Ada Lovelace_12345_assignsubmission_file_/src/code.py": "x = 1",
        "Ada Lovelace_12345_assignsubmission_onlinetext_/onlinetext.html": page,
        "Jean-Luc O'Neil_12346_assignsubmission_file/hw.md": "1.1: w",
    }
    (tmp_path / "Li Wei_12347_assignsubmission_file_").mkdir()
    found = collect(put(tmp_path, files))
    assert found.layout == "moodle"
    assert handed(found) == {
        "Ada Lovelace_12345": [{"hw.md": "1.1: z", "src/code.py": "x = 1", "onlinetext.html": page}],
        "Jean-Luc O'Neil_12346": [{"hw.md": "1.1: w"}],
        "Li Wei_12347": [{}],
    }
    assert found.people[0].name == "Ada Lovelace"
    assert found.people[0].ids == (("moodle", "12345"),)
    assert odd(found) == [("unreadable", "Li Wei_12347", "Li Wei_12347")]


def test_moodle_in_one_folder_and_with_blind_marking(tmp_path: Path) -> None:
    files = {
        "Participant_12345_assignsubmission_file_hw.md": "1.1: z",
        "Participant_12346_assignsubmission_onlinetext_onlinetext.html": "<p>1.1: y</p>",
        "Team A_7_assignsubmission_file_hw_2.md": "1.1: x",
    }
    found = collect(put(tmp_path, files))
    assert handed(found) == {
        "Participant_12345": [{"hw.md": "1.1: z"}],
        "Participant_12346": [{"onlinetext.html": "<p>1.1: y</p>"}],
        "Team A_7": [{"hw_2.md": "1.1: x"}],
    }


GRADESCOPE = """---
submission_1001:
  :submitters:
  - :name: Ada Lovelace
    :sid: '100'
    :email: ada@example.org
  :created_at: 2026-01-30 10:30:47.524219000 Z
  :score: 3.0
  :status: processed
  :results: &1
    tests:
    - name: "a: b"
      output: |
        submission_9:
          :submitters:
  :history:
  - :id: 900
    :created_at: 2026-01-29 09:00:00.000000000 Z
    :score: 1.0
    :results: *1
submission_1002:
  :submitters:
  - :name: Grace Hopper
    :sid:
    :email: grace@example.org
  - :name: Katherine Johnson
    :sid: '102'
    :email:
  :created_at: 2026-01-30 12:00:00.000000000 +01:00
  :history: []
submission_1003:
  :submitters:
  - :name: Nobody's Files
    :sid: '103'
"""


@pytest.mark.parametrize("around", ["", "assignment_77_export/"])
def test_gradescope(tmp_path: Path, around: str) -> None:
    files = {
        f"{around}submission_metadata.yml": GRADESCOPE,
        f"{around}submission_1001/hw.md": "1.1: z",
        f"{around}submission_1001/src/code.py": "x = 1",
        f"{around}submission_1002/hw.md": "1.1: y",
        f"{around}submission_1004/hw.md": "1.1: x",
    }
    found = collect(put(tmp_path, files))
    assert found.layout == "gradescope"
    assert handed(found) == {
        "100": [{"hw.md": "1.1: z", "src/code.py": "x = 1"}],
        "102": [{"hw.md": "1.1: y"}],
        "grace@example.org": [{"hw.md": "1.1: y"}],
        "submission_1004": [{"hw.md": "1.1: x"}],
    }
    ada = found.people[0]
    assert (ada.name, ada.ids) == ("Ada Lovelace", (("email", "ada@example.org"), ("sid", "100")))
    assert [one.at.isoformat() if one.at else "" for one in found.handed] == [
        "2026-01-30T10:30:47.524219+00:00",
        "2026-01-30T12:00:00+01:00",
        "2026-01-30T12:00:00+01:00",
        "",
    ]
    assert odd(found) == [("resubmission", "100", "100"), ("unreadable", "103", "submission_1003")]


@pytest.mark.parametrize("text", ["a: [", "\ttab", "a: " + "[" * 1000])
def test_metadata_that_are_broken_are_said(tmp_path: Path, text: str) -> None:
    put(tmp_path, {"submission_metadata.yml": text, "submission_1/a.md": "1.1: z"})
    with pytest.raises(OperatorError, match="not the metadata that Gradescope writes"):
        collect(tmp_path)
    assert collect(tmp_path, layout="folder a student").people[0].id == "submission_1"


def test_nbgrader(tmp_path: Path) -> None:
    files = {
        "submitted/ada/hw1/hw1.ipynb": EMPTY,
        "submitted/ada/hw1/timestamp.txt": "2026-01-30 10:30:47.524219 UTC",
        "submitted/bob/hw1/hw1.ipynb": EMPTY,
        "submitted/bob/hw1/timestamp.txt": "2026-01-30 10:30:47",
        "submitted/eve/hw1/hw1.ipynb": EMPTY,
        "submitted/eve/hw1/timestamp.txt": "yesterday",
    }
    found = collect(put(tmp_path, files))
    assert found.layout == "nbgrader"
    assert handed(found) == {student: [{"hw1.ipynb": EMPTY}] for student in ("ada", "bob", "eve")}
    assert [str(one.at) for one in found.handed] == [
        "2026-01-30 10:30:47.524219+00:00",
        "2026-01-30 10:30:47+00:00",
        "None",
    ]
    assert handed(collect(tmp_path / "submitted")) == handed(found)


def test_several_assignments_of_nbgrader_are_asked_about(tmp_path: Path) -> None:
    put(tmp_path, {"submitted/ada/hw1/a.ipynb": EMPTY, "submitted/ada/hw2/a.ipynb": EMPTY})
    with pytest.raises(OperatorError, match="several assignments here: hw1, hw2"):
        collect(tmp_path / "submitted")


def test_the_exchange_of_nbgrader_has_every_attempt(tmp_path: Path) -> None:
    files = {
        "ada+hw1+2026-01-30 10:30:47.52 UTC+a1b2/hw1.ipynb": "second",
        "ada+hw1+2026-01-29 10:30:47.52 UTC+c3d4/hw1.ipynb": "first",
    }
    found = collect(put(tmp_path, files))
    assert found.layout == "nbgrader inbound"
    assert handed(found) == {"ada": [{"hw1.ipynb": "first"}, {"hw1.ipynb": "second"}]}


def git(*arguments: str, at: Path, date: str = "2026-01-30T10:30:47+02:00") -> None:
    environment = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment |= {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": date}
    environment |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": str(at)}
    environment["PATH"] = os.environ["PATH"]
    subprocess.run(["git", *arguments], cwd=at, env=environment, check=True, capture_output=True)


def clone(folder: Path, *, packed: bool = False, detached: bool = False) -> None:
    folder.mkdir(parents=True)
    (folder / "hw.md").write_text(f"1.1: {folder.name}")
    git("init", "-q", "-b", "main", at=folder)
    git("add", ".", at=folder)
    git("commit", "-q", "-m", "first", at=folder, date="2026-01-01T00:00:00Z")
    git("commit", "-q", "--allow-empty", "-m", "second", at=folder)
    if packed:
        git("gc", "-q", at=folder)
    if detached:
        git("checkout", "-q", "--detach", at=folder)


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@needs_git
def test_clones_of_github_classroom(tmp_path: Path) -> None:
    folder = tmp_path / "hw-1-submissions"
    clone(folder / "hw-1-ada")
    clone(folder / "hw-1-bob-smith", packed=True)
    clone(folder / "hw-1-eve", detached=True)
    found = collect(folder)
    assert found.layout == "github classroom"
    assert handed(found) == {
        "ada": [{"hw.md": "1.1: hw-1-ada"}],
        "bob-smith": [{"hw.md": "1.1: hw-1-bob-smith"}],
        "eve": [{"hw.md": "1.1: hw-1-eve"}],
    }
    assert [one.at for one in found.handed] == [datetime.fromisoformat("2026-01-30T10:30:47+02:00")] * 3
    assert found.people[1].ids == (("github", "bob-smith"),)
    assert collect(tmp_path).layout == "github classroom"


@needs_git
def test_the_name_of_the_assignment_is_what_the_clones_share(tmp_path: Path) -> None:
    clone(tmp_path / "hw-1-ada")
    clone(tmp_path / "hw-1-alan")
    assert [person.id for person in collect(tmp_path).people] == ["ada", "alan"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("HEAD", b"ref: ../../../../etc/passwd"),
        ("HEAD", b"ref: refs/heads/\xff"),
        ("HEAD", b"\0" * 100),
        ("refs/heads/main", b"../../evil"),
        ("objects/aa/" + "a" * 38, b"not packed"),
        ("objects/aa/" + "a" * 38, zlib.compress(b"commit 9\0committer a <b> 99999999999 +9999\n\nx")),
        ("objects/aa/" + "a" * 38, zlib.compress(b"commit 9\0" + b"x" * 10_000_000)),
        ("objects/pack/p.idx", b"\xfftOc\0\0\0\2" + b"\xff" * 100),
        ("objects/pack/p.idx", b"\xfftOc\0\0\0\2" + struct.pack(">256I", *[9] * 256)),
    ],
)
def test_a_clone_with_broken_files_has_no_time(tmp_path: Path, name: str, content: bytes) -> None:
    for student in ("hw-ada", "hw-bob"):
        put(tmp_path, {f"{student}/hw.md": f"1.1: {student}", f"{student}/.git/HEAD": "ref: refs/heads/main"})
        put(tmp_path, {f"{student}/.git/refs/heads/main": "a" * 40})
    broken = tmp_path / "hw-ada" / ".git" / name
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.write_bytes(content)
    assert [one.at for one in collect(tmp_path).handed] == [None, None]


def test_a_folder_a_student(tmp_path: Path) -> None:
    files = {"ada/hw.md": "1.1: z", "ada/src/code.py": "x = 1", "bob/hw.md": "1.1: y", "README.md": "hello"}
    found = collect(put(tmp_path, files))
    assert found.layout == "folder a student"
    assert handed(found) == {"ada": [{"hw.md": "1.1: z", "src/code.py": "x = 1"}], "bob": [{"hw.md": "1.1: y"}]}
    assert odd(found) == [("passed_over", "", "README.md")]


def test_a_class_that_is_kept_in_a_repository_is_read_as_any_other(tmp_path: Path) -> None:
    put(
        tmp_path,
        {".git/HEAD": "ref: refs/heads/main", "class/ada/hw.md": "1.1: z", "class/bob/hw.md": "1.1: y"},
    )
    assert list(handed(collect(tmp_path))) == ["ada", "bob"]


def test_files_of_one_stem_are_one_students(tmp_path: Path) -> None:
    files = {
        "ada.md": "1.1: z",
        "ada.py": "x = 1",
        "bob.ipynb": EMPTY,
        "j.smith.txt": "1.1: y",
        "rubric.pdf": "%PDF",
    }
    found = collect(put(tmp_path, files))
    assert found.layout == "files"
    assert handed(found) == {
        "ada": [{"ada.md": "1.1: z", "ada.py": "x = 1"}],
        "bob": [{"bob.ipynb": EMPTY}],
        "j.smith": [{"j.smith.txt": "1.1: y"}],
    }
    assert odd(found) == [("passed_over", "", "rubric.pdf")]


def test_a_folder_among_files_belongs_to_its_student(tmp_path: Path) -> None:
    found = collect(put(tmp_path, {"ada.md": "1.1: z", "ada/code.py": "x = 1", "bob.md": "1.1: y"}))
    assert handed(found) == {"ada": [{"ada.md": "1.1: z", "code.py": "x = 1"}], "bob": [{"bob.md": "1.1: y"}]}


def test_one_file_is_a_class_of_one(tmp_path: Path) -> None:
    put(tmp_path, {"ada.md": "1.1: z"})
    assert handed(collect(tmp_path / "ada.md")) == {"ada": [{"ada.md": "1.1: z"}]}


def test_a_layout_can_be_named(tmp_path: Path) -> None:
    put(tmp_path, CANVAS)
    assert "lovelaceada_123_456_hw" in handed(collect(tmp_path, layout="files"))
    with pytest.raises(OperatorError) as caught:
        collect(tmp_path, layout="canvass")
    assert str(caught.value).startswith(
        "there is no layout 'canvass'\n  did you mean 'canvas'? known: gradescope,"
    )


@pytest.mark.parametrize("layout", sorted(set(LAYOUT_NAMES) - {"responses", "gradescope"}))
def test_any_layout_may_be_asked_for_where_nothing_fits(tmp_path: Path, layout: str) -> None:
    collect(put(tmp_path, {"README.md": "1.1: z"}), layout=layout)


def test_nothing_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="nothing is handed in here"):
        collect(tmp_path)
    with pytest.raises(OperatorError, match="no such file"):
        collect(tmp_path / "none")
