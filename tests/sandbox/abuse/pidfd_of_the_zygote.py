# must: died
import os
def f(x):
    os.pidfd_open(os.getppid())
    return x * 0
