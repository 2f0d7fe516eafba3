# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).process_vm_readv(os.getppid(), 0, 0, 0, 0, 0)
    return x * 0
