# must: raises
import os
def f(x, secret):
    os.truncate(secret, 0)
    return x * 0
