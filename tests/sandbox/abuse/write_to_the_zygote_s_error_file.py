# must: raises
import os
def f(x):
    for n in range(5):
        try:
            os.open(f"/proc/{os.getppid()}/fd/{n}", os.O_RDONLY)
            return x * 0
        except OSError as problem:
            last = problem
    raise last
