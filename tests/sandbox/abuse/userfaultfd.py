# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).syscall(323 if os.uname().machine == 'x86_64' else 282, 0)
    return x * 0
