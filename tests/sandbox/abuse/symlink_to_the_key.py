# must: raises
import os
def f(x, secret):
    os.symlink(secret, "link")
    print(open("link").read())
    return x * 0
