# must: honest
import ctypes
def f(x):
    got = ctypes.CDLL(None).alarm(1)
    timer = ctypes.c_void_p()
    made = ctypes.CDLL(None).timer_create(0, None, ctypes.byref(timer))
    return x if made != 0 else x * 0
