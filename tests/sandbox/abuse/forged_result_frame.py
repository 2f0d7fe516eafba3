# must: forged
import gc, os, struct, sys
def token():
    channels = [o for o in gc.get_objects() if type(o).__name__ == "Channel"]
    return channels[0].token
def frame(kind, payload=b""):
    return struct.pack("<4sBB16sQ", b"GCFR", 1, kind, token(), len(payload)) + payload

# Finds the token and tells a result of its own before the real one: more results than calls.
def f(x):
    payload = struct.pack("<qqq", 0, 0, 0) + b"D" + struct.pack("<d", 42.0)
    os.write(4, frame(6, payload))
    return x * 0
