# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).syscall(425, 8, ctypes.create_string_buffer(120))
    return x * 0
