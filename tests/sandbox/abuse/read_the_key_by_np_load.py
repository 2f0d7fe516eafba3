# must: raises
import numpy as np
def f(x, secret):
    print(np.fromfile(secret, dtype="u1").tobytes())
    return x * 0
