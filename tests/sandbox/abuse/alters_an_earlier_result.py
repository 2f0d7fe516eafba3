# must: honest
# Keeps the array that the first call returned and changes it in the second: it has left already.
kept = []
def f(x):
    for earlier in kept:
        earlier[:] = 0
    result = x * 1
    kept.append(result)
    return result
