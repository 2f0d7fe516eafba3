# must: too_large
import numpy as np
def f(x):
    return np.ones(1 << 23)
