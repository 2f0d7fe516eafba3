"""A class of rubbish: what ends up in a folder of submissions, one kind a student, among good ones."""

from __future__ import annotations

import io
import json
import os
import socket
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROBLEM = """\
gradecheck: 1
id: rubbish
variables: {x: 2, y: 3}
items:
  - {id: "1.1", symbolic: x + y}
  - id: "1.2"
    code:
      function: double_backward
      arguments: [dout, x]
      forward: |
        def forward(x):
            return 2 * x
      takes: {x: "(N, D)"}
      batch: N
      seconds: 1
"""
GOOD = "1.1: y + x\n"
CODE = "def double_backward(dout, x):\n    return 2 * dout\n"
SECRET = "root:x:0:0"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rubbish. ``told`` is part of a message about it, "" where there is nothing to say.

    ``right`` are the items that are right all the same.
    """

    make: Callable[[Path, Path], None]
    told: str = ""
    right: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {}
"""By the name of the student's folder."""

Make = Callable[[Path, Path], None]


def kind(name: str, told: str = "", *right: str) -> Callable[[Make], Make]:
    """Put a kind down. What makes it gets the student's folder, and a path outside that must not be touched."""

    def put(make: Make) -> Make:
        KINDS[name] = Kind(make, told, right)
        return make

    return put


def file(name: str, content: str | bytes, student: str, told: str = "", *right: str) -> None:
    """A kind that is one file."""
    data = content.encode() if isinstance(content, str) else content
    kind(student, told, *right)(lambda folder, _: (folder / name).write_bytes(data) and None)


def code(student: str, source: str, told: str = "") -> None:
    """A kind that is a good sheet with a bad program."""

    @kind(student, told, "1.1")
    def _(folder: Path, outside: Path) -> None:
        (folder / "answers.md").write_text(GOOD)
        (folder / "1.2.py").write_text(source.replace("OUTSIDE", str(outside)))


def build(folder: Path, outside: Path) -> None:
    """The class in ``folder``, with three good students; ``outside`` is a file that nobody may touch."""
    outside.write_text("untouched\n")
    for name, one in KINDS.items():
        own = folder / name
        own.mkdir(parents=True)
        one.make(own, outside)
    for n in range(3):
        own = folder / f"good-{n}"
        own.mkdir()
        (own / "answers.md").write_text(GOOD)
        (own / "1.2.py").write_text(CODE)


# -- files that are none -------------------------------------------------------------------------------------

file("answers.md", "", "empty", "empty")
file("answers.md", os.urandom(50) + b"\x00\xff" * 500, "binary", "not a text file")
file("answers.pdf", b"%PDF-1.7\n" + os.urandom(500), "pdf", ".pdf")
file("answers.md", b"%PDF-1.7\n" + b"\x00" * 500, "pdf-as-md", "not a text file")
file("answers.md", "1.1: é\n".encode("latin-1"), "latin-1", "UTF-8")
file("answers.md", GOOD.encode("utf-16"), "utf-16", "", "1.1")
file("answers.md", b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "windows", "", "1.1")
file("answers.md", "1.1: y + x\0\n", "null-byte", "not a text file")
file("answers.ipynb", '{"cells": [{"cell_type": "markdown", "source": ["1.1: y', "broken-notebook", "JSON")
file("answers.ipynb", json.dumps({"cells": {"a": 1}}), "no-notebook", "notebook")
file("answers.ipynb", "[" * 100_000, "deep-notebook", "JSON")
file("answers.yaml", "1.1: " + "[" * 10_000 + "]" * 10_000, "deep-yaml", "answers.yaml")
file(
    "answers.yaml",
    "a0: &a0 [z, z]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "yaml-bomb",
    "answers.yaml",
)
file("answers.yaml", "1.1: !!python/object/apply:os.system ['touch pwned']\n", "yaml-tag", "answers.yaml")
file("answers.md", "1.1: " + "(" * 10_000 + "x" + ")" * 10_000 + "\n", "parentheses")
file("answers.md", "1.1: " + "x + " * 200_000 + "y\n", "long-line")
file("answers.md", "1.1: 9^9^9^9^9\n", "huge-number")
file("answers.md", "1.1: __import__('os').system('id')\n", "python-answer")
file("answers.md", "1.1: \x1b[2J\u202e y + x \u202c\x07\n", "control-characters")
file("answers.md", "# 1.1\n" * 50_000, "headings", "no answers")
file("answers.exe", b"MZ\x90", "program", ".exe")
file("answers.zip", b"PK\x03\x04 this is no archive", "broken-zip", "answers.zip")

# -- names ---------------------------------------------------------------------------------------------------

for student in (
    "Doe, John",
    'Robert "Bobby" Tables',
    "O'Brien",
    "emoji 🎓",
    "=cmd|' -C calc'!A0",
    "-rf",
    "new\nline",
    "tab\there",
    "שרה",
    "%s%n$(id)",
):
    file("answers.md", GOOD, student, "", "1.1")
file("an\nswers.md", GOOD, "name-with-newline", "", "1.1")
file(os.fsdecode(b"caf\xe9.md"), GOOD, "name-of-no-text", "", "1.1")
file(os.fsdecode(b"answers.md"), GOOD, os.fsdecode(b"caf\xe9-student"), "", "1.1")
file("a" * 250 + ".md", GOOD, "long-name", "", "1.1")


@kind("same-but-for-case", "", "1.1")
def _case(folder: Path, _: Path) -> None:
    (folder / "Answers.md").write_text(GOOD)
    (folder / "answers.md").write_text(GOOD)


