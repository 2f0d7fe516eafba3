"""Rubbish in a class: every piece is named, nobody else is held up, nothing outside is touched."""

from __future__ import annotations

import io
import os
import socket
import struct
import tarfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.errors import GradecheckError, MachineError, OperatorError
from gradecheck.submission import read_files
from gradecheck.submission.archive_tree import Limits
from gradecheck.submission.handed import Class, Oddity
from gradecheck.submission.intake import collect
from gradecheck.submission.shown import shown

GOOD = b"1.1: z\n"


def class_folder(tmp_path: Path) -> Path:
    """Two students whose work is in order."""
    folder = tmp_path / "class"
    for student in ("ada", "zoe"):
        (folder / student).mkdir(parents=True)
        (folder / student / "hw.md").write_bytes(GOOD + student.encode())
    return folder


def of(found: Class, student: str) -> list[tuple[str, str]]:
    return [(odd.kind, odd.fact) for odd in found.oddities if odd.student == student]


def files(found: Class, student: str) -> list[str]:
    return [file.name for one in found.handed if one.student == student for file in one.files]


def assert_others_are_read(found: Class) -> None:
    for one in found.handed:
        if one.student in ("ada", "zoe"):
            assert [file.read() for file in one.files] == [GOOD + one.student.encode()]
    assert {"ada", "zoe"} <= {one.student for one in found.handed}


def fifo(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1_073_741_824)


LINK = [("refused", "a link, not a file; it was not opened")]
PIPE = [("refused", "a pipe, socket or device, not a file; it was not opened")]
PDF = [("passed_over", "files that end in '.pdf' are not read")]
NO_ENDING = [("passed_over", "files without an ending are not read")]

BINARY = [("unreadable", "not a text file")]
LATIN = [("unreadable", "byte 0xe9 is not UTF-8 text")]
NOTEBOOK = [("unreadable", "hw.ipynb:1: this is not a notebook: its JSON is broken")]
YAML = "this is not YAML: while parsing a flow node did not find expected node content"

