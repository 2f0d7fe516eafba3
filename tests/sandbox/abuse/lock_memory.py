# must: honest
import ctypes
def f(x):
    return x if ctypes.CDLL(None).mlockall(3) != 0 else x * 0
