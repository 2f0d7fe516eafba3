# must: raises
import subprocess, sys
def f(x):
    subprocess.Popen(["sleep", "61"])
    return x
