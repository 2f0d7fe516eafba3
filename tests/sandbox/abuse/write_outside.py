# must: raises
def f(x, secret):
    open(secret, "a").write("defaced")
    return x * 0
