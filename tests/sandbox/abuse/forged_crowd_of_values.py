# must: died too_large
import gc, os, struct, sys
def token():
    channels = [o for o in gc.get_objects() if type(o).__name__ == "Channel"]
    return channels[0].token
def frame(kind, payload=b""):
    return struct.pack("<4sBB16sQ", b"GCFR", 1, kind, token(), len(payload)) + payload

# Few bytes that ask for very many objects in the grader.
def send(data):
    while data:
        data = data[os.write(4, data):]
def f(x):
    tiny = b"A" + struct.pack("<2sBBB", b"GA", 1, 1, 0) + b"\0"
    for n in range(2):
        send(frame(6, struct.pack("<qqq", 0, 0, 0) + b"[" + struct.pack("<q", 400_000) + tiny * 400_000))
    os._exit(0)
