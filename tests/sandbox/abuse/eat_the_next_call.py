# must: died raises honest
import os
def f(x):
    os.read(3, 1 << 16)
    return x
