# must: died
import ctypes
def f(x):
    ctypes.string_at(1)
