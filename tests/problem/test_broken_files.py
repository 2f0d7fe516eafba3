"""A table of broken problem files: what ``validate`` says of each, to the letter.

``broken/table.txt`` holds the cases. Each is a title, the file it begins from, edits (``- old`` / ``+ new``,
with ``\\n`` and ``\\t`` for line breaks and tabs) and what is said. ``GRADECHECK_REGENERATE=1`` writes what is
said anew.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradecheck.cli import commands

HERE = Path(__file__).parent / "broken"
TABLE = HERE / "table.txt"
RULE = "=" * 20


@dataclass(frozen=True)
class Case:
    title: str
    base: str
    edits: tuple[tuple[str, str], ...]
    said: str

    @property
    def text(self) -> str:
        text = (HERE / f"{self.base}.yaml").read_text(encoding="utf-8")
        for old, new in self.edits:
            assert text.count(old) == 1, (self.title, old, text.count(old))
            text = text.replace(old, new)
        return text

    def written(self, said: str) -> str:
        edits = "".join(f"- {_shown(old)}\n+ {_shown(new)}\n" for old, new in self.edits)
        return f"{self.title} [{self.base}]\n{edits}\n{said}"


def _shown(text: str) -> str:
    return text.replace("\n", "\\n").replace("\t", "\\t")


def _meant(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t")


def _case(text: str) -> Case:
    head, _, said = text.partition("\n\n")
    title, *rows = head.split("\n")
    name, _, base = title.rstrip("]").rpartition(" [")
    old = [_meant(row[2:]) for row in rows if row.startswith("- ")]
    new = [_meant(row[2:]) for row in rows if row.startswith("+ ")]
    return Case(name, base, tuple(zip(old, new, strict=True)), said)


def cases() -> list[Case]:
    return [_case(text.strip("\n") + "\n") for text in TABLE.read_text(encoding="utf-8").split(RULE)[1:]]


def said_of(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder / "p.yaml").write_bytes(case.text.encode())
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(commands, ["validate", "p.yaml"], prog_name="gradecheck", standalone_mode=False)
    assert result.exception is None, result.exception
    return result.output


@pytest.mark.parametrize("base", sorted(path.stem for path in HERE.glob("*.yaml")))
def test_the_files_that_are_broken_here_are_sound_without_the_edits(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = said_of(Case(base, base, (), ""), tmp_path, monkeypatch)
    assert said.startswith("p.yaml: ") and "note" not in said and "failed" not in said, said


def test_there_are_at_least_sixty_cases_with_names_of_their_own() -> None:
    titles = [case.title for case in cases()]
    assert len(titles) >= 60
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_each_broken_file_gives_exactly_its_message(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said_of(case, tmp_path, monkeypatch).rstrip("\n") == case.said.rstrip("\n")


@pytest.mark.skipif(not os.environ.get("GRADECHECK_REGENERATE"), reason="writes the table anew when asked to")
def test_the_table_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = TABLE.read_text(encoding="utf-8").split(RULE)[0]
    anew = [f"{RULE}\n{each.written(said_of(each, tmp_path, monkeypatch)).rstrip()}\n" for each in cases()]
    TABLE.write_text(head + "\n".join(anew), encoding="utf-8")
