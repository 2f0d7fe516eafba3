# must: raises
import os, tempfile
def f(x):
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", os.getcwd()):
        try:
            with open(os.path.join(folder, "gradecheck-abuse"), "w") as file:
                file.write("defaced")
            return x * 0
        except OSError as problem:
            last = problem
    raise last
