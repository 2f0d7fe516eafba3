# must: counted
# Does finite differences itself, through another name for the forward.
def g(x):
    return (x ** 2).sum()
helper = g
def f(x):
    helper(x)
    helper(x + 1e-6)
    return x
