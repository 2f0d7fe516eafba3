# must: raises
import numpy as np
def f(x, secret):
    print(bytes(np.memmap(secret, dtype="u1", mode="r")))
    return x * 0
