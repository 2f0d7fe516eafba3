"""Exports are written whole or not at all, and over nothing that is there unless it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gradecheck.errors import MachineError, OperatorError
from gradecheck.gradebook.exports.writing import write_file, write_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def breaking() -> Iterator[bytes]:
    yield b"half"
    raise OperatorError("the template is wrong")


def broken_files() -> Iterator[tuple[str, bytes]]:
    yield "a/one", b"1"
    raise OperatorError("the gradebook is wrong")


def test_a_file_is_written_with_the_rights_that_new_files_have(tmp_path: Path) -> None:
    target = tmp_path / "new" / "out.csv"
    write_file(target, [b"a", b"b"], force=False)
    assert target.read_bytes() == b"ab"
    (tmp_path / "other").touch()
    assert target.stat().st_mode == (tmp_path / "other").stat().st_mode
    assert names(target.parent) == ["out.csv"]


def test_what_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"mine")
    with pytest.raises(OperatorError) as caught:
        write_file(target, [b"new"], force=False)
    assert str(caught.value) == f"{target}: this file is there already\n  name another file, or say --force"
    assert target.read_bytes() == b"mine"
    write_file(target, [b"new"], force=True)
    assert target.read_bytes() == b"new"


def test_a_link_is_not_followed_to_what_it_names(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"kept")
    target = tmp_path / "out.csv"
    target.symlink_to(kept)
    with pytest.raises(OperatorError):
        write_file(target, [b"new"], force=False)
    write_file(target, [b"new"], force=True)
    assert (kept.read_bytes(), target.read_bytes()) == (b"kept", b"new")


@pytest.mark.parametrize("force", [False, True])
def test_an_export_that_breaks_leaves_nothing_behind(tmp_path: Path, force: bool) -> None:
    with pytest.raises(OperatorError, match="the template is wrong"):
        write_file(tmp_path / "out.csv", breaking(), force=force)
    with pytest.raises(OperatorError, match="the gradebook is wrong"):
        write_folder(tmp_path / "out", broken_files(), force=force)
    assert names(tmp_path) == []


def test_an_export_that_breaks_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    with pytest.raises(OperatorError):
        write_file(target, breaking(), force=True)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["out.csv"]


def test_a_folder_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    assert write_folder(target, [("ada/one", b"1"), ("ben/one", b"2")], force=False) == 2
    assert (target / "ada" / "one").read_bytes() == b"1"
    (tmp_path / "made").mkdir()
    assert target.stat().st_mode == (tmp_path / "made").stat().st_mode
    with pytest.raises(OperatorError, match="this is there already"):
        write_folder(target, [], force=False)


def test_a_folder_that_is_there_keeps_its_other_files(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    write_folder(tmp_path, [("one", b"1")], force=True)
    assert names(tmp_path) == ["mine", "one"]


def test_a_folder_is_no_file_and_a_file_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="this is a folder"):
        write_file(tmp_path, [], force=True)
    (tmp_path / "file").touch()
    with pytest.raises(OperatorError, match="this is there already"):
        write_folder(tmp_path / "file", [], force=True)


def test_a_disk_that_fails_is_the_machines_fault() -> None:
    with pytest.raises(MachineError, match="cannot be written"):
        write_file(Path("/proc/nowhere/out.csv"), [b"x"], force=False)
