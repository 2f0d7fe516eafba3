# must: lost
# Takes the watch off first: the count is then reported as lost, not as 0.
import sys
def g(x):
    return (x ** 2).sum()
def f(x):
    watch = sys.getprofile()
    sys.setprofile(None)
    g(x)
    return x
