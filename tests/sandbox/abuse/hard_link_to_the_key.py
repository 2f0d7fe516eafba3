# must: raises
import os
def f(x, secret):
    os.link(secret, "link")
    print(open("link").read())
    return x * 0
