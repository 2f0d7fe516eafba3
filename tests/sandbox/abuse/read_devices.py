# must: raises
def f(x):
    for name in ("mem", "kmem", "sda", "vda", "tty", "kmsg", "fuse", "net/tun", "shm/x", "mqueue"):
        try:
            open("/dev/" + name, "rb").read(1)
            return x * 0
        except OSError as problem:
            last = problem
    raise last
