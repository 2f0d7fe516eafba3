# must: keys
def f(x):
    return {"\x1b[2J\u202e" + "k" * 100000: 1}
