"""The examples of a page, run in order in one folder as a reader would.

- ``console``: ``$ command`` lines, each followed by what it prints on a terminal; ``…`` stands for any lines.
- ``sh``: commands whose output is not shown; they must work.
- ``yaml``: a whole file is loaded, a piece is read.
- ``python``: a session is run as a doctest, else it is compiled.
- Comments above a block say more: ``<!-- file: NAME -->`` keeps it as a file, ``<!-- not run: WHY -->``
  leaves it out, ``<!-- given: WHAT -->`` makes first what a reader has, one of ``GIVEN``.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from gradecheck.problem import yaml_reader
from gradecheck.problem.compiling import compiled
from gradecheck.problem.course import load_course

from .terminals import on_a_terminal

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r"(?P<said>(?:^[ ]*<!-- [^\n]* -->\n)*)^[ ]*```(?P<language>\S*)[^\n]*\n(?P<body>.*?)^[ ]*```$", re.M | re.S
)
WIDTH = 80
PROGRESS = re.compile(r"^graded \d+ of \d+ attempts, .* s left\n", re.M)
"""What only a slow machine prints."""
PASSED_OVER = ("{toctree}",)
GIVEN = {
    "a download": """
        gradecheck class section3/1-graph-review --students 4 --seed 3 --layout canvas -o given
        cp given/roster.csv roster.csv
        python3 -m zipfile -c download.zip given/submissions/*
        printf 'Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (7)\\nPoints,,,,,12\\n' > grades.csv
        printf 'Identifier,Full name,Email address,Grade,Maximum Grade\\n' > moodle.csv""",
    "a graded class": """
        gradecheck batch section3/1-graph-review download.zip --roster roster.csv""",
    "a problem of the assignment": """
        gradecheck new 'f = x y' --at x=2,y=3 -o hw3/mine.yaml""",
    "answers": """
        cp problems/section3/examples/blaise.md answers.md""",
    "a network": """
        printf 'def forward(x, W, b):\\n    return x @ W + b\\n\\n\\n' > net.py
        printf 'def backward(dz, x, W, b):\\n    return dz @ W.T, x.T @ dz, dz.sum(axis=0)\\n' >> net.py""",
    "pairs": """
        echo '{"id": 1, "expected": "2 x", "student": "x + x"}' > pairs.jsonl""",
    "layers": """
        cp problems/backprop/examples/dora/*.py .""",
}
"""What a reader has before an example, and how it is made."""
WORKED = (0, 1)
"""Exit codes of an example: 1 is less than full credit, or something left to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands in the page, and what the comments above it say."""

    language: str
    body: str
    line: int
    said: tuple[tuple[str, str], ...]
    span: tuple[int, int]

    def all(self, word: str) -> list[str]:
        return [value for key, value in self.said if key == word]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a page."""
    for found in BLOCK.finditer(text):
        said = re.findall(r"<!-- ([\w ]+): (.*?) -->", found["said"])
        line = text.count("\n", 0, found.start("language")) + 1
        yield Block(found["language"], found["body"], line, tuple(said), found.span("body"))


class Reader:
    """Somebody who tries a page's examples in a folder of their own, with the shipped problems in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "problems").symlink_to(ROOT / "problems")
        program = folder / ".bin" / "gradecheck"
        program.parent.mkdir()
        program.write_text(
            f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
            "from gradecheck.cli import main\nif __name__ == '__main__':\n    main()\n"
        )
        program.chmod(0o755)
        own = ("GRADECHECK_", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(own)}
        self.environment = {
            **kept,
            "PATH": f"{program.parent}:{kept['PATH']}",
            "TERM": "dumb",
            "GRADECHECK_CACHE": os.environ.get("GRADECHECK_CACHE", str(folder / ".cache")),
            "GRADECHECK_PROGRESS": str(folder / ".progress"),
            "USER": "you",
            "LOGNAME": "you",
        }

    def shell(self, command: str) -> tuple[str, int]:
        done = subprocess.run(
            ["bash", "-c", command],
            input="q\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=self.environment,
            timeout=300,
        )
        return done.stdout, done.returncode

    def tried(self, block: Block) -> str:
        """The block as it should stand in the page. Raises ``AssertionError`` where it does not work at all."""
        for what in block.all("given"):
            output, code = self.shell(GIVEN[what])
            assert code in WORKED, output
        for name in block.all("file"):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        if block.all("not run") or block.language in PASSED_OVER:
            return block.body
        kinds = {"console": self._console, "sh": self._commands, "yaml": self._yaml, "python": self._python}
        assert block.language in kinds, f"a block of '{block.language}' must say why it is not run"
        return kinds[block.language](block)

    def _console(self, block: Block) -> str:
        lines: list[str] = []
        for command, shown in _steps(block.body):
            typed = "\n".join(line[2:] for line in command)
            output, code = on_a_terminal(["bash", "-c", typed], WIDTH, self.environment, self.folder)
            assert code in (*WORKED, 2), output
            output = PROGRESS.sub("", output)
            lines += [*command, *(shown if fits(output.splitlines(), shown) else output.splitlines())]
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _commands(self, block: Block) -> str:
        for command in block.body.replace("\\\n", " ").splitlines():
            output, code = self.shell(command)
            assert code in WORKED, f"{command}\n{output}"
            assert "Traceback" not in output, output
        return block.body

    def _yaml(self, block: Block) -> str:
        content = block.body.encode()
        whole = block.body.startswith("gradecheck: 1")
        if whole and re.search("^items:", block.body, re.M):
            compiled(content, "page.yaml", "page")
        elif not (whole and re.search("^defaults:", block.body, re.M)):
            yaml_reader.read(content, "page")
        else:
            (self.folder / ".course").mkdir(exist_ok=True)
            (self.folder / ".course" / "course.yaml").write_bytes(content)
            load_course(self.folder / ".course")
        return block.body

    def _python(self, block: Block) -> str:
        if ">>>" not in block.body:
            compile(block.body, "page", "exec")
            return block.body
        test = doctest.DocTestParser().get_doctest(block.body, {}, "page", "page", block.line)
        said: list[str] = []
        doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(test, out=said.append)
        assert not said, "".join(said)
        return block.body


def _steps(body: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each command with its ``> `` lines, and what is shown below it."""
    command: list[str] = []
    shown: list[str] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = [line], []
        elif line.startswith("> ") and not shown and _goes_on(command):
            command.append(line)
        else:
            shown.append(line)
    if command:
        yield command, shown


def _goes_on(command: list[str]) -> bool:
    """Whether a shell would ask for more: after a backslash, or before the end of a text that is typed in."""
    if not command or command[-1].endswith("\\"):
        return bool(command)
    typed_in = re.search(r"<<'(\w+)'", command[0])
    return typed_in is not None and command[-1] != f"> {typed_in[1]}"


def fits(output: list[str], shown: list[str]) -> bool:
    """Whether a page shows the output; a line ``…`` stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "…" else re.escape(line.rstrip()) + r"\n" for line in shown
    )
    return bool(re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in output)))


def as_it_should_be(text: str, folder: Path, page: str) -> str:
    """The page with the output that its commands have."""
    reader = Reader(folder)
    pieces: list[str] = []
    done = 0
    for block in blocks(text):
        try:
            tried = reader.tried(block)
        except Exception as error:
            raise AssertionError(f"{page}:{block.line}: {error}") from error
        pieces += [text[done : block.span[0]], tried]
        done = block.span[1]
    return "".join([*pieces, text[done:]])


def difference(page: str, text: str, right: str) -> str:
    return "\n".join(unified_diff(text.splitlines(), right.splitlines(), page, "what is printed", lineterm=""))
