# must: raises
import os
def f(x, secret):
    open(secret + ".new", "w").write("defaced")
    return x * 0
