import numpy as np

def neuron_backward(da, w, x, b):
    a = 1 / (1 + np.exp(-(w @ x + b)))
    dz = da * a (1 - a)
    return dz * x, dz * w, dz
