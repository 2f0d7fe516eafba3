# must: raises
def f(x):
    for n in range(10**9):
        with open(f"filler{n}", "wb") as file:
            file.write(b"x" * (1 << 20))
