"""Landlock by way of ctypes: a process gives up all files but the ones it names, for itself and its children.

The numbers are those of the kernel's ``linux/landlock.h``; they and the system call numbers are the same on all
machines. Each version of the interface knows more kinds of access; what a kernel knows is refused.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from .kernel import Refused, system_call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH = 1, 1

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILES_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many kinds of file access each version knows."""

_ALL_TCP, _ALL_SCOPES = 0b11, 0b11
"""Binding and connecting; abstract Unix sockets and signals of processes outside."""


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """The version of the interface. Raises ``Refused`` where the kernel has none."""
    return system_call(_CREATE_RULESET, None, 0, _VERSION_FLAG, name="Landlock")


def restrict(readable: Iterable[str], listed: Iterable[str]) -> None:
    """From here on only ``readable`` files, and what is under ``readable`` directories, can be read.

    ``listed`` directories, and those under them, show the names in them. Nothing can be written, made,
    removed or executed. Needs no rights, but that "no new privileges" is set. Raises ``Refused`` where the
    kernel refuses.
    """
    known = version()
    rules = _Ruleset(
        (1 << _FILES_BY_VERSION.get(known, 16)) - 1,
        _ALL_TCP if known >= 4 else 0,
        _ALL_SCOPES if known >= 6 else 0,
    )
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    ruleset = system_call(_CREATE_RULESET, ctypes.byref(rules), size, 0, name="Landlock")
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR)
        for path in listed:
            _allow(ruleset, path, _READ_DIR)
        system_call(_RESTRICT_SELF, ruleset, 0, name="Landlock")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there, or not for us, need not be allowed
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _READ_FILE
        rule = _PathBeneath(access, descriptor)
        system_call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0, name="Landlock")
    except Refused as problem:
        raise Refused(f"{problem} for {path}") from None
    finally:
        os.close(descriptor)
