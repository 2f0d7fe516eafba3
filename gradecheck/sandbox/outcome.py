"""What can come of running a student's function: a closed set of frozen values.

Texts that come from the child are bounded and without control characters (``clean``); they are still the
student's words, and may repeat the inputs: show them only where the inputs may be seen.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .values import Value


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """A call came back.

    ``value`` is what it returned, arrays read-only and with the dtype that the student's value had (``bool``
    and the integers included). ``mutated`` are the positions of arguments changed in place, ``aliases`` pairs
    of a position in the returned tuple (0 for a value that is no tuple) and the position of the argument that
    it shares memory with. ``counts`` has the number of calls of each function that was to be watched, -1
    where the code has meddled with the watch. Values are the student's in any case; ``mutated``, ``aliases``
    and ``counts`` help the honest, and code that rewrites the child can hide them.
    """

    value: Value
    mutated: tuple[int, ...] = ()
    aliases: tuple[tuple[int, int], ...] = ()
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NotMade:
    """A call was not made, because what it was to be given was not kept; ``why`` says it."""

    why: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception left the student's code.

    ``line`` is the last line of the student's own file on the way to it, ``None`` where there is none (such
    as a wrong number of arguments); ``source_line`` is that line.
    """

    type: str
    message: str
    line: int | None = None
    source_line: str = ""


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """The file is not Python. Line and column count from 1, 0 means unknown."""

    line: int
    column: int
    message: str
    source_line: str = ""


@dataclass(frozen=True, slots=True)
class MissingFunction:
    """The file ran, and no function of that name was in it. ``near`` is the likely one, or ""."""

    name: str
    near: str
    defined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The run did not end within ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class MemoryExceeded:
    """More memory was asked for than the ``limit``, in bytes."""

    limit: int


@dataclass(frozen=True, slots=True)
class OutputExceeded:
    """The arrays returned were larger than the ``limit``, in bytes."""

    limit: int


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended, or broke the result channel, before it had told its results.

    ``signal`` is a name such as ``SIGSEGV``, or "" for a process that left with ``exit_code``; both are
    empty when the channel was broken.
    """

    exit_code: int | None = None
    signal: str = ""

    @property
    def forbidden(self) -> bool:
        """Whether it was killed for a system call that only a break-out makes."""
        return self.signal == "SIGSYS"


CallOutcome = Returned | NotMade | Raised
"""What one call came to."""

Failure = Raised | SyntaxProblem | MissingFunction | TimedOut | MemoryExceeded | OutputExceeded | Died
"""Why a run ended early. ``Raised`` here is raised while the file was loaded."""

Outcome = CallOutcome | Failure


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run: the outcome of each call that was finished, in order, and why the rest is missing.

    Without a ``failure`` there is one outcome for each call. ``text`` is what was printed, for the student's
    own runs on inputs that may be seen; ``cut`` says that there was more of it.
    """

    calls: tuple[CallOutcome, ...]
    failure: Failure | None = None
    text: str = ""
    cut: bool = False


def clean(text: str, most: int, *, lines: bool = False) -> str:
    """``text`` without control, formatting and private characters, cut to ``most`` characters.

    Line ends and tabs become spaces, unless ``lines`` are to be kept.

    >>> clean("red \\x1b[31m alert\\u202e\\nnext", 20)
    'red [31m alert next'
    >>> clean("0123456789", 5)
    '0123…'
    """
    kept = []
    for character in text[: 4 * most + 4]:
        if character in "\n\t":
            kept.append(character if lines else " ")
        elif unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            kept.append(character)
    plain = "".join(kept)
    return plain if len(plain) <= most else plain[: most - 1] + "…"
