# must: raises
import os
def f(x, secret):
    os.rename(secret, secret + ".gone")
    return x * 0
