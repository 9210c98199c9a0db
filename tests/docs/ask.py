"""ask.py: asks libdcalc for a Hessian."""
import ctypes
import json

lib = ctypes.CDLL("libdcalc.so.0")
libc = ctypes.CDLL(None)
lib.dcalc_new.restype = lib.dcalc_ask.restype = ctypes.c_void_p
lib.dcalc_ask.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
lib.dcalc_free.argtypes = libc.free.argtypes = [ctypes.c_void_p]


def ask(session, **job):
    answer = lib.dcalc_ask(session, json.dumps(job).encode())
    text = ctypes.string_at(answer)
    libc.free(answer)
    return json.loads(text)


session = lib.dcalc_new()
print(ask(session, command="hessian", expr="x^2*y + exp(y)", at={"x": 1, "y": 0})["hessian"])
print(ask(session, command="diff", expr="log(x)", at={"x": 0})["error"]["message"])
lib.dcalc_free(session)
