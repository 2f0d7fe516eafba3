# must: raises
import os
def f(x, secret):
    os.remove(secret)
    return x * 0
