# must: raises
from socket import *
def f(x):
    socket(AF_INET, SOCK_DGRAM)
    return x * 0
