# must: opaque
# An object whose unpickling would run code on the other side, if anything were unpickled.
import os
class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/gradecheck-abuse",)
def f(x):
    return Bomb()
