# must: raises
import os
def f(x):
    kept = []
    while True:
        kept.append(os.pipe())
