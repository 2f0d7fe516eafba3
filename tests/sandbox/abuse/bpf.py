# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).syscall(321 if os.uname().machine == 'x86_64' else 280, 0, 0, 0)
    return x * 0
