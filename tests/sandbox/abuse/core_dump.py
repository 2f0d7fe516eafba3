# must: died
import ctypes, os, resource
def f(x):
    ctypes.memset(0, 1, 1)
