# must: raises
import os
def f(x):
    while True:
        os.dup(0)
