"""Running a student's code in the best tier that this machine has.

A tier is used after it has been seen to refuse what it must refuse (``selftest``). Where none does, nothing
is run, unless the caller trusts the code. ``run`` keeps one zygote for the whole process; ``started`` gives
one of its own, for one thread or process each.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from threading import Lock

from ..errors import MachineError
from .limits import Limits
from .outcome import Run
from .request import Call
from .selftest import failures
from .tiers import PLAIN, Tier, candidates
from .zygote import Zygote


def started(*, trust: bool = False) -> Zygote:
    """A new zygote in the best tier that holds here; the caller closes it.

    Raises ``MachineError`` with the reason of each tier if none does, unless the code is trusted: then it is
    one in the plain tier.
    """
    reasons = []
    for tier in candidates():
        if not tier.confines:
            continue
        zygote = Zygote(tier)
        try:
            got_through = failures(zygote)
        except MachineError as problem:
            reasons.append(problem.fact)
        else:
            if not got_through:
                return zygote
            reasons.append(f"sandbox tier {tier.name} does not hold: a job could {', '.join(got_through)}")
        zygote.close()
    if trust:
        return Zygote(PLAIN)
    raise MachineError(
        "no sandbox holds on this machine, so the code was not run",
        remedy="\n  ".join([*reasons, "run gradecheck doctor, or give --trust for code that you trust"]),
    )


class _Shared:
    """The one zygote of a process. One that was inherited by a fork is left alone: it is the parent's."""

    def __init__(self) -> None:
        self._zygote: Zygote | None = None
        self.forget()

    def forget(self) -> None:
        """Begin anew in a forked process, where another thread of the parent's may have held the lock."""
        self._lock = Lock()
        self._owner = 0
        self._inherited = self._zygote  # kept, so that it is not ended from here

    def get(self, trust: bool) -> Zygote:
        with self._lock:
            if self._owner != os.getpid() or self._zygote is None or not (trust or self._zygote.tier.confines):
                self._zygote = started(trust=trust)
                self._owner = os.getpid()
            return self._zygote

    @property
    def is_plain(self) -> bool:
        return self._zygote is not None and not self._zygote.tier.confines

    def close(self) -> None:
        if self._zygote is not None and self._owner == os.getpid():
            self._zygote.close()
            self._zygote = None


_shared = _Shared()
atexit.register(_shared.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_shared.forget)


def run(
    source: str,
    filename: str,
    calls: Sequence[Call],
    limits: Limits | None = None,
    *,
    trust: bool = False,
    watch: Sequence[str] = (),
) -> Run:
    """Load ``source`` in a new job and make ``calls``, one after the other.

    ``filename`` is what the file is called in messages; the calls of functions named in ``watch`` are
    counted. Whatever the code does is in the ``Run``. Raises ``MachineError`` if no sandbox holds here and
    the code is not trusted, or no job could be started, and ``ValueError`` for arguments that cannot be sent.

    >>> import numpy as np
    >>> source = "def double(x): return 2 * x"
    >>> run(source, "double.py", [Call("double", (np.array([1.0, 2.0]),))], trust=True).calls[0].value
    array([2., 4.])
    """
    return _shared.get(trust).run(source, filename, calls, limits, watch=watch)


def ran_unconfined() -> bool:
    """Whether ``run`` has run trusted code in this process without a sandbox, for lack of one."""
    return _shared.is_plain


def tier_in_use(*, trust: bool = False) -> Tier:
    """The tier that ``run`` uses. Raises ``MachineError`` like ``run``."""
    return _shared.get(trust).tier