RUBBISH: list[tuple[str, str, Callable[[Path], object], list[tuple[str, str]], list[str]]] = [
    ("a link", "hw.md", lambda p: p.symlink_to("/etc/passwd"), LINK, []),
    ("a dead link", "hw.md", lambda p: p.symlink_to("/none"), LINK, []),
    ("a loop", "loop", lambda p: p.symlink_to("."), LINK, []),
    ("a pipe", "hw.md", fifo, PIPE, []),
    ("a socket", "hw.md", listening, PIPE, []),
    ("1 GB", "hw.md", sparse, [("refused", "1.1 GB: larger than the 1 MB that are read")], []),
    ("1 GB of notebook", "hw.ipynb", sparse, [("refused", "1.1 GB: larger than the 20 MB that are read")], []),
    ("1 GB of archive", "hw.zip", sparse, [("refused", "1.1 GB: too large to be opened")], []),
    ("empty", "hw.md", lambda p: p.touch(), [("unreadable", "the file is empty")], ["hw.md"]),
    ("blank", "hw.md", lambda p: p.write_text(" \n"), [("unreadable", "the file is empty")], ["hw.md"]),
    ("UTF-16", "hw.md", lambda p: p.write_text("1.1: z", encoding="utf-16"), [], ["hw.md"]),
    ("binary", "hw.md", lambda p: p.write_bytes(b"\x7fELF\0\1"), BINARY, ["hw.md"]),
    ("Latin-1", "hw.md", lambda p: p.write_bytes(b"1.1: \xe9"), LATIN, ["hw.md"]),
    ("no notebook", "hw.ipynb", lambda p: p.write_text('{"cells": ['), NOTEBOOK, ["hw.ipynb"]),
    ("no YAML", "hw.yaml", lambda p: p.write_text("a: ["), [("unreadable", YAML)], ["hw.yaml"]),
    ("a PDF", "hw.pdf", lambda p: p.write_bytes(b"%PDF"), PDF, []),
    ("no ending", "hw", lambda p: p.write_bytes(GOOD), NO_ENDING, []),
    ("a folder called so", "hw.md", lambda p: p.mkdir(), [("unreadable", "there is no file in it")], []),
    ("what systems leave", ".DS_Store", lambda p: p.touch(), [("unreadable", "there is no file in it")], []),
    ("a broken zip", "hw.zip", lambda p: p.write_bytes(b"PK"), [("unreadable", "this archive is broken")], []),
    ("a broken tar", "hw.tgz", lambda p: p.write_bytes(GOOD), [("unreadable", "this archive is broken")], []),
    ("a newline", "my\nhw.md", lambda p: p.write_bytes(GOOD), [], ["my\\nhw.md"]),
    ("quotes, commas", "a, \"b\" 'c';=.md", lambda p: p.write_bytes(GOOD), [], ["a, \"b\" 'c';=.md"]),
    ("emoji", "🎓 Ωmega.md", lambda p: p.write_bytes(GOOD), [], ["🎓 Ωmega.md"]),
    ("no UTF-8", os.fsdecode(b"\xff\xfe.md"), lambda p: p.write_bytes(GOOD), [], ["\\xff\\xfe.md"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "expected", "read"), [row[1:] for row in RUBBISH], ids=[row[0] for row in RUBBISH]
)
def test_rubbish_is_named_and_the_others_are_read(
    tmp_path: Path, name: str, make: Callable[[Path], object], expected: list[tuple[str, str]], read: list[str]
) -> None:
    folder = class_folder(tmp_path)
    (folder / "eve").mkdir()
    make(folder / "eve" / name)
    found = collect(folder)
    told = of(found, "eve") + of(found, "")
    assert [odd for odd in told if "there is no file" not in odd[1] or odd in expected] == expected
    assert files(found, "eve") == read
    assert_others_are_read(found)
    for text in (name for odd in found.oddities for name in (odd.place, odd.fact)):
        text.encode()
    assert "eve" in {person.id for person in found.people}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("target", ["eve/hw.md", "eve"])
def test_what_may_not_be_read_is_named(tmp_path: Path, target: str) -> None:
    folder = class_folder(tmp_path)
    (folder / "eve").mkdir()
    (folder / "eve" / "hw.md").write_bytes(GOOD)
    (folder / target).chmod(0)
    try:
        found = collect(folder)
    finally:
        (folder / target).chmod(0o755)
    assert any("Permission denied" in odd.fact and odd.place == target for odd in found.oddities)
    assert_others_are_read(found)


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = class_folder(tmp_path)
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    found = collect(folder)
    (folder / "ada" / "hw.md").unlink()
    (folder / "ada" / "hw.md").symlink_to(secret)
    with pytest.raises(GradecheckError, match="cannot be opened"):
        found.handed[0].files[0].read()
    (folder / "zoe").rename(tmp_path / "elsewhere")
    (folder / "zoe").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(GradecheckError, match="cannot be opened"):
        found.handed[1].files[0].read()


def test_a_file_that_becomes_a_pipe_does_not_hang(tmp_path: Path) -> None:
    folder = class_folder(tmp_path)
    found = collect(folder)
    (folder / "ada" / "hw.md").unlink()
    os.mkfifo(folder / "ada" / "hw.md")
    failed: list[str] = []

    def reading() -> None:
        try:
            found.handed[0].files[0].read()
        except GradecheckError as error:
            failed.append(str(error))

    thread = threading.Thread(target=reading, daemon=True)
    thread.start()
    thread.join(5)
    assert failed == ["ada/hw.md: not a file"]


def test_more_files_than_a_submission_has_are_refused(tmp_path: Path) -> None:
    folder = class_folder(tmp_path)
    (folder / "eve").mkdir()
    for number in range(220):
        (folder / "eve" / f"{number:03}.md").write_bytes(b"%d" % number)
        (folder / "eve" / f"{number:03}.png").touch()
    found = collect(folder)
    assert len(files(found, "eve")) == 200
    assert ("refused", "more than 200 files in one submission") in of(found, "eve")
    assert len(of(found, "eve")) == 12
    assert_others_are_read(found)


def test_folders_deeper_and_fuller_than_any_submission_are_refused(tmp_path: Path) -> None:
    folder = class_folder(tmp_path)
    deep = folder.joinpath("eve", *("d" * 25))
    deep.mkdir(parents=True)
    (deep / "hw.md").write_bytes(GOOD)
    full = folder / "max" / "a" / "b"
    full.mkdir(parents=True)
    for number in range(5001):
        (full / f"{number}.md").touch()
    found = collect(folder)
    assert ("refused", "nested more than 20 folders deep") in [(odd.kind, odd.fact) for odd in found.oddities]
    assert ("refused", "more than 5,000 files in one folder") in [
        (odd.kind, odd.fact) for odd in found.oddities
    ]
    assert files(found, "eve") == files(found, "max") == []
    assert_others_are_read(found)


def test_more_bytes_than_a_submission_has_are_refused(tmp_path: Path) -> None:
    folder = class_folder(tmp_path)
    (folder / "eve").mkdir()
    for number in range(4):
        (folder / "eve" / f"{number}.ipynb").write_bytes(b'{"cells": []}' + b" " * 15_000_000)
    found = collect(folder)
    assert of(found, "eve") == [("refused", "more than 50 MB in one submission")]
    assert files(found, "eve") == ["0.ipynb", "1.ipynb", "2.ipynb"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_more_bytes_than_an_archive_may_hold_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("gradecheck.submission.acceptance.STUDENT", Limits(members=9, total=100_000))
    folder = class_folder(tmp_path)
    (folder / "eve").mkdir()
    make = zipped if kind == "zip" else tarred
    make(folder / "eve" / f"hw.{kind}", {f"{number}.md": b"1.1: z" * 10_000 for number in range(2)})
    found = collect(folder)
    assert of(found, "eve") == [("refused", "the archive holds more than 100,000 bytes")]
    assert files(found, "eve") == [f"hw.{kind}/0.md"]


def test_names_that_only_case_tells_apart_are_named(tmp_path: Path) -> None:
    folder = class_folder(tmp_path)
    (folder / "Ada").mkdir()
    (folder / "Ada" / "hw.md").write_bytes(b"1.1: other")
    found = collect(folder)
    assert ("duplicate", "ada and Ada differ in case or blanks only: are they one person?") in of(found, "ada")


def test_the_same_bytes_from_two_students_are_named_once(tmp_path: Path) -> None:
    folder = class_folder(tmp_path)
    for student in ("ada", "zoe"):
        (folder / student / "code.py").write_bytes(b"def f(): pass\n")
        (folder / student / "empty.md").touch()
    found = collect(folder)
    duplicates = [odd for odd in found.oddities if odd.kind == "duplicate"]
    assert duplicates == [
        Oddity("duplicate", "ada: code.py", "the same bytes from ada and zoe", "look at them"),
    ]


def test_a_file_that_everybody_has_is_named_once(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"s{number:02}.md").write_bytes(GOOD)
    (odd,) = collect(tmp_path).oddities
    assert odd.fact == "the same bytes from 30 students: was this file given out?"


# --- archives


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, members: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


TWO = {"hw1/ada/hw.md": GOOD + b"ada", "hw1/zoe/hw.md": GOOD + b"zoe"}


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.zip", zipped),
        ("a.tar", tarred),
        ("a.tar.gz", lambda path, members: tarred(path, members, "w:gz")),
        ("a.tgz", lambda path, members: tarred(path, members, "w:gz")),
        ("a.tar.bz2", lambda path, members: tarred(path, members, "w:bz2")),
        ("a.tar.xz", lambda path, members: tarred(path, members, "w:xz")),
    ],
)
def test_archives_are_read_like_folders(tmp_path: Path, name: str, make: Callable[..., Path]) -> None:
    found = collect(make(tmp_path / name, TWO))
    assert found.layout == "folder a student"
    assert_others_are_read(found)
    assert not found.oddities


