# must: raises
def f(x):
    print(open("/etc/passwd").read())
    return x * 0
