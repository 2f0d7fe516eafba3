# must: died
import gc, os, struct, sys
def token():
    channels = [o for o in gc.get_objects() if type(o).__name__ == "Channel"]
    return channels[0].token
def frame(kind, payload=b""):
    return struct.pack("<4sBB16sQ", b"GCFR", 1, kind, token(), len(payload)) + payload

# An array that claims more entries than it has bytes, and one whose size overflows.
def f(x):
    array = b"A" + struct.pack("<2sBBB", b"GA", 1, 11, 3) + struct.pack("<3Q", 1 << 40, 1 << 40, 1 << 40)
    os.write(4, frame(6, struct.pack("<qqq", 0, 0, 0) + array))
    return x
