# must: timeout
def f(x):
    return sum(range(10**13))
