# must: died raises honest
import os
def f(x):
    for descriptor in range(0, 40):
        try:
            os.write(descriptor, b"GC" + bytes(range(256)) * 4)
        except OSError:
            pass
    return x
