# must: raises
from socket import *
def f(x):
    socket(AF_ALG, SOCK_SEQPACKET)
    return x * 0