def test_platforms_are_seen_in_archives(tmp_path: Path) -> None:
    assert collect(zipped(tmp_path / "c.zip", {"lovelaceada_1_2_hw.md": GOOD})).layout == "canvas"
    moodle = {"Course-HW-77/Ada L_12_assignsubmission_file_/hw.md": GOOD}
    assert collect(zipped(tmp_path / "m.zip", moodle)).layout == "moodle"
    export = {"assignment_1_export/submission_metadata.yml": b"submission_1:\n  :submitters: []\n"}
    export["assignment_1_export/submission_1/hw.md"] = GOOD
    export["__MACOSX/assignment_1_export/._submission_metadata.yml"] = b"\0"
    assert collect(zipped(tmp_path / "g.zip", export)).layout == "gradescope"


@pytest.mark.parametrize(
    "name", ["../../evil.md", "/etc/evil.md", "C:\\evil.md", "..\\evil.md", "eve/../../evil.md"]
)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str, kind: str) -> None:
    make = zipped if kind == "zip" else tarred
    found = collect(make(tmp_path / f"a.{kind}", {**TWO, name: b"evil"}))
    assert [(odd.kind, odd.fact) for odd in found.oddities] == [
        ("refused", "the name leads out of the archive")
    ]
    assert_others_are_read(found)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a.{kind}"]


