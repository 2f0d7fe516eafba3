# must: died raises
import sys
def f(x):
    sys.setrecursionlimit(10**9)
    class Deep:
        def __repr__(self):
            return repr(self)
    return repr(Deep())
