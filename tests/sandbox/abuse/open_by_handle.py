# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).open_by_handle_at(0, 0, 0)
    return x * 0
