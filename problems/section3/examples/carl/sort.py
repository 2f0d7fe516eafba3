import numpy as np


def backward_1(x, g):
    return None


def backward_2(x, g):
    order = argsort(x)
    return g[order]


def backward_three(x, g):
    while True:
        pass
