# must: raises
# A thread would change the array that was returned, or write later.
import threading, time
def f(x):
    result = x * 1
    def later():
        while True:
            result[:] = 0
            time.sleep(0.001)
    threading.Thread(target=later, daemon=True).start()
    return result
