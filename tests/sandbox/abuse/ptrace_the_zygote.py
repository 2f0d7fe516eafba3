# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)
    return x * 0
