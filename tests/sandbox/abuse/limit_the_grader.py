# must: raises
import resource
def f(x, secret, grader):
    resource.prlimit(grader, resource.RLIMIT_CPU, (1, 1))
    return x * 0
