# must: honest died
# The next job must be right, whatever this one does to its own interpreter.
import builtins, os, sys
import numpy as np
def f(x):
    result = x * 1
    builtins.poisoned = np.poisoned = os.poisoned = True
    np.add.at, np.asarray, np.array = None, None, None
    builtins.len = lambda *_: 0
    for module in [*sys.modules.values()]:
        module.__dict__["poisoned"] = True
    np.random.seed(12345)
    return result
