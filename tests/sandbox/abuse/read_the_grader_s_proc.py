# must: raises
def f(x, secret, grader):
    for what in ("environ", "cmdline", "maps", "mem", "status"):
        try:
            open(f"/proc/{grader}/{what}", "rb").read(10)
            return x * 0
        except OSError as problem:
            last = problem
    raise last
