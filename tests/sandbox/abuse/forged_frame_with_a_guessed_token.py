# must: died
import os, struct
def f(x):
    os.write(4, struct.pack("<4sBB16sQ", b"GCFR", 1, 10, bytes(16), 0))
    return x
