"""Make the filter files from ``rules``, with libseccomp by way of ctypes. Run after each change of the rules.

The version of libseccomp is written beside them, since another one may order the same program differently.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
from pathlib import Path

from . import rules

HERE = Path(__file__).parent
VERSION_FILE = "libseccomp-version.txt"

_KILL_PROCESS, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_ACT_BADARCH, _CTL_OPTIMIZE = 2, 8
_MASKED_EQ = 7
_NATIVE = 0


class _Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    ]


class _Version(ctypes.Structure):
    _fields_ = [("major", ctypes.c_uint), ("minor", ctypes.c_uint), ("micro", ctypes.c_uint)]


def library() -> ctypes.CDLL | None:
    """libseccomp, where it is installed."""
    try:
        found = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        return None
    found.seccomp_init.restype = ctypes.c_void_p
    found.seccomp_version.restype = ctypes.POINTER(_Version)
    return found


def version(seccomp: ctypes.CDLL) -> str:
    """The version of the library, such as 2.5.4."""
    numbers = seccomp.seccomp_version().contents
    return f"{numbers.major}.{numbers.minor}.{numbers.micro}"


class _Filter:
    """A program in the making, for one machine."""

    def __init__(self, seccomp: ctypes.CDLL, machine: str) -> None:
        self._seccomp = seccomp
        self._context = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(_ERRNO | errno.EPERM)))
        token = ctypes.c_uint32(rules.MACHINES[machine])
        if seccomp.seccomp_arch_exist(self._context, token) != 0:
            self._do("seccomp_arch_add", token)
            self._do("seccomp_arch_remove", ctypes.c_uint32(_NATIVE))
        # 32-bit calls (int 0x80) and x32 calls come from "another machine"
        self._do("seccomp_attr_set", ctypes.c_int(_ACT_BADARCH), ctypes.c_uint32(_KILL_PROCESS))
        self._do("seccomp_attr_set", ctypes.c_int(_CTL_OPTIMIZE), ctypes.c_uint32(2))

    def _do(self, function: str, *arguments: object) -> None:
        code = getattr(self._seccomp, function)(self._context, *arguments)
        if code != 0:
            raise OSError(-code, f"{function}: {os.strerror(-code)}")

    def add(self, action: int, name: str, conditions: tuple[rules.Masked, ...] = ()) -> None:
        """One rule; calls that the machine or the library does not know are left out."""
        number = self._seccomp.seccomp_syscall_resolve_name(name.encode())
        if number == -1:
            return
        compared = (_Comparison * len(conditions))(
            *(_Comparison(each.argument, _MASKED_EQ, each.mask, each.value) for each in conditions)
        )
        self._do(
            "seccomp_rule_add_array",
            ctypes.c_uint32(action),
            ctypes.c_int(number),
            ctypes.c_uint(len(conditions)),
            compared,
        )

    def program(self) -> bytes:
        """The finished program, in the layout of the kernel's ``struct sock_filter``."""
        reading, writing = os.pipe()
        try:
            self._do("seccomp_export_bpf", ctypes.c_int(writing))
        finally:
            os.close(writing)
            self._seccomp.seccomp_release(self._context)
        with os.fdopen(reading, "rb") as pipe:
            return pipe.read()


def make(seccomp: ctypes.CDLL, machine: str, kind: str) -> bytes:
    """The program for one machine and one way of guarding files. Raises ``OSError`` where libseccomp fails."""
    made = _Filter(seccomp, machine)
    conditional = rules.CONDITIONAL | (rules.OPENING if kind == "open" else {})
    allowed = [*rules.ALLOWED, *(rules.DIRECTORY_CALLS if kind == "open" else ())]
    for name in allowed:
        made.add(_ALLOW, name)
    for name, alternatives in conditional.items():
        for conditions in alternatives:
            made.add(_ALLOW, name, conditions)
    for name in rules.FATAL:
        made.add(_KILL_PROCESS, name)
    for name in rules.UNKNOWN:
        made.add(_ERRNO | errno.ENOSYS, name)
    return made.program()


def main() -> None:
    """Write all files beside this one."""
    seccomp = library()
    if seccomp is None:
        raise SystemExit("libseccomp.so.2 is not installed")
    for machine in rules.MACHINES:
        for kind in rules.KINDS:
            (HERE / rules.file_name(machine, kind)).write_bytes(make(seccomp, machine, kind))
    (HERE / VERSION_FILE).write_text(version(seccomp) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
