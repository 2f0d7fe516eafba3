# must: raises
import os
def f(x):
    os.sched_setaffinity(0, {0})
    return x * 0
