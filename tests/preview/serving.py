"""``gradecheck preview --watch`` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class Serving:
    """The command, from its first line to Ctrl-C."""

    def __init__(self, folder: Path, name: str, *options: str) -> None:
        environment = {**os.environ, "GRADECHECK_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gradecheck", "preview", name, "--watch", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/(\S+)/", self.process.stdout.readline())
        assert found is not None, self.process.communicate()
        self.url, self.port, self.secret = found[0], int(found[1]), found[2]

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def interrupted(self) -> tuple[int, str]:
        """Press Ctrl-C; the exit code and what was said on standard error."""
        os.killpg(self.process.pid, signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said
