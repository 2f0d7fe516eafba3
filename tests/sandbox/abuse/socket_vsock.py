# must: raises
from socket import *
def f(x):
    socket(AF_VSOCK, SOCK_STREAM)
    return x * 0
