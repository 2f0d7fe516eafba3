# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).unshare(0x10000000)
    return x * 0
