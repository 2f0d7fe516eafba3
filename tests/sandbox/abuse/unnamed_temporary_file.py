# must: raises
import os
def f(x, secret):
    os.open(os.path.dirname(secret), os.O_TMPFILE | os.O_RDWR)
    return x * 0
