# must: forged
import gc, os, struct, sys
def token():
    channels = [o for o in gc.get_objects() if type(o).__name__ == "Channel"]
    return channels[0].token
def frame(kind, payload=b""):
    return struct.pack("<4sBB16sQ", b"GCFR", 1, kind, token(), len(payload)) + payload

def f(x):
    one = frame(12, struct.pack("<q", 0))
    while True:
        os.write(4, one * 1000)
