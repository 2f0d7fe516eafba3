# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).syscall(250 if os.uname().machine == 'x86_64' else 219, 0, 0)
    return x * 0
