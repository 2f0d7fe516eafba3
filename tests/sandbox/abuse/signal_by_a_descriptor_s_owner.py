# must: raises
# F_SETOWN and F_SETSIG make the kernel send the signal.
import fcntl, os
def f(x):
    fcntl.fcntl(2, fcntl.F_SETOWN, os.getppid())
    return x * 0
