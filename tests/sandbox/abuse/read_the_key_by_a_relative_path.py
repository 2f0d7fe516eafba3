# must: raises
import os
def f(x, secret):
    print(open(os.path.relpath(secret)).read())
    return x * 0
