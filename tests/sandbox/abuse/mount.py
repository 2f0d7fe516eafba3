# must: died
import ctypes, os
def f(x):
    ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None)
    return x * 0
