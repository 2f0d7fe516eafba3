"""Every abusive file is stopped, in every tier that this machine has, as root and as an ordinary user."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradecheck.errors import MachineError
from gradecheck.sandbox.tiers import CONFINING

HERE = Path(__file__).parent
NOBODY = 65534
"""And below it, so that the tiers do not see one another's processes."""


_spec = importlib.util.spec_from_file_location("trial", HERE / "trial.py")
assert _spec is not None
assert _spec.loader is not None
trial = importlib.util.module_from_spec(_spec)
sys.modules["trial"] = trial
_spec.loader.exec_module(trial)

CASES = [trial.read(path) for path in trial.CASES]
TIERS = [tier.name for tier in CONFINING]


@pytest.fixture(scope="module", params=TIERS)
def field(request: pytest.FixtureRequest) -> Iterator[object]:
    try:
        with trial.field(request.param) as around:
            yield around
    except MachineError as reason:
        pytest.skip(f"{request.param}: {reason}")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_abuse_is_stopped(case: object, field: object) -> None:
    if not case.applies:  # type: ignore[attr-defined]
        pytest.skip(f"only on {case.machine}")  # type: ignore[attr-defined]
    assert field.complaints(case) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["read_the_key", "socket_inet", "read_the_key_by_np_load", "socket_unix"])
def test_the_trial_notices_what_is_not_stopped(name: str) -> None:
    """Harmless cases, without a sandbox: they get through, and that is told."""
    (case,) = [case for case in CASES if case.name == name]
    with trial.field("plain") as around:
        assert around.complaints(case) != []


@pytest.mark.parametrize("tier", TIERS)
def test_abuse_by_an_ordinary_user_is_stopped(tier: str, tmp_path: Path) -> None:
    """The same once more as nobody or the like, where these tests are run as root."""
    if os.geteuid() != 0:
        pytest.skip("these tests are run as an ordinary user already")
    if not (shutil.which("setpriv") and shutil.which("unshare")):
        pytest.skip("setpriv and unshare are not installed")
    program = [sys.executable, "-B", str(HERE / "trial.py"), tier]
    done = subprocess.run(
        _as_ordinary(program, NOBODY - TIERS.index(tier), tmp_path),
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"]},
    )
    if "cannot be used here" in done.stderr:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"{sum(case.applies for case in CASES)} tried"]


def _as_ordinary(program: list[str], user: int, stages: Path) -> list[str]:
    """The command that runs a program as an ordinary user, in a view of the files where Python can be reached.

    Python or this checkout may be in a directory that only root may enter. There an empty one is laid over
    it, in a mount namespace of its own, with only what is needed in it.
    """
    lines = ["set -e"]
    for n, (hidden, needed) in enumerate(_out_of_reach().items()):
        stage = stages / str(n)
        stage.mkdir()
        lines += [f"mount -t tmpfs -o mode=755 none {shlex.quote(str(stage))}"]
        for path in needed:
            inside = shlex.quote(str(stage / path.relative_to(hidden)))
            lines += [f"mkdir -p {inside}", f"mount --bind {shlex.quote(str(path))} {inside}"]
        lines += [f"mount --rbind {shlex.quote(str(stage))} {shlex.quote(str(hidden))}"]
    lines += [f"exec setpriv --reuid={user} --regid={user} --clear-groups {shlex.join(program)}"]
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(lines)]


def _out_of_reach() -> dict[Path, list[Path]]:
    """Directories that others may not enter, with what is needed in each."""
    found: dict[Path, list[Path]] = {}
    for path in {Path(sys.base_prefix), Path(sys.prefix), HERE.parent.parent}:
        real = path.resolve()
        for above in reversed(real.parents):
            if not above.stat().st_mode & stat.S_IXOTH:
                found.setdefault(above, []).append(real)
                break
    return found
