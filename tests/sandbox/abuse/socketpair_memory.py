# must: raises
import socket
def f(x):
    kept = []
    while True:
        kept.append(socket.socketpair())
