# must: raises
import os
def f(x, secret):
    os.chmod(secret, 0o777)
    return x * 0
