"""Whether a tier holds on this machine, found by trying forbidden acts in it. What was not tried is not
believed.

Each act is a function in a job that returns ``True`` if it got what it wanted. Refusal is an exception or
``False``, or the death of the job. ``failures`` tries all that are survivable in one job, in some
milliseconds; ``attempt`` tries every act in a job of its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from ..errors import MachineError
from .limits import MIB, Limits
from .outcome import Died, Returned, Run
from .request import Call
from .tiers import Tier, candidates
from .zygote import Zygote


@dataclass(frozen=True, slots=True)
class Act:
    """A forbidden act: what it is, and the body of a function that returns whether it worked.

    ``grader`` and ``secret`` are arguments of the function: the process id of the grader, and a file of its
    user's with a secret in it. A ``deadly`` act is one that the job does not survive where the tier holds.
    """

    name: str
    body: str
    deadly: bool = False


ACTS = (
    Act("read a file of the grader's user", "return open(secret).read() != ''"),
    Act("read /etc/passwd", "return len(open('/etc/passwd').read()) > 0"),
    Act("list the root directory", "import os; return 'proc' in os.listdir('/')"),
    Act("read the grader's environment", "return len(open(f'/proc/{grader}/environ', 'rb').read()) >= 0"),
    Act("write into the working directory", "return open('note', 'w').write('x') == 1"),
    Act("write into /tmp", "import tempfile; return tempfile.TemporaryFile(dir='/tmp').write(b'x') == 1"),
    Act("make an Internet socket", "import socket; return socket.socket().fileno() >= 0"),
    Act("make a Unix socket", "import socket; return socket.socket(socket.AF_UNIX).fileno() >= 0"),
    Act(
        "start a process",
        """
        import os
        child = os.fork()
        if child == 0:
            os._exit(0)
        return os.waitpid(child, 0)[0] == child
        """,
    ),
    Act("start a thread", "import _thread, time; _thread.start_new_thread(time.sleep, (0,)); return True"),
    Act("signal the process that started it", "import os; os.kill(os.getppid(), 0); return os.getppid() != 0"),
    Act("keep memory in a file", "import os; return os.memfd_create('x') >= 0"),
    Act(
        "use more memory than allowed",
        """
        try:
            return len(bytearray(limit + 1)) > 0
        except MemoryError:
            return False
        """,
    ),
    Act("raise its own limits", "import resource as r; r.setrlimit(r.RLIMIT_CORE, (0, 0)); return True"),
    Act(
        "find a descriptor that is not its own",
        """
        import os
        for descriptor in range(5, 256):
            try:
                os.fstat(descriptor)
                return True
            except OSError:
                pass
        return False
        """,
    ),
    Act("find the environment of the grader", "import os; return 'PATH' in os.environ or 'HOME' in os.environ"),
    Act("use ptrace", "import ctypes; return ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0", deadly=True),
    Act("make a namespace", "import ctypes; return ctypes.CDLL(None).unshare(0x10000000) == 0", deadly=True),
)

_LIMITS = Limits(seconds=5.0, memory=512 * MIB)


def failures(zygote: Zygote) -> tuple[str, ...]:
    """The survivable acts that got through, all tried in one job. Nothing is well if nothing could be tried.

    Raises ``MachineError`` if the tier cannot be used here.
    """
    tried = [act for act in ACTS if not act.deadly]
    done = _tried(zygote, tried)
    if len(done.calls) < len(tried):
        return ("finish the self-test",)
    return tuple(act.name for act, call in zip(tried, done.calls, strict=True) if _worked(call))


def attempt(zygote: Zygote, act: Act) -> bool:
    """Whether the act got through, tried in a job of its own. Raises ``MachineError`` like ``failures``."""
    done = _tried(zygote, [act])
    if isinstance(done.failure, Died) and act.deadly:
        return False
    return not done.calls or _worked(done.calls[0])


def _tried(zygote: Zygote, acts: list[Act]) -> Run:
    source = "".join(
        f"def act_{n}(grader, secret, limit):\n{_indented(act.body)}\n" for n, act in enumerate(acts)
    )
    given = (os.getpid(), str(Path(__file__)), _LIMITS.memory)
    calls = [Call(f"act_{n}", given) for n in range(len(acts))]
    return zygote.run(source, "selftest.py", calls, _LIMITS)


def _indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in dedent(body).strip("\n").splitlines())


def _worked(call: object) -> bool:
    return isinstance(call, Returned) and call.value is not False


def holds(zygote: Zygote) -> bool:
    """The short form: whether the zygote can be used and none of the survivable acts gets through.

    >>> from gradecheck.sandbox.tiers import PLAIN
    >>> with Zygote(PLAIN) as zygote:
    ...     holds(zygote)
    False
    """
    try:
        return not failures(zygote)
    except MachineError:
        return False


@dataclass(frozen=True, slots=True)
class Examination:
    """One tier, tried in full: the acts that were ``stopped`` and those that ``got_through``, by name.

    ``missing`` says why the tier cannot be used on this machine; nothing has been tried then.
    """

    tier: Tier
    stopped: tuple[str, ...] = ()
    got_through: tuple[str, ...] = ()
    missing: str = ""

    @property
    def holds(self) -> bool:
        """Whether code that nobody trusts may be run in it."""
        return self.tier.confines and not self.missing and not self.got_through


def examine(tier: Tier) -> Examination:
    """Try every act in the tier, each in a job of its own."""
    try:
        with Zygote(tier) as zygote:
            worked = {act.name: attempt(zygote, act) for act in ACTS}
    except MachineError as problem:
        return Examination(tier, missing=problem.fact)
    stopped = tuple(name for name, got_through in worked.items() if not got_through)
    return Examination(tier, stopped, tuple(name for name in worked if name not in stopped))


def default_of(examinations: Sequence[Examination]) -> Tier | None:
    """The tier in which code is run that nobody trusts: the first candidate that holds."""
    allowed = candidates()
    return next((each.tier for each in examinations if each.holds and each.tier in allowed), None)
