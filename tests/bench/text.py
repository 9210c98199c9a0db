"""text.py read|write: NumPy's loadtxt and savetxt over text in memory; millions of numbers a second."""
import io
import sys

import numpy as np

from common import seconds_of, tell, uniform

N = 100000
numbers = uniform(N, -5, 5)


def write():
    out = io.StringIO()
    np.savetxt(out, numbers, fmt="%.17g")
    return out.getvalue()


def read():
    return np.loadtxt(io.StringIO(text))


text = write()
tell(N/seconds_of(globals()[sys.argv[1]])/1e6, read().sum())
