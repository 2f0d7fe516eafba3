"""How much a student's code may use."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one run: loading the file and all calls together.

    ``seconds`` is wall-clock time, counted from when the student's file begins to run; the processor time
    allowed is one second more. ``memory`` is address space, the interpreter and NumPy included. ``results`` is
    what the returned arrays may take, ``text`` how much of what is printed is kept (more is dropped, not
    punished), ``file`` the size of a file written: all four in bytes. ``descriptors`` counts open files.

    >>> Limits(seconds=2).results // MIB
    32
    """

    seconds: float = 5.0
    memory: int = 1024 * MIB
    results: int = 32 * MIB
    text: int = 16 * 1024
    file: int = MIB
    descriptors: int = 64

    def __post_init__(self) -> None:
        if not (
            self.seconds > 0 and min(self.memory, self.results, self.text, self.file, self.descriptors) >= 0
        ):
            raise ValueError(f"limits must be positive: {self}")
