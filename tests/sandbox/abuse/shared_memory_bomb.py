# must: raises
from multiprocessing import shared_memory
def f(x):
    kept = []
    while True:
        kept.append(shared_memory.SharedMemory(create=True, size=1 << 26))
