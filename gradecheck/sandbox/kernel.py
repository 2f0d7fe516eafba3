"""The calls of the Linux kernel that Python has no name for. Made before any student's code runs."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from .filters.rules import file_name

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER, _ALL_THREADS = 1, 1

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
_CAPABILITIES_VERSION = 0x20080522

NEW_NAMESPACES = 0x10000000 | 0x40000000 | 0x08000000 | 0x20000000 | 0x04000000
"""CLONE_NEWUSER, NEWNET, NEWIPC, NEWPID and NEWUTS."""


class Refused(Exception):
    """The kernel does not have, or does not allow, what was asked for; the message says what and why."""


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, name: str) -> int:
    if result == -1:
        raise Refused(f"{name}: {os.strerror(ctypes.get_errno())}")
    return result


def system_call(number: int, *arguments: object, name: str) -> int:
    """A system call by its number. Raises ``Refused`` with ``name`` in the message."""
    function = _libc().syscall
    function.restype = ctypes.c_long
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return _checked(function(ctypes.c_long(number), *given), name)


def _prctl(option: int, value: int) -> None:
    number = [ctypes.c_ulong(each) for each in (value, 0, 0, 0)]
    _checked(_libc().prctl(ctypes.c_int(option), *number), f"prctl {option}")


def become_subreaper() -> None:
    """Orphans among the descendants become children of this process."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Be killed when the process that made this one has ended."""
    _prctl(_PR_SET_PDEATHSIG, 9)


def hide_memory() -> None:
    """No core dump, and no other process of this user may look in; for the children as well."""
    _prctl(_PR_SET_DUMPABLE, 0)


def unshare() -> None:
    """Make namespaces of users, processes, network, messages and names; the next child is alone in them."""
    _checked(_libc().unshare(ctypes.c_int(NEW_NAMESPACES)), "user namespaces")


def give_up_rights() -> None:
    """No privileges can be gained any more, and no capabilities are left, not even root's."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    _checked(_libc().capset(header, none), "capset")


class Filter:
    """A seccomp program, read when the sandbox starts and put on in each job."""

    def __init__(self, kind: str) -> None:
        """Raises ``Refused`` where there is no program for this machine."""
        machine = os.uname().machine
        file = Path(__file__).parent / "filters" / file_name(machine, kind)
        if machine not in _SECCOMP or not file.is_file():
            raise Refused(f"there is no seccomp filter for {machine}")
        self._data = file.read_bytes()
        self._program = _Program(len(self._data) // 8, self._data)
        self._number = _SECCOMP[machine]

    def put_on(self) -> None:
        """From here on the program judges each system call of this process. Raises ``Refused``."""
        system_call(
            self._number, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(self._program), name="seccomp filter"
        )
