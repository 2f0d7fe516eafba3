# must: raises
from socket import *
def f(x):
    socket(AF_INET, SOCK_STREAM)
    return x * 0