@kind("folder-like-a-file", "", "1.1")
def _folder(folder: Path, _: Path) -> None:
    (folder / "answers.md").mkdir()
    (folder / "answers.md" / "inner.md").write_text(GOOD)


# -- what is no file -----------------------------------------------------------------------------------------


@kind("empty-folder")
def _nothing(folder: Path, _: Path) -> None:
    pass


@kind("link-to-passwd", "link")
def _link(folder: Path, _: Path) -> None:
    (folder / "answers.md").symlink_to("/etc/passwd")


@kind("link-outside", "link")
def _outside(folder: Path, outside: Path) -> None:
    (folder / "answers.md").symlink_to(outside)


@kind("link-loop", "link", "1.1")
def _loop(folder: Path, _: Path) -> None:
    (folder / "a.md").symlink_to("b.md")
    (folder / "b.md").symlink_to("a.md")
    (folder / "self").symlink_to(folder)
    (folder / "answers.md").write_text(GOOD)


@kind("pipe", "answers.md", "1.1")
def _pipe(folder: Path, _: Path) -> None:
    os.mkfifo(folder / "answers.md")
    (folder / "more.md").write_text(GOOD)


@kind("socket", "no file")
def _socket(folder: Path, _: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket is at most 108 bytes long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("answers.md")
    finally:
        os.chdir(here)


@kind("sparse", "larger than")
def _sparse(folder: Path, _: Path) -> None:
    with (folder / "answers.md").open("wb") as made:
        made.truncate(1_000_000_000)


def _reads_everything() -> bool:
    """Whether rights do not count for this user."""
    with tempfile.NamedTemporaryFile() as made:
        Path(made.name).chmod(0)
        try:
            Path(made.name).read_bytes()
        except PermissionError:
            return False
    return True


@kind("no-rights", *(("", "1.1") if _reads_everything() else ("no-rights/answers.md",)))
def _rights(folder: Path, _: Path) -> None:
    (folder / "answers.md").write_text(GOOD)
    (folder / "answers.md").chmod(0)


@kind("no-rights-folder", *(("", "1.1") if _reads_everything() else ("no-rights-folder",)))
def _closed(folder: Path, _: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "answers.md").write_text(GOOD)
    (folder / "inner").chmod(0)


@kind("very-deep", "deep")
def _deep(folder: Path, _: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)
    try:
        for _n in range(300):
            Path("deeper").mkdir()
            os.chdir("deeper")
        Path("answers.md").write_text(GOOD)
    finally:
        os.chdir(here)


@kind("many-files", "more than 200 files", "1.1")
def _many(folder: Path, _: Path) -> None:
    for n in range(5_000):
        (folder / f"{n:04}.md").write_text(GOOD)


# -- archives ------------------------------------------------------------------------------------------------


def zipped(path: Path, *entries: tuple[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries:
            made.writestr(name, data)


@kind("zip", "", "1.1")
def _zip(folder: Path, _: Path) -> None:
    zipped(folder / "hw.zip", ("answers.md", GOOD.encode()))


@kind("zip-bomb", "hw.zip")
def _bomb(folder: Path, _: Path) -> None:
    zipped(folder / "hw.zip", *((f"{n}.md", bytes(40_000_000)) for n in range(4)))


@kind("nested-zip", "archive")
def _nested(folder: Path, _: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("answers.md", GOOD)
    zipped(folder / "hw.zip", ("inner.zip", inner.getvalue()))


@kind("zip-upwards", "leads out")
def _upwards(folder: Path, _: Path) -> None:
    zipped(folder / "hw.zip", ("../../../escaped.md", b"1.1: x"), ("..\\..\\escaped.md", b"1.1: x"))


@kind("zip-absolute", "leads out")
def _absolute(folder: Path, outside: Path) -> None:
    zipped(folder / "hw.zip", (str(outside), b"overwritten"))


@kind("tar-links", "hw.tar")
def _tar(folder: Path, _: Path) -> None:
    with tarfile.open(folder / "hw.tar", "w") as made:
        for name, what in (
            ("answers.md", tarfile.SYMTYPE),
            ("hard.md", tarfile.LNKTYPE),
            ("dev.md", tarfile.CHRTYPE),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = what, "/etc/passwd"
            made.addfile(entry)


# -- programs ------------------------------------------------------------------------------------------------

BODY = "def double_backward(dout, x):\n"
code("endless", BODY + "    while True:\n        pass\n")
code("flood", BODY + "    while True:\n        print('x' * 10_000)\n")
code("fork", "import os\n" + BODY + "    while True:\n        os.fork()\n")
code("memory", BODY + "    return 'x' * 10**11\n")
code("exits", "import os\n" + BODY + "    os._exit(0)\n")
code("kills", "import os\n" + BODY + "    os.kill(os.getppid(), 9)\n")
code("recursion", BODY + "    return double_backward(dout, x)\n")
code(
    "deletes",
    "import os, pathlib, shutil\n" + BODY + "    for act in (os.remove, shutil.rmtree, pathlib.Path.unlink):\n"
    "        try:\n            act('OUTSIDE')\n"
    "        except BaseException:\n            pass\n    return dout\n",
)
code(
    "writes",
    BODY + "    try:\n        open('OUTSIDE', 'w').write('pwned')\n"
    "    except BaseException:\n        pass\n    return dout\n",
)
code("reads", BODY + "    raise ValueError(open('/etc/passwd').read())\n")
code("syntax", "def double_backward(dout, x)\n    return 2 * dout\n")
code("late-import", "import subprocess\nsubprocess.run(['sleep', '100'])\n" + BODY + "    return 2 * dout\n")
