# must: honest
# Calls vfork itself, past what Python offers.
import ctypes
def f(x):
    if ctypes.CDLL(None).vfork() >= 0:
        return x * 0
    return x
