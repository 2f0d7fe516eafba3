# must: raises
def f(x):
    raise ValueError("x" * (1 << 26))
