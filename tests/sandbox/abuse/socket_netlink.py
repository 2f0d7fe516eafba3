# must: raises
from socket import *
def f(x):
    socket(AF_NETLINK, SOCK_RAW)
    return x * 0
