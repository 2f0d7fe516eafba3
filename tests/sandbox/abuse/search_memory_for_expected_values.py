# must: raises died
def f(x):
    with open("/proc/self/mem", "rb") as memory, open("/proc/self/maps") as maps:
        for line in maps:
            start, end = (int(word, 16) for word in line.split()[0].split("-"))
            memory.seek(start)
            if b"MARKER" in memory.read(end - start):
                print("MARKER found")
                return x * 0
    return x
