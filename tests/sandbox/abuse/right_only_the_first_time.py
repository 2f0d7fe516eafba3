# must: first_only
# Counts its calls. Each call is judged, so the second one convicts.
calls = 0
def f(x):
    global calls
    calls += 1
    return x if calls == 1 else x * 0
