# must: raises
import threading, time
def f(x):
    threading.stack_size(1 << 15)
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
