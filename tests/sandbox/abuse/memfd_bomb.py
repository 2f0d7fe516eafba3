# must: raises
import os
def f(x):
    while True:
        os.write(os.memfd_create("x"), b"x" * (1 << 24))
