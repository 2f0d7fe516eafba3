# must: raises
import os
def f(x):
    print(os.listdir("/home"), os.listdir("/tmp"))
    return x * 0