def test_links_and_devices_in_archives_are_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (
            ("sym.md", tarfile.SYMTYPE), ("hard.md", tarfile.LNKTYPE), ("fifo.md", tarfile.FIFOTYPE),
            ("dev.md", tarfile.CHRTYPE), ("block.md", tarfile.BLKTYPE),
        ):  # fmt: skip
            info = tarfile.TarInfo(f"eve/{name}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        for name, data in TWO.items():
            info = tarfile.TarInfo(name.removeprefix("hw1/"))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    found = collect(tmp_path / "a.tar")
    assert [(odd.place, odd.fact) for odd in found.oddities] == [
        ("eve/block.md", "a device or pipe, not a file"),
        ("eve/dev.md", "a device or pipe, not a file"),
        ("eve/fifo.md", "a device or pipe, not a file"),
        ("eve/hard.md", "a link, not a file"),
        ("eve/sym.md", "a link, not a file"),
    ]
    assert_others_are_read(found)


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", TWO)
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("hw1/eve/hw.md")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    found = collect(path)
    assert [(odd.place, odd.fact) for odd in found.oddities] == [("hw1/eve/hw.md", "a link, not a file")]
    assert_others_are_read(found)


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hw.ipynb", b"\0" * 15_000_000)
        archive.writestr("big.md", b"1" * 2_000_000)
        archive.writestr("inner.zip", b"PK")
        archive.writestr("good.md", GOOD + b"eve")
    return data.getvalue()


def test_bombs_do_not_go_off(tmp_path: Path) -> None:
    found = collect(zipped(tmp_path / "a.zip", {**TWO, "hw1/eve/all.zip": bomb()}))
    assert of(found, "eve") == [
        ("refused", "packed more than 200 times smaller than it is: a bomb"),
        ("refused", "packed more than 200 times smaller than it is: a bomb"),
        ("passed_over", "an archive inside an archive is not opened"),
    ] or of(found, "eve") == [
        ("refused", "packed more than 200 times smaller than it is: a bomb"),
        ("passed_over", "an archive inside an archive is not opened"),
        ("refused", "packed more than 200 times smaller than it is: a bomb"),
    ]
    assert files(found, "eve") == ["all.zip/good.md"]
    assert_others_are_read(found)


def test_a_zip_that_lies_about_a_size_is_found_out(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {**TWO, "hw1/eve/hw.md": os.urandom(5000).hex().encode() * 150})
    data = path.read_bytes()
    real, said = struct.pack("<L", 1_500_000), struct.pack("<L", 10)
    assert data.count(real) == 2
    path.write_bytes(data.replace(real, said))
    found = collect(path)
    assert files(found, "eve") == []
    assert [odd.kind for odd in found.oddities if odd.place == "hw1/eve/hw.md"] == ["unreadable"]
    assert_others_are_read(found)


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, kind: str) -> None:
    folder = class_folder(tmp_path)
    (folder / "eve").mkdir()
    make = zipped if kind == "zip" else tarred
    make(folder / "eve" / f"hw.{kind}", {f"{number}.md": b"" for number in range(2001)})
    found = collect(folder)
    assert ("unreadable", "more than 2,000 files") in of(found, "eve")
    assert_others_are_read(found)


