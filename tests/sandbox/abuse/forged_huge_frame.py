# must: died
import gc, os, struct, sys
def token():
    channels = [o for o in gc.get_objects() if type(o).__name__ == "Channel"]
    return channels[0].token
def frame(kind, payload=b""):
    return struct.pack("<4sBB16sQ", b"GCFR", 1, kind, token(), len(payload)) + payload

def f(x):
    os.write(4, struct.pack("<4sBB16sQ", b"GCFR", 1, 6, token(), 1 << 60))
    return x
