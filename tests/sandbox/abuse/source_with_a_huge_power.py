# must: died memory timeout
# Constant folding must not hang the grader: the file is compiled in the job.
y = (((9 ** 9) ** 9) ** 9) ** 9
z = 2 ** (y % 10 ** 12)
def f(x):
    return x
