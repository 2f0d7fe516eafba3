# must: raises
from socket import *
def f(x):
    socket(AF_UNIX, SOCK_STREAM)
    return x * 0
