"""An autograder for Gradescope: a zip with ``setup.sh``, ``run_autograder``, problems, and gradecheck itself.

gradecheck need not be on any package index: its own files go along, and are installed on Gradescope's machine
with what they need. The zip of the same problems has the same bytes.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from ...errors import OperatorError
from ...problem.assignment import AssignmentText
from .values import file_name

PACKAGE = Path(__file__).resolve().parents[2]
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PYTHONS = "python3.13 python3.12 python3.11 python3"

SETUP = f"""\
#!/usr/bin/env bash
# Installs gradecheck, which is in this zip, with what it needs. Made by gradecheck; see docs/exports.md.
set -euo pipefail
root="${{AUTOGRADER_ROOT:-/autograder}}"
find_python() {{
    for name in {_PYTHONS}; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}}
if ! python=$(find_python); then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    for version in 3.13 3.12 3.11; do
        if apt-get install -yq "python$version" "python$version-venv"; then break; fi
    done
    if ! python=$(find_python); then
        echo "gradecheck needs Python 3.11 or later: choose a newer base image" >&2
        exit 1
    fi
fi
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet "$root/source/package"
"$root/venv/bin/python" -I -m gradecheck validate "$root/source/problems"
"""

RUN = """\
#!/usr/bin/env bash
# Grades what is in submission/ and writes results/results.json. Made by gradecheck; see docs/exports.md.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
exec "${GRADECHECK_PYTHON:-$root/venv/bin/python}" -I -m gradecheck.gradebook.exports.autograder_run "$root"
"""


def autograder_zip(
    problems: Sequence[tuple[str, bytes]],
    course: bytes | None,
    assignment: AssignmentText | None = None,
    *,
    leaderboard: bool = False,
    trust: bool = False,
) -> bytes:
    """The zip for problems (their ids and files), a ``course.yaml``, and the assignment that they are.

    Raises ``OperatorError`` where two problems have the same id.
    """
    ids = [name for name, _ in problems]
    if len(set(ids)) < len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise OperatorError(f"two problem files have the id '{twice}'", remedy="give each an id of its own")
    listed = {f"problems/{n:03}-{file_name(name)}.yaml": name for n, name in enumerate(ids, 1)}
    settings = {"leaderboard": leaderboard, "trust": trust, "problems": listed}
    if assignment is not None:
        settings["assignment"] = assignment.to_json()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "setup.sh", SETUP.encode(), executable=True)
        _add(archive, "run_autograder", RUN.encode(), executable=True)
        _add(archive, "settings.json", json.dumps(settings, indent=1, sort_keys=True).encode())
        if course is not None:
            _add(archive, "course.yaml", course)
        for path, (_, content) in zip(listed, problems, strict=True):
            _add(archive, path, content)
        for name, content in _own_files():
            _add(archive, f"package/{name}", content)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, *, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    archive.writestr(entry, content)


def _own_files() -> Iterator[tuple[str, bytes]]:
    """gradecheck as a source tree that pip installs: the package as it runs here, without any problem file."""
    yield "pyproject.toml", _project().encode()
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE)
        left_out = "__pycache__" in inside.parts or inside.parts[0] == "problems" or path.suffix == ".yaml"
        if path.is_file() and not left_out:
            yield f"gradecheck/{inside.as_posix()}", path.read_bytes()


def _project() -> str:
    """A ``pyproject.toml`` with the version and the requirements of the gradecheck that runs here."""
    try:
        found = metadata.metadata("gradecheck")
    except metadata.PackageNotFoundError as error:
        remedy = "install it with pip, then make the autograder"
        raise OperatorError(
            "this gradecheck is not installed: its requirements are not known", remedy=remedy
        ) from error
    needed = [each for each in metadata.requires("gradecheck") or [] if not re.search(r";.*\bextra\b", each)]
    listed = "".join(f"  {json.dumps(each)},\n" for each in needed)
    return (
        '[build-system]\nrequires = ["hatchling>=1.24"]\nbuild-backend = "hatchling.build"\n\n'
        f'[project]\nname = "gradecheck"\nversion = {json.dumps(found["Version"])}\n'
        f"requires-python = {json.dumps(found['Requires-Python'] or '>=3.11')}\ndependencies = [\n{listed}]\n\n"
        '[project.scripts]\ngradecheck = "gradecheck.cli:main"\n\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["gradecheck"]\n'
    )
