# must: raises
import os
def f(x):
    for n in range(10**9):
        os.mkdir(f"d{n}")
