# must: died @x86_64
# Machine code, past every library.
import ctypes, mmap, os
def machine_code(code):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_long)(address)()

def f(x):
    # mov eax, 0x40000027 (getpid of x32); syscall; ret
    machine_code(b"\xb8\x27\x00\x00\x40\x0f\x05\xc3")
    return x * 0
