# must: raises
# A pipe can be opened anew by its name in /proc, for writing.
import os
def f(x):
    for n in range(5):
        try:
            os.open(f"/proc/self/fd/{n}", os.O_RDWR)
            return x * 0
        except OSError as problem:
            last = problem
    raise last
