"""Shutting the doors: what the zygote gives up once for all jobs, and what each job gives up for itself.

In a tier that confines, a door that does not shut is an error and the job is never begun. In the plain tier the
limits are set as far as the system has them.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path

from . import kernel, landlock
from .limits import Limits
from .readable import Readable
from .tiers import Tier

MOST_DESCRIPTORS = 256
"""How many descriptors the zygote may have."""


class Shutter:
    """Shuts the doors of one tier. Raises ``kernel.Refused`` where the machine cannot."""

    def __init__(self, tier: Tier) -> None:
        self._tier = tier
        self._filter = kernel.Filter(tier.filter) if tier.confines else None

    def shut_for_all(self, readable: Readable) -> None:
        """In the zygote, before the first job: rights, and files."""
        self._limit_descriptors()
        if not self._tier.confines:
            if sys.platform == "linux":
                kernel.become_subreaper()
            return
        kernel.give_up_rights()
        kernel.hide_memory()
        if self._tier.guard == "landlock":
            landlock.restrict(readable.trees, readable.listed)
        elif self._tier.guard == "mounts":
            with suppress(kernel.Refused):  # the mounts hold without it
                landlock.restrict(readable.trees, readable.listed)

    def _limit_descriptors(self) -> None:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_DESCRIPTORS, most))

    @contextmanager
    def directory(self) -> Iterator[None]:
        """The working directory of one job: empty, and writable only in the plain tier."""
        if self._tier.confines:
            yield
            return
        home = Path.cwd()
        place = home / "job"
        place.mkdir()
        os.chdir(place)
        try:
            yield
        finally:
            os.chdir(home)
            shutil.rmtree(place, ignore_errors=True)

    def shut(self, limits: Limits) -> None:
        """In the job, before the student's code: limits, and the filter last."""
        strict = self._tier.confines
        if not strict:
            os.setpgid(0, 0)
        if sys.platform == "linux":
            kernel.die_with_parent()
        set_limits(limits, strict=strict)
        if self._filter is not None:
            self._filter.put_on()


def set_limits(limits: Limits, *, strict: bool) -> None:
    """The resource limits of this process. Unless ``strict``, those that the system refuses are left out."""
    import resource

    seconds = ceil(limits.seconds) + 1
    for name, soft, hard in (
        ("RLIMIT_CPU", seconds, seconds + 1),
        ("RLIMIT_AS", limits.memory, limits.memory),
        ("RLIMIT_FSIZE", limits.file, limits.file),
        ("RLIMIT_NOFILE", limits.descriptors, limits.descriptors),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NPROC", 0, 0),
    ):
        limit = getattr(resource, name, None)
        if limit is None:
            continue
        _, most = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        try:
            resource.setrlimit(limit, (soft, hard))
        except (OSError, ValueError):
            if strict:
                raise


def enter_namespaces(line: socket.socket) -> None:
    """Go on as the first process of new namespaces; the present one only waits for its end."""
    kernel.unshare()
    inner = os.fork()
    if inner == 0:
        kernel.die_with_parent()
        return
    line.close()
    _, status = os.waitpid(inner, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
