# must: raises
import numpy, os
def f(x):
    with open(numpy.__file__, "r+") as file:
        file.write("raise SystemExit")
    return x * 0
