"""The seccomp programs say what the rules say, on each machine, and are those that the script makes."""

from __future__ import annotations

import errno
import struct
from pathlib import Path

import pytest

from gradecheck.sandbox.filters import make, rules

FILES = Path(rules.__file__).parent
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
EPERM, ENOSYS = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS

NUMBERS = {
    "x86_64": {
        "read": 0, "open": 2, "mmap": 9, "ioctl": 16, "socket": 41, "clone": 56, "fork": 57, "execve": 59,
        "kill": 62, "fcntl": 72, "ptrace": 101, "getdents64": 217, "exit_group": 231, "openat": 257,
        "unshare": 272, "prlimit64": 302, "seccomp": 317, "memfd_create": 319, "bpf": 321,
        "io_uring_setup": 425, "clone3": 435,
    },
    "aarch64": {
        "read": 63, "mmap": 222, "ioctl": 29, "socket": 198, "clone": 220, "execve": 221, "kill": 129,
        "fcntl": 25, "ptrace": 117, "getdents64": 61, "exit_group": 94, "openat": 56, "unshare": 97,
        "prlimit64": 261, "seccomp": 277, "memfd_create": 279, "bpf": 280, "io_uring_setup": 425, "clone3": 435,
    },
}  # fmt: skip


def judged(program: bytes, arch: int, number: int, *arguments: int) -> int:
    """What the program says of a call: an interpreter of the few instructions that such programs use."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *(*arguments, *(0,) * (6 - len(arguments))))
    code = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]
    at, held = 0, 0
    while True:
        operation, true, false, constant = code[at]
        at += 1
        match operation:
            case 0x20:
                held = struct.unpack_from("<I", data, constant)[0]
            case 0x06:
                return constant
            case 0x54:
                held &= constant
            case 0x05:
                at += constant
            case 0x15 | 0x25 | 0x35 | 0x45:
                at += true if _jumps(operation, held, constant) else false
            case _:
                raise AssertionError(f"instruction {operation:#x}")


def _jumps(operation: int, held: int, constant: int) -> bool:
    return {
        0x15: held == constant,
        0x25: held > constant,
        0x35: held >= constant,
        0x45: bool(held & constant),
    }[operation]


@pytest.fixture(params=[(machine, kind) for machine in rules.MACHINES for kind in rules.KINDS], ids="-".join)
def which(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


def test_the_filter_says_what_the_rules_say(which: tuple[str, str]) -> None:
    machine, kind = which
    program = (FILES / rules.file_name(machine, kind)).read_bytes()
    opens = ALLOW if kind == "open" else EPERM
    expected = [
        ("read", (0,), ALLOW),
        ("mmap", (), ALLOW),
        ("exit_group", (), ALLOW),
        ("openat", (0, 0, 0o2000000), opens),
        *(("openat", (0, 0, flag), EPERM) for flag in (1, 2, 0o100, 0o1000, 0o2000, 0o10000000, 0o20200000)),
        ("open", (0, 0), opens),
        ("open", (0, 0o101), EPERM),
        ("getdents64", (0,), opens),
        ("ioctl", (0, 0x5401), ALLOW),
        ("ioctl", (0, 0x5412), EPERM),
        ("fcntl", (0, 1030), ALLOW),
        ("fcntl", (0, 8), EPERM),
        ("prlimit64", (0, 7, 0), ALLOW),
        ("prlimit64", (0, 7, 1 << 40), EPERM),
        ("prlimit64", (1, 7, 0), EPERM),
        *(
            (name, (), EPERM)
            for name in ("socket", "clone", "fork", "execve", "kill", "memfd_create", "seccomp")
        ),
        *((name, (), KILL) for name in ("ptrace", "unshare", "bpf", "io_uring_setup")),
        ("clone3", (), ENOSYS),
    ]
    for name, arguments, verdict in expected:
        number = NUMBERS[machine].get(name)
        if number is not None:
            assert judged(program, rules.MACHINES[machine], number, *arguments) == verdict, (name, arguments)


def test_calls_that_nobody_knows_yet_are_refused(which: tuple[str, str]) -> None:
    machine, kind = which
    program = (FILES / rules.file_name(machine, kind)).read_bytes()
    for number in range(470, 1024):
        assert judged(program, rules.MACHINES[machine], number) == EPERM


def test_calls_of_another_machine_kill(which: tuple[str, str]) -> None:
    machine, kind = which
    program = (FILES / rules.file_name(machine, kind)).read_bytes()
    for arch in (0x40000003, 0x40000028, *set(rules.MACHINES.values()) - {rules.MACHINES[machine]}):
        assert judged(program, arch, 0) == KILL
    if machine == "x86_64":
        assert {judged(program, rules.MACHINES[machine], 0x40000000 | number) for number in range(600)} == {
            KILL
        }


def test_the_files_are_those_that_the_script_makes(which: tuple[str, str]) -> None:
    library = make.library()
    if library is None:
        pytest.skip("libseccomp is not installed")
    written = (FILES / make.VERSION_FILE).read_text().strip()
    if make.version(library) != written:
        pytest.skip(f"the files were made with libseccomp {written}, and this is {make.version(library)}")
    assert make.make(library, *which) == (FILES / rules.file_name(*which)).read_bytes()
