# must: honest
# What is left for the end never runs.
import atexit, os, sys, weakref
class Last:
    def __del__(self):
        os.write(4, b"rewritten")
last = Last()
def f(x):
    atexit.register(os.write, 4, b"rewritten")
    weakref.finalize(f, os.write, 4, b"rewritten")
    sys.exitfunc = lambda: os.write(4, b"rewritten")
    return x
