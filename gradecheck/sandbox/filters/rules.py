"""What a job may ask of the kernel. A call that stands in none of these tables fails with EPERM.

An allow-list fails closed when kernels grow new calls; EPERM, not death, is the default so that a new libc that
tries a new call still works. Death is for calls that no exercise makes by accident.
"""

from __future__ import annotations

from dataclasses import dataclass

ALLOWED = """
    brk madvise mmap mprotect mremap munmap
    read readv pread64 write writev close close_range lseek dup dup2 dup3 fstat
    stat lstat newfstatat statx access faccessat faccessat2 getcwd
    clock_getres clock_gettime clock_nanosleep gettimeofday nanosleep time times getrusage
    poll ppoll select pselect6 futex set_robust_list rseq sched_yield sched_getaffinity getcpu
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
    exit exit_group getegid geteuid getgid getgroups getpgrp getpid getppid getresgid getresuid gettid getuid
    getrandom getrlimit sysinfo umask uname
""".split()
"""Calls that reach nothing outside the process but its own descriptors, or only ask (``stat`` shows that a file
exists, never what is in it)."""

DIRECTORY_CALLS = ("getdents", "getdents64", "readlink", "readlinkat")
"""Allowed where files may be opened."""

FATAL = """
    acct add_key adjtimex bpf chroot clock_adjtime clock_settime create_module delete_module execveat
    fanotify_init finit_module fsconfig fsmount fsopen fspick init_module io_uring_enter io_uring_register
    io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mount mount_setattr
    move_mount move_pages name_to_handle_at nfsservctl open_by_handle_at open_tree perf_event_open personality
    pidfd_getfd pidfd_open pidfd_send_signal pivot_root process_madvise process_vm_readv process_vm_writev
    ptrace quotactl reboot request_key setdomainname sethostname setns settimeofday swapoff swapon syslog
    umount2 unshare uselib userfaultfd vhangup
""".split()
"""Calls that kill the process: nobody makes them in an exercise but to break out."""

UNKNOWN = ("clone3", "openat2")
"""Fail with ENOSYS, so that libc falls back to the older call, whose flags a filter can see."""

O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND = 0o1, 0o2, 0o100, 0o1000, 0o2000
O_PATH, O_TMPFILE = 0o10000000, 0o20000000
WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_PATH | O_TMPFILE
"""Flags of ``open`` that none of which may be set: files are opened for reading, or not at all. These have the
same values on all the machines of ``MACHINES``."""

WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Masked:
    """The condition that argument number ``argument``, seen through ``mask``, is ``value``."""

    argument: int
    mask: int
    value: int


def _one_of(argument: int, *values: int) -> tuple[tuple[Masked, ...], ...]:
    return tuple((Masked(argument, WORD, value),) for value in values)


CONDITIONAL: dict[str, tuple[tuple[Masked, ...], ...]] = {
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; not F_SETOWN and F_SETSIG, which send signals
    "fcntl": _one_of(1, 0, 1, 2, 3, 1030),
    # TCGETS (is it a terminal?), FIONREAD, FIONCLEX, FIOCLEX
    "ioctl": _one_of(1, 0x5401, 0x541B, 0x5450, 0x5451),
    # to ask for one's own limits, not to set them
    "prlimit64": ((Masked(0, WORD, 0), Masked(2, (1 << 64) - 1, 0)),),
}
"""Allowed where all conditions of one of the alternatives hold."""

OPENING: dict[str, tuple[tuple[Masked, ...], ...]] = {
    "open": ((Masked(1, WRITING, 0),),),
    "openat": ((Masked(2, WRITING, 0),),),
}
"""The same, for the filter under which files may be opened."""

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""How the kernel's audit interface, and libseccomp, call the machines that there are filters for."""

KINDS = ("open", "no-open")
"""Files may be opened for reading (something else says which), or not at all."""


def file_name(machine: str, kind: str) -> str:
    """The file with the program.

    >>> file_name("x86_64", "no-open")
    'x86_64.no-open.bpf'
    """
    return f"{machine}.{kind}.bpf"
