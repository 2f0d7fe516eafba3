# must: raises
def f(x, secret):
    print(open(secret).read())
    return x * 0
