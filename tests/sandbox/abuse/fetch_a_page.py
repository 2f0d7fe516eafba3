# must: raises
import urllib.request
def f(x):
    return float(len(urllib.request.urlopen("http://127.0.0.1:80/", timeout=1).read()))
