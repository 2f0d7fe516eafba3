# must: raises
def f(x):
    return f(x)
