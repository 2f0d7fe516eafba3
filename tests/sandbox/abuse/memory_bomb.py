# must: raises memory
import numpy as np
def f(x):
    return np.ones(1 << 36)
