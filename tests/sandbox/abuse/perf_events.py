# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).syscall(298 if os.uname().machine == 'x86_64' else 241, 0, 0, 0, 0, 0)
    return x * 0
