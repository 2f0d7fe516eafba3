# must: raises
import os
def f(x):
    for pid in (os.getppid(), 1):
        for what in ("environ", "cmdline", "maps", "mem", "fd/0", "fd/1", "fd/3"):
            try:
                open(f"/proc/{pid}/{what}", "rb").read(10)
                return x * 0
            except OSError as problem:
                last = problem
    raise last
