# must: raises
# Code put here would run in the next zygote, or in the grader.
import os
def f(x):
    with open(os.path.join(os.path.dirname(os.__file__), "gradecheck_abuse.py"), "w") as file:
        file.write("defaced")
    return x * 0
