# must: raises
from socket import *
def f(x):
    socket(AF_PACKET, SOCK_RAW)
    return x * 0