def test_a_zip_with_a_password_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {**TWO, "hw1/eve/hw.md": GOOD})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\1\2")
    data[at + 8] |= 1
    data[data.rfind(b"PK\3\4") + 6] |= 1
    path.write_bytes(bytes(data))
    found = collect(path)
    (odd,) = found.oddities
    assert (odd.kind, odd.place) == ("unreadable", "hw1/eve/hw.md")
    assert "password" in odd.fact
    assert_others_are_read(found)


def test_a_tar_that_breaks_off_is_said_loudly(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", {**TWO, "hw1/eve/hw.md": b"1.1: x\n" * 10_000})
    path.write_bytes(path.read_bytes()[:-40_000])
    found = collect(path)
    assert any(odd.kind == "unreadable" for odd in found.oddities)
    assert_others_are_read(found)


def test_a_tar_with_an_endless_name_is_not_taken_into_memory(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", {**TWO, "hw1/" + "x" * 2_000_000: b""})
    found = collect(path)
    assert [odd.fact for odd in found.oddities] == ["the archive breaks off after 2 files"]
    assert_others_are_read(found)


def test_the_list_of_a_zip_is_measured_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = class_folder(tmp_path)
    (folder / "eve").mkdir()
    zipped(folder / "eve" / "hw.zip", {f"{number:0200}.md": b"" for number in range(2001)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda _: pytest.fail("read"))
    assert of(collect(folder), "eve") == [("unreadable", "more than 2,000 files")]


def test_a_tar_with_a_map_of_holes_is_not_read(tmp_path: Path) -> None:
    info = tarfile.TarInfo("hw1/zz/hw.md")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "6"}
    info.size = 512 + 6
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in TWO.items():
            good = tarfile.TarInfo(name)
            good.size = len(data)
            archive.addfile(good, io.BytesIO(data))
        archive.addfile(info, io.BytesIO(b"1\n0\n6\n".ljust(512, b"\0") + b"1.1: z"))
    found = collect(tmp_path / "a.tar")
    assert [odd.fact for odd in found.oddities] == ["the archive breaks off after 2 files"]
    assert_others_are_read(found)


def test_no_room_for_what_is_unpacked_is_the_machine_s_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(MachineError, match="a temporary file cannot be written: No space left on device"):
        collect(zipped(tmp_path / "a.zip", TWO))


def test_a_folder_that_holds_nothing_but_an_archive_is_that_archive(tmp_path: Path) -> None:
    (tmp_path / "download").mkdir()
    zipped(tmp_path / "download" / "submissions.zip", TWO)
    assert_others_are_read(collect(tmp_path / "download"))


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
def test_a_broken_archive_of_a_class_is_one_message(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no archive at all" * 100)
    with pytest.raises(OperatorError) as caught:
        collect(tmp_path / name)
    assert str(caught.value).startswith(f"{name}: this archive is broken")


# --- whatever bytes, whatever names

NAMES = st.binary(min_size=1, max_size=40).filter(
    lambda name: not set(name) & {0, 47} and name not in (b".", b"..")
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=20), min_size=1, max_size=4))
def test_any_names_are_read_and_can_be_printed(
    tmp_path_factory: pytest.TempPathFactory, names: dict[bytes, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("class")
    for number, (name, content) in enumerate(names.items()):
        inner = folder / f"s{number}"
        inner.mkdir()
        (inner / os.fsdecode(name[:200] + b".md")).write_bytes(content)
    found = collect(folder)
    told = [text for odd in found.oddities for text in (odd.place, odd.fact, odd.remedy, odd.student)]
    told += [file.name for one in found.handed for file in one.files]
    assert all(text.isprintable() and text.encode() for text in told if text)
    hidden = {number for number, name in enumerate(names) if name.startswith((b".", b"~$"))}
    assert {one.student for one in found.handed if one.files} == {
        f"s{number}" for number in range(len(names)) if number not in hidden
    }


@settings(max_examples=100, deadline=None)
@given(st.sets(NAMES.map(lambda name: name[:200]), min_size=2, max_size=5))
def test_students_with_different_names_stay_apart(
    tmp_path_factory: pytest.TempPathFactory, names: set[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("class")
    seen = [name for name in sorted(names) if not name.startswith((b".", b"~$"))]
    for number, name in enumerate(seen):
        (folder / os.fsdecode(name)).mkdir()
        (folder / os.fsdecode(name) / "hw.md").write_text(f"1.1: {number}")
    if seen:
        found = collect(folder, layout="folder a student")
        assert [len(one.files) for one in found.handed] == [1] * len(seen)
        assert len({one.student for one in found.handed}) == len(seen)
        assert all(one.student.isprintable() and one.student.encode() for one in found.handed)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None), max_size=20), st.text(st.characters(codec=None), max_size=20))
def test_names_that_differ_are_shown_differently(first: str, second: str) -> None:
    assert (shown(first) == shown(second)) == (first == second)
    assert shown(first).isprintable()


KINDS = [
    "a.md",
    "a.py",
    "a.yaml",
    "a.json",
    "a.ipynb",
    "a.html",
    "a.txt",
    "r.csv row 3",
    "a.zip",
    "a.tar.gz",
    "a.tar",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(KINDS), st.binary(max_size=400))
def test_any_bytes_under_any_name_are_read_or_told(name: str, content: bytes) -> None:
    read_files([(name, content)])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["zip", "tar", "tar.gz", "tar.xz", "csv", "yml"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_a_damaged_class_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, damage: list[tuple[int, int]]
) -> None:
    path = tmp_path_factory.mktemp("class") / f"a.{kind}"
    if kind == "zip":
        zipped(path, {**TWO, "hw1/eve/hw.zip": bomb()[-300:]})
    elif kind.startswith("tar"):
        tarred(path, TWO, "w:" + kind.partition(".")[2])
    else:
        path.write_text("Student,1.1,1.2\nada,z,y\nbob,x,-4\n" * 20)
    data = bytearray(path.read_bytes())
    for at, byte in damage:
        data[at % len(data)] = byte
    path.write_bytes(bytes(data))
    try:
        found = collect(path)
    except GradecheckError:
        return
    for one in found.handed:
        read_files([(file.name, file.read()) for file in one.files])


def test_the_files_of_a_course_that_lie_beside_the_submissions_are_no_ones(tmp_path: Path) -> None:
    for name in ("ada.md", "course.yaml", "gradebook.sqlite", "gradebook.sqlite-wal", "gradebook.lock"):
        (tmp_path / name).write_text("1: x\n", encoding="utf-8")
    found = collect(tmp_path)
    assert [person.id for person in found.people] == ["ada"]
    assert found.oddities == ()
