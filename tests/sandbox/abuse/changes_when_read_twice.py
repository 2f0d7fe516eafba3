# must: honest
# An array over a buffer that the code goes on to change: what was told is what was there at one moment.
import numpy as np
store = np.zeros(3)
class Shifty(list):
    def __iter__(self):
        store[:] += 1
        return iter([store, store])
def f(x):
    store[:] = x
    return Shifty([store])
