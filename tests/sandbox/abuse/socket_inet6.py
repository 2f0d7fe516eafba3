# must: raises
from socket import *
def f(x):
    socket(AF_INET6, SOCK_STREAM)
    return x * 0
