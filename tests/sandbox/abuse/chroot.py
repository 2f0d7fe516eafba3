# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).chroot(b'/tmp')
    return x * 0
