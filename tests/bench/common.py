"""What the Python programs of the bench share; see common.h, which says the same in C."""
import ctypes.util
import sys
import time

import numpy as np


def uniform(n, a, b, start=0):
    z = np.arange(start + 1, start + n + 1, dtype=np.uint64)*np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ z >> np.uint64(30))*np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ z >> np.uint64(27))*np.uint64(0x94D049BB133111EB)
    return a + (b - a)*((z ^ z >> np.uint64(31)) >> np.uint64(11))*2.0**-53


def seconds_of(work):
    """The median over at least three times and 0.2 seconds, after one that does not count; what takes
    longer than a second is done once."""
    def once():
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    first = once()
    if first > 1:
        return first
    times = []
    end = time.perf_counter() + 0.2
    while len(times) < 3 or time.perf_counter() < end:
        times.append(once())
    return float(np.median(times))


def tell(result, check):
    """The result, and a number that every tool of the row must agree about."""
    print(f"{result:.6g} check={check:.12g}")


def need(name):
    """The module, or the exit status that says that the tool is not installed."""
    try:
        return __import__(name)
    except ImportError:
        sys.exit(77)


def torch_that_compiles():
    """torch, if it has a compiler, whose code finds SLEEF's functions where its headers are installed."""
    torch = need("torch")
    if not hasattr(torch, "compile"):
        sys.exit(77)
    if ctypes.util.find_library("sleef"):
        ctypes.CDLL(ctypes.util.find_library("sleef"), mode=ctypes.RTLD_GLOBAL)
    return torch
