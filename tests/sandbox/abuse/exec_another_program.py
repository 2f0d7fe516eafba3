# must: raises
import os
def f(x):
    os.execv("/bin/sh", ["sh", "-c", "echo taken over"])
