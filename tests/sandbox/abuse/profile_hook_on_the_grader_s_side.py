# must: honest died raises
# Hooks into the code around the call, in this process.
import sys
def hook(frame, event, arg):
    for name in list(frame.f_locals):
        pass
    return hook
def f(x):
    sys.setprofile(hook)
    sys.settrace(hook)
    return x
