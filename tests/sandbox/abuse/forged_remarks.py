# must: died
import gc, os, struct, sys
def token():
    channels = [o for o in gc.get_objects() if type(o).__name__ == "Channel"]
    return channels[0].token
def frame(kind, payload=b""):
    return struct.pack("<4sBB16sQ", b"GCFR", 1, kind, token(), len(payload)) + payload

# Says that it changed argument 7 of one, and shares memory with argument -1.
def f(x):
    os.write(4, frame(6, struct.pack("<qq", 1, 7) + struct.pack("<qqq", 2, 0, -1) + struct.pack("<q", 0) + b"N"))
    os._exit(0)
