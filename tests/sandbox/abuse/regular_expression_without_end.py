# must: timeout
import re
def f(x):
    re.match("(a+)+$", "a" * 64 + "b")
