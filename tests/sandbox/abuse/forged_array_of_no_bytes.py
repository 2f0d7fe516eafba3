# must: died
import gc, os, struct, sys
def token():
    channels = [o for o in gc.get_objects() if type(o).__name__ == "Channel"]
    return channels[0].token
def frame(kind, payload=b""):
    return struct.pack("<4sBB16sQ", b"GCFR", 1, kind, token(), len(payload)) + payload

# No entries, and dimensions beyond any memory.
def f(x):
    array = b"A" + struct.pack("<2sBBB", b"GA", 1, 11, 3) + struct.pack("<3Q", 1 << 62, 1 << 62, 0)
    os.write(4, frame(6, struct.pack("<qqq", 0, 0, 0) + array))
    os._exit(0)
