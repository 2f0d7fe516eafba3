# must: raises
import importlib.machinery
def f(x, secret):
    importlib.machinery.SourceFileLoader("key", secret).load_module()
    return x * 0
